"""Reactions: somebody has left; their stand-ins end, and a job hands over what waited for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.approvals.delegations.models import Delegation
from manyhold.foundation.approvals.requests.models import Request, Turn
from manyhold.foundation.approvals.rules import PENDING
from manyhold.foundation.identity.contract import PersonLeft
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import start

HAND_OVER = "approvals.hand_over"


def on_person_left(ctx: Context, payload: dict[str, Any]) -> None:
    """Their stand-ins end, and what waits for their signature will wait for the successor's."""
    told = PersonLeft(**payload)
    today = business_date(ctx.now, GROUP_ZONE)
    either = or_(Delegation.person_id == told.person_id, Delegation.stand_in_id == told.person_id)
    for row in ctx.session.scalars(select(Delegation).where(either, Delegation.ends_on >= today)).all():
        ctx.session.delete(row)
    ctx.session.flush()
    start(ctx, HAND_OVER, {"person_id": told.person_id, "successor_id": told.successor_id})


def count_waiting(ctx: Context, person_id: int) -> int:
    """How many requests wait for their signature."""
    waiting = (
        select(func.count())
        .select_from(Turn)
        .join(Request, Request.id == Turn.request_id)
        .where(Turn.person_id == person_id, Turn.is_open, Request.state == PENDING)
    )
    return ctx.session.scalar(waiting) or 0
