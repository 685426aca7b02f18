"""Inserting plain rows fast: column by column, by the driver's own road for many rows.

SQLite takes them as one prepared statement over tuples, PostgreSQL as one statement over arrays: COPY is refused
under row-level security, and a message per row costs more than the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, String, Table

Columns = dict[str, list[Any]]
"""Rows column by column: as many values under each name."""


def insert_plain(connection: Connection, table: Table, columns: Columns) -> None:
    """Insert rows; columns left out take their scalar default.

    Values are checked by the columns' types as in any other statement.
    """
    dialect = connection.dialect
    count = len(next(iter(columns.values())))
    bound = {name: _bound(table.c[name], dialect, values) for name, values in columns.items()}
    for column in table.columns:
        if column.default is not None and column.default.is_scalar and column.name not in columns:
            default: Any = column.default.arg  # pyright: ignore
            bound[column.name] = _bound(column, dialect, [default]) * count
    names, values = tuple(bound), bound.values()
    if dialect.name == "postgresql":
        connection.exec_driver_sql(_from_arrays(table, names, dialect), tuple(values))
    else:
        connection.exec_driver_sql(_from_tuples(table, names), list(zip(*values, strict=True)))


def _bound(column: Column[Any], dialect: Dialect, values: list[Any]) -> list[Any]:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else list(_processed(process, values))


def _processed(process: Callable[[Any], Any], values: Iterable[Any]) -> Iterator[Any]:
    """One value that stands in many rows after another, such as the moment of an import, is processed once."""
    last: Any = values
    done: Any = None
    for value in values:
        if value is not last:
            last, done = value, process(value)
        yield done


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
