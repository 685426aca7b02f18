"""Verbs: raise an alert, lay down a ladder; and its end, by whatever answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import group_holders
from manyhold.foundation.messaging.alerts.models import (
    ACKNOWLEDGED,
    EXHAUSTED,
    REACHED,
    RUNNING,
    Alert,
    Ladder,
)
from manyhold.foundation.messaging.alerts.rules import BUILT_IN, Step, Urgency, step
from manyhold.foundation.messaging.channels.port import APP, CHANNELS
from manyhold.foundation.messaging.deliveries.service import seen
from manyhold.foundation.messaging.service import send
from manyhold.foundation.messaging.templates import check
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput

UNANSWERED = "messaging.receive_unanswered"


def alert(
    ctx: Context,
    *,
    to: Sequence[int],
    template: str,
    params: Mapping[str, Any],
    link: str = "",
    project_id: int | None = None,
    urgency: Urgency = "urgent",
    ladder: Sequence[Step] = (),
) -> int:
    """Climb a ladder until one of the people `to` answers: all its steps for the first, then for the next.

    Without a `ladder` the group's for this `urgency`. An urgent alert breaks through quiet hours, an ordinary one
    waits for their end with every channel but the inbox. Gives the alert's id. When nobody answered, those who hold
    `messaging.receive_unanswered` are told. Raises UnknownName, ValueError as `send` does, and for nobody to tell.
    """
    check(ctx.runtime.registry.message(template), params)
    people = list(dict.fromkeys(to))
    steps = tuple(ladder) or laid_down(ctx)[urgency]
    if not people:
        raise ValueError("an alert to nobody")
    one = Alert(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        project_id=seen(ctx, project_id),
        template=template,
        params=dict(params),
        link=link,
        urgency=urgency,
        people=people,
        steps=[one.plain() for one in steps],
        state=RUNNING,
        step_no=0,
        due_at=ctx.now,
        created_at=ctx.now,
        ended_at=None,
        acknowledged_by=None,
        is_closed=False,
    )
    ctx.session.add(one)
    ctx.session.wake_after_commit = True
    return one.id


def laid_down(ctx: Context) -> dict[str, tuple[Step, ...]]:
    """The group's ladders by urgency, the built-in ones where it said nothing."""
    own = {
        one.urgency: tuple(step(plain) for plain in one.steps) for one in ctx.session.scalars(select(Ladder))
    }
    return {**BUILT_IN, **own}


def lay_down(ctx: Context, urgency: str, steps: Sequence[Step]) -> Ladder:
    """Lay a ladder down for alerts from now on. Raises BadInput on `steps` for a channel that stands in it twice."""
    for number, one in enumerate(steps):
        if len(set(one.channels)) != len(one.channels) or not set(one.channels) <= {APP, *CHANNELS}:
            raise BadInput.of(f"steps.{number}.channels", "twice")
    row = ctx.one(Ladder, Ladder.urgency == urgency)
    if row is None:
        row = Ladder(group_id=ctx.group_id, urgency=urgency, steps=[])
        ctx.session.add(row)
    row.steps = [one.plain() for one in steps]
    return row


def acknowledged(one: Alert, by: int, at: datetime) -> None:
    """Somebody answered; after the end it changes nothing."""
    if one.state == RUNNING:
        one.state, one.acknowledged_by, one.ended_at = ACKNOWLEDGED, by, at


def reached(one: Alert, step_no: int, at: datetime) -> None:
    """A message arrived: for a step that wants no more than that it is the end."""
    if one.state == RUNNING and step(one.steps[step_no % len(one.steps)]).wants == "delivered":
        one.state, one.ended_at = REACHED, at


def give_up(ctx: Context, one: Alert) -> None:
    """Nobody answered: say so to those who must know."""
    one.state, one.ended_at = EXHAUSTED, ctx.now
    send(
        ctx,
        to=group_holders(ctx, UNANSWERED),
        template="messaging.unanswered",
        params={"count": len(one.people)},
        link=f"/g/deliveries?alert_id={one.id}",
        kind="alert",
    )
