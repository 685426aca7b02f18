"""Puts a demonstration into an installation: whole or not at all, and never beside anybody's own data.

On SQLite it is built in a folder of its own and moved into place when it is complete. On PostgreSQL it grows in
committed parts; one that was broken off lacks its last entry in the audit trail, and is cleared away by the next try.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from manyhold.app import build_runtime
from manyhold.demo.build import COMPLETE, Say, build
from manyhold.demo.sizes import Size
from manyhold.demo.takeover import write_takeover
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.organisation.founding import installation
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.contents import FILES
from manyhold.kernel.data_keys import DataKey
from manyhold.kernel.database import Base, Database
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import DATABASE_FILE, DATABASE_FILES, Settings
from manyhold.migrations.upgrade import upgrade

BUILDING = "demo-under-way"
MASTER_KEY = "master.key"
WORKBOOK = "takeover.xlsx"
"""What the former manager of the site that is being taken over left; it lies beside the database."""


class DemoFault(RuntimeError):
    """The demonstration cannot be made here; nothing was changed."""


def install(
    settings: Settings,
    *,
    size: Size,
    seed: int,
    now: datetime,
    if_empty: bool = False,
    say: Say = lambda _: None,
) -> bool:
    """Make the demonstration, with a history that ends at `now`; False when there was data and that is no fault.

    Raises DemoFault when the installation holds a group already (unless `if_empty`), or is in use.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    with _alone(settings.data / "demo.lock"):
        if _holds_a_group(settings):
            if if_empty:
                return False
            raise DemoFault("this installation holds a group already; a demonstration needs an empty one")
        say("Making the demo group, about a minute…")
        if settings.is_embedded:
            _into_a_file(settings, size=size, seed=seed, now=now, say=say)
        else:
            _into_the_server(settings, size=size, seed=seed, now=now, say=say)
        write_takeover(settings.data / WORKBOOK, seed=seed, today=now.date())
    return True


def _holds_a_group(settings: Settings) -> bool:
    """Whether there is a group; a demonstration that was broken off does not count."""
    if settings.is_embedded and not (settings.data / DATABASE_FILE).exists():
        return False
    database = Database.open(settings)
    try:
        found = installation(database)
        return found.has_group and not (found.is_demo and _was_broken_off(database))
    finally:
        database.dispose()


def _was_broken_off(database: Database) -> bool:
    if database.is_sqlite:
        return False
    with SystemSession(database, writes=False) as session:
        return session.scalar(select(AuditEntry.id).where(AuditEntry.action == COMPLETE).limit(1)) is None


def _into_a_file(settings: Settings, *, size: Size, seed: int, now: datetime, say: Say) -> None:
    folder, target = settings.data / BUILDING, settings.data / DATABASE_FILE
    _require_unused(target)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if (settings.data / MASTER_KEY).exists():
        shutil.copy(settings.data / MASTER_KEY, folder / MASTER_KEY)
    inner = settings.model_copy(update={"data": folder})
    upgrade(inner)
    _build(inner, size=size, seed=seed, now=now, say=say)
    # The key first: a key without a database is found and used again, a database without its key is lost.
    if (folder / MASTER_KEY).exists():
        os.replace(folder / MASTER_KEY, settings.data / MASTER_KEY)
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, settings.data / FILES, dirs_exist_ok=True)
    for rest in DATABASE_FILES[1:]:
        target.with_name(rest).unlink(missing_ok=True)
    os.replace(folder / DATABASE_FILE, target)
    shutil.rmtree(folder)


def _into_the_server(settings: Settings, *, size: Size, seed: int, now: datetime, say: Say) -> None:
    database = Database.open(settings)
    try:
        with SystemSession(database, writes=True) as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table is not DataKey.__table__:
                    session.execute(delete(table))
            session.commit()
    finally:
        database.dispose()
    _build(settings, size=size, seed=seed, now=now, say=say)


def _build(settings: Settings, *, size: Size, seed: int, now: datetime, say: Say) -> None:
    clock = FixedClock(now)
    runtime = build_runtime(settings, clock=clock)
    try:
        build(runtime, clock, size=size, seed=seed, now=now, say=say)
        runtime.database.learn_statistics()
    finally:
        runtime.database.dispose()


def _require_unused(path: Path) -> None:
    """Refuse to replace a database that a running process has open: leaving WAL needs it for oneself."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            raise DemoFault(f"{path} is open in another process: stop it first") from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoFault("a demonstration is being made here right now") from None
        yield
