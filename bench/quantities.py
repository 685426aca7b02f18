"""Rounded and guarded products in set-based SQL, against the same INSERT with a bare integer product.

Limit: the bare product, which neither rounds nor refuses. Goal: at most 1.6 times its time on SQLite, where the
product stays an integer; 2.5 times on PostgreSQL, where it passes through numeric.
"""

from __future__ import annotations

import os
import time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy import type_coerce as as_type
from sqlalchemy.engine import make_url

from bench.harness import Figure, alternate
from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.quantities import multiply

ROWS, QUICK_ROWS = 1_000_000, 100_000
GOALS = {"sqlite": 1.6, "postgresql": 2.5}
POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"

metadata = MetaData()
room = Table(
    "bench_room",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Fixed(2)),
    Column("price", Fixed(4)),
    prefixes=["TEMPORARY"],
)
line = Table(
    "bench_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("amount_fen", Fen()),
    prefixes=["TEMPORARY"],
)


def measure(engine: str, quick: bool) -> list[Figure]:
    """Seconds of one INSERT … SELECT."""
    rows = QUICK_ROWS if quick else ROWS
    bare = as_type(room.c.area, BigInteger()) * as_type(room.c.price, BigInteger())
    exact = multiply(room.c.area, room.c.price, scale=2)
    with _database(engine).connect() as connection:
        metadata.create_all(connection)
        _fill(connection, rows)
        ours, limit = alternate(lambda: _timed(connection, exact), lambda: _timed(connection, bare), rounds=5)
    return [Figure(f"quantities: {rows:,} rounded products", ours, limit, "s", GOALS[engine])]


def _database(engine: str) -> Any:
    if engine == "sqlite":
        return create_engine("sqlite://")
    url = os.environ.get("MANYHOLD_TEST_POSTGRES_URL", POSTGRES)
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))


def _fill(connection: Connection, rows: int) -> None:
    connection.execute(
        text(f"""
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {rows})
        INSERT INTO bench_room SELECT n, 1000 + n * CAST(7919 AS BIGINT) % 100000,
            10000 + n * CAST(104729 AS BIGINT) % 90000 FROM number
        """)
    )


def _timed(connection: Connection, amount: Any) -> float:
    connection.execute(delete(line))
    begun = time.perf_counter()
    connection.execute(insert(line).from_select(["id", "amount_fen"], select(room.c.id, amount)))
    return time.perf_counter() - begun
