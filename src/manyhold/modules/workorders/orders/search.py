"""Finding orders by their number in the one search box."""

from __future__ import annotations

from sqlalchemy import or_, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.standards.numbering.queries import has_own_rule
from manyhold.kernel.context import Context
from manyhold.kernel.search import Hit
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Order


def search(ctx: Context, text: str, limit: int) -> list[Hit]:
    """Orders that the text means by their number, a part of it or their day; the last entered first."""
    patterns = rules.number_patterns(text, among_all=True, has_own_form=has_own_rule(ctx, rules.NUMBERED))
    if not patterns:
        return []
    rows = ctx.session.execute(
        select(Order.id, Order.project_id, Order.number, Space.label, Project.name)
        .join(Project, Project.id == Order.project_id)
        .outerjoin(Space, Space.id == Order.space_id)
        .where(or_(*(Order.number.ilike(pattern, escape="\\") for pattern in patterns)))
        .order_by(Order.id.desc())
        .limit(limit)
    )
    return [
        Hit(
            kind="work_order",
            id=row.id,
            project_id=row.project_id,
            title=row.number,
            subtitle=" · ".join(filter(None, (row.label, row.name))),
        )
        for row in rows
    ]
