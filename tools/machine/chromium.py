"""A Chromium and a Chinese font for the browser tests: found, or installed where that may be done."""

import shutil
from pathlib import Path

from machine import debian
from machine.steps import step

PATH_VARIABLE = "MANYHOLD_TEST_CHROMIUM"

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def find() -> str | None:
    """The browser's path, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def make_ready() -> str | None:
    """The browser's path; on Debian as root it and the font are installed first when they are missing."""
    missing: list[str] = []
    if find() is None:
        missing.append("chromium")
    if not CHINESE_FONT.is_file():
        missing.append("fonts-noto-cjk")
    if missing and debian.may_install():
        with step(f"{' and '.join(missing)}, by apt-get"):
            debian.install(*missing)
    return find()
