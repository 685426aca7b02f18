"""Reactions: somebody has left, and the successor answers for their webhooks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.identity.contract import PersonLeft
from manyhold.foundation.webhooks.models import Subscription
from manyhold.kernel.context import Context


def on_person_left(ctx: Context, payload: dict[str, Any]) -> None:
    """Their webhooks go on, in the successor's scope."""
    told = PersonLeft(**payload)
    if told.successor_id:
        for one in ctx.session.scalars(select(Subscription).where(Subscription.owner_id == told.person_id)):
            one.owner_id = told.successor_id


def count_owned(ctx: Context, person_id: int) -> int:
    """How many webhooks they answer for."""
    owned = select(func.count()).select_from(Subscription).where(Subscription.owner_id == person_id)
    return ctx.session.scalar(owned) or 0
