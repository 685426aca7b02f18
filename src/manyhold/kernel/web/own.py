"""How a list is asked by own fields, and how its rows come with them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from manyhold.kernel.context import Context

OwnAsked = Annotated[
    list[Annotated[str, Field(max_length=260)]] | None,
    Query(
        max_length=10,
        description="`code:value` of an own field: part of a text, a choice's code, true or false, or 2..5, 2.. and ..5"
        " of a number, yuan or dates; `code:!` where it is not filled in",
    ),
]
WithOwn = Annotated[bool, Query(description="Also the values of own fields")]
OwnShown = dict[str, Any]
"""Values by the codes of own fields; empty in a list that was not asked for them."""


def with_values(
    ctx: Context, data: str, items: list[dict[str, Any]], *, is_asked: bool = True
) -> list[dict[str, Any]]:
    """Rows with the values of their own fields, in three queries however many they are, or with none."""
    found: dict[int, dict[str, Any]] = {}
    if is_asked:
        found = ctx.runtime.own_fields.shown(ctx.session, data, [one["id"] for one in items])
    return [{**one, "own": found.get(one["id"], {})} for one in items]
