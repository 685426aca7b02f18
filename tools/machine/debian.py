"""What Debian's own packages can bring, where this process may install them."""

import os
import shutil
from pathlib import Path

from machine.steps import command_output


def is_debian() -> bool:
    """True on Debian and the systems made from it."""
    return Path("/etc/debian_version").is_file() and shutil.which("apt-get") is not None


def may_install() -> bool:
    """True when this process can add packages without asking anyone."""
    return is_debian() and os.geteuid() == 0


def install(*packages: str) -> None:
    """Install packages and what they need, nothing that they merely recommend."""
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    command_output([*apt_get, "update"], env=env)
    command_output([*apt_get, "install", "--yes", "--no-install-recommends", *packages], env=env)
