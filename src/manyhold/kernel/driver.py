"""Past SQLAlchemy's own execution, which costs more than the small statements of every request do."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


@contextmanager
def driver(connection: Connection) -> Generator[Any, None, None]:
    """The driver's connection under `connection`. What it raises is raised as SQLAlchemy does, without what the
    statement carried, and a connection that was lost is not used again."""
    dialect = connection.dialect
    raw = connection.connection.dbapi_connection
    try:
        yield raw
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, raw, None)  # pyright: ignore
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            dialect.loaded_dbapi.Error,  # pyright: ignore
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        ) from error
