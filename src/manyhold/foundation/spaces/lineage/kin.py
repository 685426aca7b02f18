"""Who descends from whom: what spaces were before, and what became of them, over any number of documents.

A document that was taken back made no kin. Most spaces were never split nor merged, and are told so without a query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from manyhold.foundation.spaces.lineage.models import CLOSED, OPENED, Lineage, LineageLine
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context


def ancestors(ctx: Context, space: Space) -> set[int]:
    """All that a space was made of, and what that was made of: ids as far as they are seen, its own not among them."""
    return set() if space.opened_on is None else _all(ctx, space.id, frm=OPENED, to=CLOSED)


def heirs(ctx: Context, space: Space) -> set[int]:
    """All that became of a space, and of that: those that stand now, and those between."""
    return set() if space.closed_on is None else _all(ctx, space.id, frm=CLOSED, to=OPENED)


def ancestry(ctx: Context, project_id: int) -> dict[int, set[int]]:
    """Of each space of a project that a document opened: all that it was made of. One query."""
    parents: dict[int, set[int]] = defaultdict(set)
    for opened, closed in ctx.session.execute(_pairs(OPENED, CLOSED).where(Lineage.project_id == project_id)):
        parents[opened].add(closed)
    return {space_id: _reached(space_id, parents) for space_id in parents}


def _all(ctx: Context, space_id: int, *, frm: str, to: str) -> set[int]:
    """One query for each generation."""
    found: set[int] = set()
    generation = {space_id}
    while generation:
        statement = _pairs(frm, to, of=generation)
        generation = {row[1] for row in ctx.session.execute(statement)} - found
        found |= generation
    return found - {space_id}


def _pairs(frm: str, to: str, *, of: Collection[int] | None = None) -> Select[Any]:
    one, other = aliased(LineageLine), aliased(LineageLine)
    statement = (
        select(one.space_id, other.space_id)
        .join(other, other.lineage_id == one.lineage_id)
        .join(Lineage, Lineage.id == one.lineage_id)
        .where(one.side == frm, other.side == to, Lineage.reversed_at.is_(None))
    )
    return statement if of is None else statement.where(one.space_id.in_(of))


def _reached(space_id: int, parents: Mapping[int, Collection[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [space_id]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
