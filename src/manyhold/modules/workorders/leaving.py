"""What work orders tell of a project that leaves: the open ones, and all of them as a table."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.leaving import PAGE, Matter, Rows
from manyhold.modules.workorders.orders.models import Order
from manyhold.modules.workorders.orders.sealing import opened


def matters(ctx: Context, project_id: int) -> Iterator[Matter]:
    """The orders that are neither finished nor cancelled."""
    rows = ctx.session.execute(
        select(Order, Space.label)
        .outerjoin(Space, Space.id == Order.space_id)
        .where(Order.project_id == project_id, Order.ended_period.is_(None))
        .order_by(Order.id)
    )
    for order, label in rows:
        yield Matter(
            "order", order.id, label or "", order.category, ("hand_over", "keep"), order.space_id,
            text=f"{order.number} {order.reported_at.date().isoformat()}",
        )  # fmt: skip


def orders(ctx: Context, project_id: int, after: int) -> Rows:
    """Every work order with what was said; without who said it."""
    rows = ctx.session.execute(
        select(Order, Space.code, Space.label)
        .outerjoin(Space, Space.id == Order.space_id)
        .where(Order.project_id == project_id, Order.id > after)
        .order_by(Order.id)
        .limit(PAGE)
    ).all()
    return Rows(
        (
            "id", "number", "space_code", "space", "category", "kind", "state", "description", "reported_at",
            "finished_at", "rating",
        ),
        [
            (
                order.id, order.number, code, label, order.category, order.kind, order.state,
                opened(ctx, order, "description"), order.reported_at.isoformat(),
                order.finished_at.isoformat() if order.finished_at else None, order.rating,
            )
            for order, code, label in rows
        ],
        rows[-1][0].id if len(rows) == PAGE else None,
    )  # fmt: skip
