"""`manyhold doctor`: what an operator wants to know of an installation, each point with what to do about it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from manyhold.kernel.crypto.keys import MasterKeyError
from manyhold.kernel.crypto.suites import BY_NAME
from manyhold.kernel.readiness import faults
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scanning import ScannerAway
from manyhold.kernel.settings import Settings
from manyhold.kernel.web.screens import folder
from manyhold.migrations.upgrade import head

LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One point: its name, what is wrong (empty when nothing is), and what an operator may want to see anyway."""

    name: str
    fault: str = ""
    note: str = ""


def examine(settings: Settings, open_runtime: Callable[[], Runtime]) -> list[Finding]:
    """Look at everything; never raises for a fault that it can name."""
    findings = [_folder(settings), _disk(settings), _master_key(settings), _screens()]
    try:
        runtime = open_runtime()
    except (MasterKeyError, RuntimeError, LookupError, OSError) as error:
        return [*findings, Finding("start", f"the installation does not open: {error}")]
    try:
        findings.append(Finding("database", "; ".join(faults(runtime, expected_revision=head()))))
        findings.append(_integrity(runtime))
        findings.append(_seal(runtime))
        findings.append(Finding("contents", "; ".join(runtime.contents.faults())))
        findings.extend(_scanner(runtime))
    finally:
        runtime.database.dispose()
    return findings


def _scanner(runtime: Runtime) -> list[Finding]:
    if runtime.scanner is None:
        return []
    try:
        runtime.scanner.version()
    except ScannerAway as error:
        return [Finding("scanner", f"{runtime.settings.scanner} does not answer: {error}")]
    return [Finding("scanner")]


def _folder(settings: Settings) -> Finding:
    if not settings.data.is_dir():
        return Finding("data folder", f"{settings.data} does not exist: start once, or name it by --data")
    writable = os.access(settings.data, os.W_OK)
    return Finding("data folder", "" if writable else f"{settings.data} cannot be written")


def _disk(settings: Settings) -> Finding:
    place = settings.data if settings.data.is_dir() else settings.data.absolute().parent
    free = shutil.disk_usage(place).free
    fault = f"only {free // (1 << 20)} MiB are free: make room" if free < LEAST_FREE_BYTES else ""
    return Finding("disk", fault)


def _master_key(settings: Settings) -> Finding:
    path = settings.data / "master.key"
    if settings.kms:
        return Finding(
            "master key", note=f"kept by {settings.kms} at {settings.kms_endpoint}, {settings.kms_key_id}"
        )
    if settings.master_key:
        return Finding("master key", note="from the environment or a secret")
    if not path.exists():
        return Finding("master key", f"{path} is missing: put the exported key back, mode 600")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("master key", f"{path} can be read by others: chmod 600")
    return Finding("master key", note=f"in {path}")


def _screens() -> Finding:
    return Finding("screens", "" if folder() else "the console is not built: start with ./run")


def _integrity(runtime: Runtime) -> Finding:
    if not runtime.database.is_sqlite:
        return Finding("integrity")
    with runtime.database.app.connect() as connection:
        said = connection.execute(text("PRAGMA quick_check")).scalar()
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if said != "ok":
        return Finding("integrity", f"SQLite says: {said}; restore the last backup")
    return Finding("integrity", f"rows of {broken[0]} point nowhere" if broken else "")


def _seal(runtime: Runtime) -> Finding:
    try:
        opened = runtime.keys.open("doctor.sealed", 1, runtime.keys.seal("doctor.sealed", 1, "众园"))
    except MasterKeyError as error:
        return Finding("keys", str(error))
    suite, wanted = runtime.keys.suite(), BY_NAME[runtime.settings.crypto]
    note = f"{suite.title}; master key {runtime.keys.master_key_id}"
    if suite != wanted:
        note += f"; {wanted.title} from the next manyhold rotate-keys --data-key on"
    return Finding("keys", "" if opened == "众园" else "a value that was just sealed does not open", note)
