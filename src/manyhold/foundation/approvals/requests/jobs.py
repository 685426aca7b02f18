"""Posts change, stand-ins come and go: whose turn it is is looked at again every half hour; and leavers hand over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.approvals.chains.posts import steps_of
from manyhold.foundation.approvals.requests.models import Request, Turn
from manyhold.foundation.approvals.requests.service import hand_over, seat_again
from manyhold.foundation.approvals.rules import PENDING
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun


def look_again(run: JobRun) -> dict[str, Any]:
    """Seat every open request of the group by today's posts and stand-ins."""
    with run.reading() as ctx:
        wanted = select(Request.id).where(Request.state == PENDING).order_by(Request.id)
        ids = list(ctx.session.scalars(wanted))
    for number, request_id in enumerate(ids, start=1):
        with run.step(done=number, total=len(ids)) as ctx:
            held = select(Request).where(Request.id == request_id, Request.state == PENDING)
            request = ctx.session.scalars(held.with_for_update()).one_or_none()
            if request is not None:
                seat_again(ctx, request)
    return {"requests": len(ids)}


def hand_over_all(run: JobRun) -> dict[str, Any]:
    """What waits for `person_id`, who has left, waits for `successor_id`; 0 is nobody. Each request by itself."""
    person_id, successor_id = run.args["person_id"], run.args["successor_id"]
    with run.reading() as ctx:
        ids = _waiting_for(ctx, person_id)
    for number, request_id in enumerate(ids, start=1):
        with run.step(done=number, total=len(ids)) as ctx:
            held = select(Request).where(Request.id == request_id, Request.state == PENDING)
            request = ctx.session.scalars(held.with_for_update()).one_or_none()
            if request is not None:
                hand_over(ctx, request, person_id, successor_id)
    return {"requests": len(ids)}


def _waiting_for(ctx: Context, person_id: int) -> list[int]:
    """Open requests whose turn is theirs, also by a post, or which name them at a step that may still come."""
    asked = select(Turn.request_id).where(Turn.person_id == person_id, Turn.is_open)
    found = set(ctx.session.scalars(asked))
    named = select(Request.id, Request.at, Request.steps).where(Request.state == PENDING)
    for request_id, at, steps in ctx.session.execute(named.execution_options(yield_per=500)):
        if any(seat.person_id == person_id for step in steps_of(steps)[at:] for seat in step.seats):
            found.add(request_id)
    return sorted(found)
