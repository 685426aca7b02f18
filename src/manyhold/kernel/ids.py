"""Ids: integers below 2^53, known before a row is flushed, so that a script can hold them exactly.

PostgreSQL hands them out by two sequences outside any transaction: small blocks, and large ones for set-based
work. SQLite has one writer, so a block is taken inside the writing transaction itself: a roll-back returns it
together with the rows that used it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import BigInteger as _BigInteger
from sqlalchemy import Column, Connection, Table, text

from manyhold.kernel.database import Base

SMALL_BLOCK = 100
LARGE_BLOCK = 10_000_000
LARGE_START = 1 << 52
ID_LIMIT = 1 << 53

counter = Table("kernel_id_counter", Base.metadata, Column("next_id", _BigInteger, nullable=False))
"""One row, on SQLite alone: the next free id."""

SEQUENCES = (
    f"CREATE SEQUENCE IF NOT EXISTS kernel_ids INCREMENT BY {SMALL_BLOCK} START WITH {SMALL_BLOCK}",
    f"CREATE SEQUENCE IF NOT EXISTS kernel_large_ids INCREMENT BY {LARGE_BLOCK} START WITH {LARGE_START}",
)
"""PostgreSQL's two sequences; made by the first migration."""


class IdBlocks:
    """Ids for one session; `connect` gives its connection when a block is needed."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._next = 0
        self._end = 0

    def next(self) -> int:
        """One fresh id."""
        if self._next == self._end:
            self._next = self._allot(SMALL_BLOCK)
            self._end = self._next + SMALL_BLOCK
        self._next += 1
        return self._next - 1

    def reserve(self, count: int) -> int:
        """The first of `count` consecutive fresh ids."""
        return self._allot(count) if count > 0 else 0

    def forget(self) -> None:
        """Drop what is left of the block: after a roll-back SQLite gives the same ids to somebody else."""
        self._next = self._end = 0

    def _allot(self, count: int) -> int:
        connection = self._connect()
        if connection.dialect.name == "sqlite":
            taken = connection.execute(
                text("UPDATE kernel_id_counter SET next_id = next_id + :n RETURNING next_id - :n"),
                {"n": count},
            ).scalar_one()
            return int(taken)
        if count <= SMALL_BLOCK:
            return int(connection.execute(text("SELECT nextval('kernel_ids')")).scalar_one())
        blocks = -(-count // LARGE_BLOCK)
        if blocks > 1:
            raise ValueError(f"at most {LARGE_BLOCK} ids at once")
        return int(connection.execute(text("SELECT nextval('kernel_large_ids')")).scalar_one())
