"""Rounded products in set-based SQL on SQLite against the same INSERT with a bare integer product.

Limit: the exact and guarded form takes at most 1.6 times as long. Run: python bench/quantities.py
"""

import sys
import time

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, create_engine, delete, insert, select
from sqlalchemy import type_coerce as as_type

from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.quantities import multiply

ROWS = 1_000_000
LIMIT = 1.6

metadata = MetaData()
room = Table(
    "room",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Fixed(2)),
    Column("price", Fixed(4)),
)
line = Table("line", metadata, Column("id", Integer, primary_key=True), Column("amount_fen", Fen()))
FILL = f"""
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {ROWS})
    INSERT INTO room SELECT n, 1000 + n * 7919 % 100000, 10000 + n * 104729 % 90000 FROM number
"""


def main() -> int:
    bare = as_type(room.c.area, BigInteger()) * as_type(room.c.price, BigInteger())
    exact = multiply(room.c.area, room.c.price, scale=2)
    best = {"bare": float("inf"), "exact": float("inf")}
    with create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(FILL)
        for name, amount in [("bare", bare), ("exact", exact)] * 4:
            connection.execute(delete(line))
            start = time.perf_counter()
            connection.execute(insert(line).from_select(["id", "amount_fen"], select(room.c.id, amount)))
            best[name] = min(best[name], time.perf_counter() - start)
    ratio = best["exact"] / best["bare"]
    times = f"bare {best['bare']:.2f} s, exact {best['exact']:.2f} s"
    print(f"{ROWS} rows: {times}, ratio {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
