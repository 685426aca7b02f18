"""Selects that run with every request: compiled once, and then asked of the driver itself.

SQLAlchemy's own execution costs more than such a statement does. What it would do with values that go in and come
out, by the types of the columns, is done here too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Row, Select
from sqlalchemy.engine import result_tuple

from manyhold.kernel.driver import driver

Convert = Callable[[Any], Any]


class HotStatement:
    """A select of columns for one dialect, its values fixed but for the `bindparam`s that `rows` is given."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql: str = compiled.string
        self._is_postgresql = dialect.name == "postgresql"
        self._order: list[str] | None = compiled.positiontup
        self._into: dict[str, Convert] = compiled._bind_processors
        self._fixed = {name: self._bound(name, value) for name, value in compiled.params.items()}
        found = [(column.keyname, column.type.dialect_impl(dialect)) for column in compiled._result_columns]
        self._row = result_tuple([name for name, _ in found])
        processors = [kind.result_processor(dialect, None) for _, kind in found]
        self._out: list[tuple[int, Convert]] = [
            (place, process) for place, process in enumerate(processors) if process is not None
        ]

    def rows(self, connection: Connection, *, first: Sequence[str] = (), **values: Any) -> list[Row[Any]]:
        """All rows, in the transaction that is open on `connection`; where none is open it is one by itself.

        What comes `first`, as the beginning of one, PostgreSQL is sent in the same message.
        """
        bound = self._fixed | {name: self._bound(name, value) for name, value in values.items()}
        given = bound if self._order is None else [bound[name] for name in self._order]
        with driver(connection) as raw:
            found = self._asked(raw, given, first)
        return [self._row(self._converted(row)) for row in found]

    def _asked(self, raw: Any, given: Any, first: Sequence[str]) -> list[Any]:
        if not self._is_postgresql:
            return raw.execute(self.sql, given).fetchall()
        if not first:
            return raw.execute(self.sql, given, binary=True).fetchall()
        with raw.pipeline():
            for said in first:
                raw.execute(said, prepare=False)
            cursor = raw.execute(self.sql, given, binary=True)
        return cursor.fetchall()

    def _bound(self, name: str, value: Any) -> Any:
        process = self._into.get(name)
        return value if process is None else process(value)

    def _converted(self, row: Any) -> Any:
        if not self._out:
            return row
        cells = list(row)
        for place, process in self._out:
            cells[place] = process(cells[place])
        return cells
