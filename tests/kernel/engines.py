"""The two engines for kernel tests that need no tables."""

import os
from functools import cache

import pytest
import sqlalchemy

_POSTGRES = os.environ.get(
    "MANYHOLD_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@cache
def connection(name: str) -> sqlalchemy.Connection:
    if name == "sqlite":
        return sqlalchemy.create_engine("sqlite://").connect()
    engine = sqlalchemy.create_engine(_POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        return engine.connect()
    except sqlalchemy.exc.OperationalError:
        pytest.skip("no PostgreSQL to test against")
