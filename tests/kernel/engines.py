"""The two engines for kernel tests that need no tables."""

from functools import cache

import sqlalchemy

from worlds.databases import postgres_server


@cache
def connection(name: str) -> sqlalchemy.Connection:
    if name == "sqlite":
        return sqlalchemy.create_engine("sqlite://").connect()
    return postgres_server().connect()
