"""The places of a project that leaves, as a table."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.leaving import PAGE, Rows


def spaces(ctx: Context, project_id: int, after: int) -> Rows:
    """Every place with its areas and days."""
    rows = ctx.session.scalars(
        select(Space).where(Space.project_id == project_id, Space.id > after).order_by(Space.id).limit(PAGE)
    ).all()
    return Rows(
        (
            "id", "parent_id", "kind", "code", "name", "label", "floor", "building_area_m2", "billing_area_m2",
            "delivered_on", "billing_starts_on", "is_active",
        ),
        [
            (
                row.id, row.parent_id, row.kind, row.code, row.name, row.label, row.floor_label,
                None if row.building_area is None else str(row.building_area),
                None if row.billing_area is None else str(row.billing_area),
                row.delivered_on.isoformat() if row.delivered_on else None,
                row.billing_starts_on.isoformat() if row.billing_starts_on else None, int(row.is_active),
            )
            for row in rows
        ],
        rows[-1].id if len(rows) == PAGE else None,
    )  # fmt: skip
