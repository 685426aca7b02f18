"""`python -m manyhold.openapi`: write what the API looks like to `openapi.json`, from which the screens' types are made."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from manyhold.app import build_runtime, create_app
from manyhold.kernel.settings import Settings
from manyhold.migrations.upgrade import upgrade

FILE = Path(__file__).parents[2] / "openapi.json"


def document() -> str:
    """The OpenAPI document of every module, with sorted keys: equal for equal routes, whatever this machine is."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", system_database_url="", master_key="")
        upgrade(settings)
        runtime = build_runtime(settings)
        described = create_app(runtime, with_worker=False).openapi()
        runtime.database.dispose()
    return json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
    print(FILE, file=sys.stderr)
