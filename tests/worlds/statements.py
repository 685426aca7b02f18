"""Counting what a request asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from manyhold.kernel.hot_statements import HotStatement
from worlds.world import World


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The SELECTs that are sent meanwhile, without those that tell PostgreSQL the scope."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "set_config" not in statement:
            sent.append(statement)

    def rows(statement: HotStatement, *arguments: Any, **values: Any) -> Any:
        sent.append(statement.sql)
        return past_sqlalchemy(statement, *arguments, **values)

    past_sqlalchemy = HotStatement.rows
    database = world.runtime.database
    engines = {database.app, database.system, database.look_up}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(HotStatement, "rows", rows)
            yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
