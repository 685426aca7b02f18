"""Inserting plain rows fast: column by column, by the driver's own road for many rows.

SQLite takes them as one prepared statement over tuples, PostgreSQL as one statement over arrays: COPY is refused
under row-level security, and a message per row costs more than the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, String, Table


def insert_plain(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys; columns left out take their scalar default.

    Values are checked by the columns' types as in any other statement.
    """
    dialect = connection.dialect
    names = tuple(rows[0])
    values = [_bound(table.c[name], dialect, [row[name] for row in rows]) for name in names]
    defaults: dict[str, Any] = {
        column.name: column.default.arg  # pyright: ignore
        for column in table.columns
        if column.default is not None and column.default.is_scalar and column.name not in rows[0]
    }
    for name, value in defaults.items():
        names = (*names, name)
        values.append(_bound(table.c[name], dialect, [value]) * len(rows))
    if dialect.name == "postgresql":
        connection.exec_driver_sql(_from_arrays(table, names, dialect), tuple(values))
    else:
        connection.exec_driver_sql(_from_tuples(table, names), list(zip(*values, strict=True)))


def _bound(column: Column[Any], dialect: Dialect, values: list[Any]) -> list[Any]:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


@lru_cache(maxsize=512)
def _from_tuples(table: Table, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({_listed(names)}) VALUES ({marks})"


@lru_cache(maxsize=512)
def _from_arrays(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    arrays = ", ".join(f"%s::{_element(table.c[name], dialect)}[]" for name in names)
    return f"INSERT INTO {table.name} ({_listed(names)}) SELECT * FROM unnest({arrays})"


def _element(column: Column[Any], dialect: Dialect) -> str:
    """The type of a column in an array; text without its length, for a cast would cut what is too long."""
    kind = column.type.dialect_impl(dialect)
    plain = getattr(kind, "impl", kind)
    return "TEXT" if isinstance(plain, String) else column.type.compile(dialect)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
