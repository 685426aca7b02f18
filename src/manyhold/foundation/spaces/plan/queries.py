"""Reads: a plan with the labels of its spaces."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces.models import Space
from manyhold.foundation.spaces.plan.models import SitePlan
from manyhold.foundation.spaces.plan.schemas import Footprint
from manyhold.kernel.context import Context


def shown(ctx: Context, plan: SitePlan) -> dict[str, Any]:
    """A plan with the labels of its spaces: one query more."""
    names = ("project_id", "system", "width", "height", "file_id", "revision")
    kept = [Footprint.model_validate(one) for one in plan.footprints]
    return {
        **{name: getattr(plan, name) for name in names},
        "footprints": labelled(ctx, plan.project_id, kept),
    }


def labelled(ctx: Context, project_id: int, footprints: list[Footprint]) -> list[dict[str, Any]]:
    """Footprints with the label of their space; where that lies outside the grant, the bare outline."""
    ids = {one.space_id for one in footprints} - {None}
    rows = ctx.session.execute(select(Space.id, Space.kind, Space.label).where(Space.id.in_(ids)))
    known = {row.id: row for row in rows}
    is_whole = project_id in ctx.scope.projects
    found: list[dict[str, Any]] = []
    for one in footprints:
        space = known.get(one.space_id or 0)
        found.append(
            {
                "name": one.name if is_whole or space is not None else "",
                "space_id": None if space is None else space.id,
                "space_label": "" if space is None else space.label,
                "space_kind": "" if space is None else space.kind,
                "rings": one.rings,
            }
        )
    return found
