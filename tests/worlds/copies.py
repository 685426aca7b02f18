"""Copies of a PostgreSQL template that are lent to test after test, each put back as it was.

Making and dropping a database costs a checkpoint each, close to a second together; putting its rows back costs
some hundredths.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy.engine import URL

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
AS_REPLICA = "SET synchronous_commit = off; SET session_replication_role = replica"
"""Rows are put back table by table: no foreign key or trigger may ask about those that are not there yet."""


class Copies:
    """The copies of one template in this process."""

    def __init__(self, server: URL, template: str) -> None:
        self._server = server.set(drivername="postgresql")
        self._template = template
        self._free: list[str] = []
        self._made: list[str] = []

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The name of a database that is just like the template."""
        name = self._free.pop() if self._free else self._new()
        yield name
        try:
            self._put_back(name)
        except psycopg.Error:
            return  # a test that changed the tables themselves has used it up
        self._free.append(name)

    def drop(self) -> None:
        """Remove them all; before the template goes."""
        with self._connected(self._server.database) as connection:
            for name in self._made:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        self._made, self._free = [], []

    def _new(self) -> str:
        # What the template holds is read first: nothing may be connected to it while it is copied.
        assert self._rows is not None
        name = f"manyhold_test_{os.getpid()}_copy_{self._template[-6:].strip('_')}_{len(self._made)}"
        words = {"name": Identifier(name), "template": Identifier(self._template)}
        with self._connected(self._server.database) as connection:
            connection.execute(
                SQL("CREATE DATABASE {name} TEMPLATE {template} OWNER manyhold_owner").format(**words)
            )
            # What is lost with a machine's power is of no use to a test: its processes alone are killed.
            connection.execute(SQL("ALTER DATABASE {name} SET synchronous_commit = off").format(**words))
        self._made.append(name)
        return name

    @cached_property
    def _rows(self) -> dict[str, bytes]:
        """The template's rows by table, as COPY writes them; tables without rows too."""
        with self._connected(self._template) as connection:
            tables = [name for (name,) in connection.execute(TABLES)]
            rows: dict[str, bytes] = {}
            for table in tables:
                with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
                    rows[table] = b"".join(copy)
            return rows

    @cached_property
    def _sequences(self) -> dict[str, int]:
        with self._connected(self._template) as connection:
            return dict(connection.execute(SEQUENCES).fetchall())

    def _put_back(self, name: str) -> None:
        with self._connected(name) as connection:
            connection.execute(OTHERS)
            connection.execute(AS_REPLICA)
            with connection.transaction():
                for table in self._filled(connection):
                    connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
                for table, rows in self._rows.items():
                    if rows:
                        statement = SQL("COPY {} FROM STDIN").format(Identifier(table))
                        with connection.cursor().copy(statement) as copy:
                            copy.write(rows)
                for sequence, last in self._sequences.items():
                    connection.execute("SELECT setval(%s, %s, %s)", (sequence, max(last, 1), last > 0))

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        """The tables that have rows now."""
        one = SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})")
        asked = SQL(" UNION ALL ").join(one.format(Literal(table), Identifier(table)) for table in self._rows)
        return [name for (name,) in connection.execute(asked)]

    def _connected(self, database: str | None) -> psycopg.Connection:
        url = self._server.set(database=database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
