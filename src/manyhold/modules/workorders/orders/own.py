"""Orders take own fields; what an order is among its like is its category."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from manyhold.kernel.own_fields import OwnSubject
from manyhold.modules.workorders.orders.models import Order, OrderValue
from manyhold.modules.workorders.orders.rules import CATEGORIES


def _standing() -> Select[Any]:
    return select(Order.project_id, Order.id, Order.category.label("kind"))


ORDERS = OwnSubject(
    Order,
    OrderValue,
    "work-orders",
    projects=lambda _, order: (order.project_id,),
    kind=lambda order: order.category,
    walls=lambda order: {"project_id": order.project_id, "space_id": order.space_id},
    standing=_standing,
    kinds_dictionary=CATEGORIES,
)
