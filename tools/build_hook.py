"""What hatchling asks while it builds: the dependencies; the web console and the font that the wheel carries."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

CONSOLE = "web/apps/console/dist"
FONT = "web/node_modules/@expo-google-fonts/noto-sans-sc"
FONT_FILES = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf", "LICENSE_FONT")


class Dependencies(MetadataHookInterface):
    """The ranges of `requirements/runtime.in`; `runtime.txt` is what our own machines run."""

    def update(self, metadata: dict[str, Any]) -> None:
        metadata["dependencies"] = requirements(Path(self.root, "requirements", "runtime.in"))


class Console(BuildHookInterface[Any]):
    """Builds the console and puts it into the wheel as `manyhold/web/console`.

    The font of printed documents comes with the console's npm packages and goes along as `manyhold/fonts`, with
    its licence: a receipt must not need anything of the machine's.
    """

    def dependencies(self) -> list[str]:
        """Node from PyPI for the build's own environment, used when the machine has none new enough."""
        return requirements(Path(self.root, "requirements", "node.in"))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install finds the console in the checkout, where `./run` builds it.
        if version == "editable" or not Path(self.root, "web", "package.json").is_file():
            return
        subprocess.run([sys.executable, str(Path(self.root, "tools", "front_door.py")), "web"], check=True)
        build_data["force_include"] |= carried()


def carried() -> dict[str, str]:
    """What the wheel has that is no source: from where in the checkout, to where in the wheel."""
    fonts = {f"{FONT}/{file}": f"manyhold/fonts/{Path(file).name}" for file in FONT_FILES}
    return {CONSOLE: "manyhold/web/console", **fonts}


def requirements(file: Path) -> list[str]:
    """The lines of a requirements file that name a package."""
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
