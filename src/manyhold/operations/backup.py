"""One file that brings an installation back: database, stored files and workbooks, never the master key.

The archive names the id of the master key it needs. The database is copied first: a stored file is written before
the row that names it, so every file that the copied rows name is there to be copied afterwards.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from manyhold.kernel.contents import CONTENT_FOLDERS
from manyhold.kernel.crypto.keys import KeyManagement
from manyhold.kernel.database import make_engine
from manyhold.kernel.settings import Settings
from manyhold.operations.sqlite_copy import copy_sqlite

FORMAT = 1
DESCRIPTION = "backup.json"
DATABASE = {True: "manyhold.db", False: "manyhold.dump"}


class BackupFault(RuntimeError):
    """The backup cannot be made or cannot be used; the message says why and what to do."""


def back_up(settings: Settings, management: KeyManagement, target: Path) -> Path:
    """Write a whole backup to `target`, which appears only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
        tarfile.open(draft, "w:gz", compresslevel=1) as archive,
    ):
        copied = Path(folder) / DATABASE[settings.is_embedded]
        _copy_database(settings, copied)
        _add_text(archive, DESCRIPTION, _description(settings, management))
        archive.add(copied, copied.name)
        for folder_name in CONTENT_FOLDERS:
            if (settings.data / folder_name).is_dir():
                archive.add(settings.data / folder_name, folder_name)
    draft.rename(target)
    return target


def describe(archive_path: Path) -> dict[str, Any]:
    """What a backup says of itself: format, revision, engine, moment, id of its master key."""
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            member = archive.extractfile(DESCRIPTION)
            assert member is not None
            return json.load(member)
    except (OSError, tarfile.TarError, KeyError, AssertionError, ValueError) as error:
        raise BackupFault(f"{archive_path} is not a backup of Manyhold") from error


def default_target(settings: Settings) -> Path:
    """`data/backups/manyhold-<moment>.tar.gz`."""
    return settings.data / "backups" / f"manyhold-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"


def _copy_database(settings: Settings, target: Path) -> None:
    if settings.is_embedded:
        source = settings.data / "manyhold.db"
        if not source.exists():
            raise BackupFault(f"there is no database in {settings.data}")
        copy_sqlite(source, target)
        return
    url = settings.owner_database_url
    command = ["pg_dump", "--format=custom", f"--file={target}", url]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupFault("pg_dump is not installed here: install the PostgreSQL client") from None
    except subprocess.CalledProcessError as error:
        raise BackupFault(f"pg_dump ended with: {error.stderr.strip().splitlines()[-1]}") from None


def _description(settings: Settings, management: KeyManagement) -> str:
    url = settings.resolved_database_url() if settings.is_embedded else settings.owner_database_url
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()
    return json.dumps(
        {
            "format": FORMAT,
            "engine": "sqlite" if settings.is_embedded else "postgresql",
            "revision": revision,
            "made_at": datetime.now(UTC).isoformat(),
            "master_key_id": management.key_id,
        },
        indent=1,
    )


def _add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content.encode())
    archive.addfile(member, io.BytesIO(content.encode()))
