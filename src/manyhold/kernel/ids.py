"""Ids: integers below 2^53, known before a row is flushed, so that a script can hold them exactly.

They rise with the order in which they were handed out, whatever the size of the block, so that "newest first" may go by
id. PostgreSQL hands them out by one sequence outside any transaction. SQLite has one writer, so a block is taken inside
the writing transaction itself: a roll-back returns it together with the rows that used it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import BigInteger as _BigInteger
from sqlalchemy import Column, Connection, Table, text

from manyhold.kernel.database import Base

BLOCK = 100
ID_LIMIT = 1 << 53

counter = Table("kernel_id_counter", Base.metadata, Column("next_id", _BigInteger, nullable=False))
"""One row, on SQLite alone: the next free id."""

SEQUENCE = (
    f"CREATE SEQUENCE kernel_ids START WITH {BLOCK} MAXVALUE {ID_LIMIT - 1}",
    """
    CREATE FUNCTION kernel_allot(size bigint) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE taken bigint;
    BEGIN
        BEGIN
            PERFORM pg_advisory_xact_lock(5274001);
            taken := nextval('kernel_ids');
            PERFORM setval('kernel_ids', taken + size - 1);
            -- Undoing this inner block lets go of the lock, which would else last as long as the transaction;
            -- a sequence is never undone.
            RAISE SQLSTATE 'MHID1';
        EXCEPTION WHEN SQLSTATE 'MHID1' THEN NULL;
        END;
        RETURN taken;
    END $$
    """,
)
"""PostgreSQL's source of ids: a sequence, and the function that takes a block of any size from it."""


class IdBlocks:
    """Ids for one session; `connect` gives its connection when a block is needed."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._next = 0
        self._end = 0

    def next(self) -> int:
        """One fresh id."""
        if self._next == self._end:
            self._next = self._allot(BLOCK)
            self._end = self._next + BLOCK
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
        return int(connection.execute(text("SELECT kernel_allot(:n)"), {"n": count}).scalar_one())
