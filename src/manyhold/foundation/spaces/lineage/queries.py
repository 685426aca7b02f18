"""Reads: documents with both sides, and the lineage of one space."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces.lineage.models import CLOSED, OPENED, Lineage, LineageLine
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context

COLUMNS = (
    "id",
    "project_id",
    "kind",
    "effective_on",
    "reason",
    "note",
    "area_closed",
    "area_opened",
    "area_note",
    "created_by",
    "created_at",
    "reversed_at",
    "reversal_reason",
    "revision",
)


def shown(ctx: Context, documents: Sequence[Lineage]) -> list[dict[str, Any]]:
    """Documents with the spaces that they closed and opened, as far as these are seen: one query more."""
    rows = ctx.session.execute(
        select(
            LineageLine.lineage_id,
            LineageLine.side,
            Space.id,
            Space.kind,
            Space.label,
            Space.building_area,
            Space.is_active,
        )
        .join(Space, Space.id == LineageLine.space_id)
        .where(LineageLine.lineage_id.in_([one.id for one in documents]))
        .order_by(Space.sort_key, Space.id)
    )
    sides: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for lineage_id, side, *space in rows:
        named = zip(("id", "kind", "label", "building_area", "is_active"), space, strict=True)
        sides[lineage_id, side].append(dict(named))
    return [
        {
            **{name: getattr(one, name) for name in COLUMNS},
            "closed": sides[one.id, CLOSED],
            "opened": sides[one.id, OPENED],
        }
        for one in documents
    ]


def of_space(ctx: Context, space: Space) -> dict[str, list[dict[str, Any]]]:
    """The documents that opened a space, and those that closed it: two queries."""
    rows = ctx.session.execute(
        select(Lineage, LineageLine.side)
        .join(LineageLine, LineageLine.lineage_id == Lineage.id)
        .where(LineageLine.space_id == space.id)
        .order_by(Lineage.effective_on.desc(), Lineage.id.desc())
    ).all()
    documents = shown(ctx, [row[0] for row in rows])
    found: dict[str, list[dict[str, Any]]] = {"before": [], "after": []}
    for (_, side), document in zip(rows, documents, strict=True):
        found["before" if side == OPENED else "after"].append(document)
    return found
