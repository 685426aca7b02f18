"""One migrated database per engine and test process, copied for each test: SQLite by file, PostgreSQL by template."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from manyhold.kernel.settings import Settings
from manyhold.migrations.roles import prepare_database
from manyhold.migrations.upgrade import upgrade
from worlds.copies import Copies
from worlds.probe_tables import lay_tables

ENGINES = ("sqlite", "postgresql")
POSTGRES = os.environ.get("MANYHOLD_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
_numbers = itertools.count(1)


@cache
def postgres_server() -> Engine:
    """The superuser's engine, used only to make roles and databases."""
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        engine.connect().close()
    except OperationalError:
        pytest.skip("no PostgreSQL to test against")
    return engine


def postgres_settings(database: str, data: Path) -> Settings:
    """Settings of an installation on `database`, with the three roles."""
    url = make_url(POSTGRES).set(drivername="postgresql", database=database)

    def as_role(role: str) -> str:
        return url.set(username=role, password=role).render_as_string(hide_password=False)

    return Settings(
        data=data,
        threads=8,
        database_url=as_role("manyhold_app"),
        system_database_url=as_role("manyhold_system"),
        owner_database_url=as_role("manyhold_owner"),
    )


@contextmanager
def fresh_database(engine: str, folder: Path, template: Path | str | None = None) -> Iterator[Settings]:
    """Settings of a database of its own; with `template` a copy of that one, else empty and migrated."""
    folder.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        settings = Settings(data=folder, threads=8)
        if template is None:
            _migrate(settings)
        else:
            shutil.copytree(template, folder, dirs_exist_ok=True)
        yield settings
        return
    if template is not None:
        with _copies(str(template)).lent() as name:
            yield postgres_settings(name, folder)
        return
    server = postgres_server()
    name = f"manyhold_test_{os.getpid()}_{next(_numbers)}"
    with server.connect() as connection:
        prepare_database(connection, name)
    try:
        settings = postgres_settings(name, folder)
        _migrate(settings)
        yield settings
    finally:
        _copies(name).drop()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@cache
def _copies(template: str) -> Copies:
    return Copies(make_url(POSTGRES), template)


def _migrate(settings: Settings) -> None:
    upgrade(settings)
    lay_tables(settings)
