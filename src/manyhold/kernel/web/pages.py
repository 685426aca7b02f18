"""Lists that load onward: signed cursors bound to list, filters, sort and scope."""

from __future__ import annotations

import base64
from collections.abc import Callable, Hashable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import BigInteger, Row, Select, func, literal, select, tuple_, type_coerce

from manyhold.kernel.clock import Instant
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadRequest
from manyhold.kernel.scoping.session import Screened

COUNT_LIMIT = 10_000
STATEMENTS_KEPT = 512
_kept: dict[Hashable, Screened] = {}
SIGNATURE_BYTES = 40
Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=200, description="Rows a page")]
CursorParam = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")]


class Page(BaseModel, Generic[Item]):
    """Rows and the cursor of the rows after them; null at the end."""

    items: list[Item]
    next_cursor: str | None


class Count(BaseModel):
    """How many rows a list has: exact up to 10,000, beyond that a floor."""

    count: int
    is_exact: bool


def load(
    ctx: Context,
    statement: Select[Any],
    *,
    order_by: Sequence[Any],
    newest_first: bool = False,
    limit: int,
    cursor: str | None,
    bound: Any = "",
) -> tuple[Sequence[Row[Any]], str | None]:
    """The next `limit` rows of `statement` and the cursor that continues after them.

    `order_by` ends with the id, which makes the order total; its columns are NOT NULL:
    whole numbers, codes, moments. `bound` is whatever else
    the cursor must match: list name and filters. Raises BadRequest `cursor_mismatch` for a cursor of another
    list, filter, sort or scope.
    """
    binding = _binding(ctx, bound, order_by, newest_first)
    after = None if cursor is None else tuple(_opened(ctx, cursor, binding, len(order_by)))
    rows = ctx.session.execute(_page(statement, tuple(order_by), newest_first, limit, after)).all()
    return _turned(ctx, rows, limit, len(order_by), binding)


def load_hot(
    ctx: Context,
    build: Callable[[Any], Select[Any]],
    shape: Hashable,
    *,
    order_by: Sequence[Any],
    newest_first: bool = False,
    limit: int,
    cursor: str | None,
) -> tuple[Sequence[Row[Any]], str | None]:
    """`load` for a list of plain columns that is asked for all day.

    `build(shape)` gives the statement and depends on nothing but `shape`, which names list and filters. The
    screened statement is kept by shape and scope, and its rows skip the ORM: half the CPU of `load`.
    """
    binding = _binding(ctx, shape, order_by, newest_first)
    after = None if cursor is None else tuple(_opened(ctx, cursor, binding, len(order_by)))
    key = (build, shape, newest_first, limit, after, ctx.scope, ctx.session.dialect_name)
    screened = _kept.get(key)
    if screened is None:
        screened = ctx.session.screened(_page(build(shape), tuple(order_by), newest_first, limit, after))
        if len(_kept) >= STATEMENTS_KEPT:
            _kept.clear()
        _kept[key] = screened
    return _turned(ctx, ctx.session.plain_rows(screened), limit, len(order_by), binding)


def _page(
    statement: Select[Any],
    order_by: tuple[Any, ...],
    newest_first: bool,
    limit: int,
    after: tuple[Any, ...] | None,
) -> Select[Any]:
    keys = [_whole(column) for column in order_by]
    if after is not None:
        here, there = tuple_(*keys), tuple_(*(literal(value) for value in after))
        statement = statement.where(here < there if newest_first else here > there)
    shown = (key.label(f"sort_{place}") for place, key in enumerate(keys))
    ordered = (key.desc() if newest_first else key.asc() for key in keys)
    return statement.add_columns(*shown).order_by(*ordered).limit(limit + 1)


def _whole(column: Any) -> Any:
    """A moment as the whole microseconds that are stored, which a cursor can carry; all else as it is."""
    return type_coerce(column, BigInteger) if isinstance(column.type, Instant) else column


def _turned(
    ctx: Context, rows: Sequence[Row[Any]], limit: int, width: int, binding: bytes
) -> tuple[Sequence[Row[Any]], str | None]:
    if len(rows) <= limit:
        return rows, None
    last = [_plain(value) for value in rows[limit - 1][-width:]]
    return rows[:limit], _sealed(ctx, last, binding)


def count(ctx: Context, statement: Select[Any]) -> Count:
    """The number of rows of `statement`, looked at no further than 10,001."""
    inner = statement.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    found = ctx.session.scalar(
        select(func.count()).select_from(inner.order_by(None).limit(COUNT_LIMIT + 1).subquery())
    )
    number = int(found or 0)
    return Count(count=min(number, COUNT_LIMIT), is_exact=number <= COUNT_LIMIT)


def _plain(value: Any) -> Any:
    if isinstance(value, int | str):
        return value
    raise TypeError(f"a list is sorted by whole numbers and codes, not by {type(value).__name__}")


def _binding(ctx: Context, bound: Any, order_by: Sequence[Any], newest_first: bool) -> bytes:
    scope = ctx.scope
    parts = (
        str(bound),
        ",".join(str(column) for column in order_by),
        str(newest_first),
        str(scope.group_id),
        str(scope.actor_id),
        str(scope.group_wide),
        *(str(sorted(ids)) for ids in (scope.projects, scope.narrowed, scope.zones)),
    )
    return "\0".join(parts).encode()


def _sealed(ctx: Context, values: list[Any], binding: bytes) -> str:
    body = msgspec.json.encode(values)
    signature = ctx.runtime.keys.sign("cursor", body + binding)
    return base64.urlsafe_b64encode(signature + body).decode().rstrip("=")


def _opened(ctx: Context, cursor: str, binding: bytes, width: int) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if ctx.runtime.keys.verify("cursor", body + binding, signature):
            values = msgspec.json.decode(body)
            if isinstance(values, list) and len(values) == width:
                return values
    except (ValueError, msgspec.DecodeError):
        pass
    raise BadRequest("cursor_mismatch")
