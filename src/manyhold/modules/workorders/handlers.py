"""Reactions: the message to a new assignee, and orders that other modules report."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.identity.contract import PersonLeft
from manyhold.foundation.messaging.service import send
from manyhold.kernel.context import Context
from manyhold.modules.workorders.contract import OrderAssigned, ReportOrder
from manyhold.modules.workorders.orders import rules, service
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


def on_person_left(ctx: Context, payload: dict[str, Any]) -> None:
    """The successor takes the leaver's open orders; where they may not take orders, the desk assigns anew."""
    told = PersonLeft(**payload)
    for order in ctx.session.scalars(_in_hand(told.person_id).with_for_update()).all():
        service.hand_over(ctx, order, told.successor_id)


def count_in_hand(ctx: Context, person_id: int) -> int:
    """How many orders somebody has in hand."""
    return ctx.session.scalar(select(func.count()).select_from(_in_hand(person_id).subquery())) or 0


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


def _in_hand(person_id: int) -> Any:
    return (
        select(Order).where(Order.assignee_id == person_id, Order.state.in_(rules.IN_HAND)).order_by(Order.id)
    )
