"""Reactions: the message to a new assignee, and orders that other modules report."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.messaging.service import send
from manyhold.kernel.context import Context
from manyhold.modules.workorders.contract import OrderAssigned, ReportOrder
from manyhold.modules.workorders.orders import service
from manyhold.modules.workorders.orders.models import Order, OrderSource


def on_order_assigned(ctx: Context, payload: dict[str, Any]) -> None:
    """Tell the assignee, unless the order has meanwhile left their hands."""
    told = OrderAssigned(**payload)
    order = ctx.session.get(Order, told.id)
    if order is None or told.assignee_id is None or order.assignee_id != told.assignee_id:
        return
    send(
        ctx,
        to=[told.assignee_id],
        template="workorders.assigned",
        params={"number": order.number},
        link=f"/work-orders/{order.id}",
        project_id=order.project_id,
    )


def report_order(ctx: Context, payload: dict[str, Any]) -> int:
    """Open the order that a command asks for; gives its id, the same for the same key."""
    wanted = ReportOrder(**payload)
    made = ctx.one(
        OrderSource, OrderSource.project_id == wanted.project_id, OrderSource.key == wanted.idempotency_key
    )
    if made is not None:
        return made.order_id
    draft = service.Draft(
        **wanted.model_dump(exclude={"idempotency_key"}),
        reporter="staff",
    )
    order = service.report(ctx, draft)
    ctx.session.add(OrderSource(project_id=order.project_id, order_id=order.id, key=wanted.idempotency_key))
    return order.id
