"""Bring the one database to this release: automatically backed up, in one transaction, by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from manyhold.kernel.settings import DATABASE_FILE, Settings
from manyhold.operations.sqlite_copy import copy_sqlite

FOLDER = Path(__file__).parent
ADVISORY_LOCK = 7_001


class MigrationFault(RuntimeError):
    """The migration did not come through; the database is as it was before."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision that this release's code expects."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def current(engine: Engine) -> str:
    """The revision at which a database stands; empty for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(settings: Settings, *, to: str = "head") -> str:
    """Migrate; returns the revision reached. Raises MigrationFault and changes nothing on any fault."""
    try:
        if settings.is_embedded:
            settings.data.mkdir(parents=True, exist_ok=True)
            with _one_process(settings.data / "migrate.lock"):
                _upgrade_sqlite(settings, to)
        else:
            _upgrade_postgres(settings.owner_database_url, to)
    except MigrationFault:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise MigrationFault(f"the migration failed and nothing has changed: {reason}") from error
    return to if to != "head" else head()


def _upgrade_sqlite(settings: Settings, to: str) -> None:
    path = settings.data / DATABASE_FILE
    engine = create_engine(settings.resolved_database_url())
    try:
        if current(engine) == (head() if to == "head" else to):
            return
        if path.exists() and path.stat().st_size:
            copy_sqlite(
                path, settings.data / "backups" / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
            )
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            raw: Any = connection.connection.driver_connection
            raw.isolation_level = None
            # A batch rebuild drops the old table: with foreign keys on, that deletes every cascading child.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            try:
                command.upgrade(config(connection), to)
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise MigrationFault(
                        f"{len(broken)} rows would point nowhere, the first in {broken[0][0]}"
                    )
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _upgrade_postgres(url: str, to: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            command.upgrade(config(connection), to)
    finally:
        engine.dispose()


@contextmanager
def _one_process(path: Path) -> Generator[None, None, None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
