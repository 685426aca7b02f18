"""The Python side: `.venv`, uv in it, the locked packages, and the project itself."""

import importlib.util
import os
import shlex
import shutil
import sys
from pathlib import Path

from machine import debian, pip_settings
from machine.places import PYTHON, REQUIREMENTS, ROOT, STAMPS, VENV
from machine.stamps import fingerprint, is_fresh, unless_fresh
from machine.steps import SetupError, command_output, step

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"

LOCKED = ("--quiet", "--require-hashes", "--no-deps", "--requirement")

CONSOLE_SCRIPT = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

from manyhold.cli import main

sys.exit(main())
"""


def make_ready(*locks: str) -> None:
    """Make `.venv` hold the packages of `requirements/NAME.txt` for each name, and the command `manyhold`."""
    make_environment()
    uv_lock = REQUIREMENTS / "uv.txt"
    unless_fresh("uv, by pip", STAMPS / "uv", fingerprint([uv_lock]), lambda: install_uv(uv_lock))
    for lock in locks:
        install_lock(lock)
    unless_fresh("Manyhold itself", STAMPS / "project", fingerprint([], str(ROOT)), link_project)


def make_environment() -> None:
    """Make `.venv` anew unless a whole one of this Python, made at this place, is there."""
    stamp = STAMPS / "environment"
    inputs = fingerprint([], VERSION, os.path.realpath(sys.base_prefix), str(VENV))
    if is_fresh(stamp, inputs) and not PYTHON.exists():
        stamp.unlink()
    if not is_fresh(stamp, inputs):
        require_venv_module()
    unless_fresh(f"Python {VERSION} environment", stamp, inputs, create_environment)


def require_venv_module() -> None:
    """Debian keeps half of the `venv` module in a package of its own: install it or name the command."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    if not debian.is_debian():
        raise SetupError(
            "This Python lacks the modules venv and ensurepip: install a whole Python 3.11 or newer."
        )
    package = f"python{VERSION}-venv"
    if not debian.may_install():
        raise SetupError(
            f"Python's venv is missing. Type this and start again:\n\n  sudo apt-get install -y {package}"
        )
    with step(f"{package}, by apt-get"):
        debian.install(package)


def create_environment() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    # With an environment activated, `python3` may be the very one that has just been removed.
    is_base = sys.prefix == sys.base_prefix
    base = sys.executable if is_base else Path(sys.base_prefix, "bin", f"python{VERSION}")
    command_output([base, "-m", "venv", VENV])


def install_uv(lock: Path) -> None:
    # pip reads its own settings; uv then gets them from install_lock.
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install"]
    command_output([*pip, *LOCKED, lock])


def install_lock(name: str) -> None:
    """Install `requirements/NAME.txt` unless that was done: exact versions, each file checked by its hash."""
    lock = REQUIREMENTS / f"{name}.txt"

    def install() -> None:
        settings = pip_settings.read(PYTHON)
        uv = [VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, *pip_settings.as_uv_flags(settings)]
        command_output([*uv, *LOCKED, lock], env=with_own_words(pip_settings.as_uv_environment(settings)))

    unless_fresh(f"Python packages ({name})", STAMPS / name, fingerprint([lock]), install)


def with_own_words(env: dict[str, str]) -> dict[str, str]:
    """`env` without what the person has already set: who speaks to uv directly is heard first."""
    return {name: value for name, value in env.items() if name not in os.environ}


def link_project() -> None:
    """Let `.venv` import from `src` and start `manyhold`: an editable install that needs no build tool."""
    packages = next(VENV.glob("lib/python*/site-packages"))
    (packages / "manyhold.pth").write_text(f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "manyhold"
    script.write_text(CONSOLE_SCRIPT.format(python=shlex.quote(str(PYTHON))))
    script.chmod(0o755)
