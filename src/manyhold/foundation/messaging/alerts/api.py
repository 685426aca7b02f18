"""Routes: the group's ladders, and what became of an alert."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import names
from manyhold.foundation.messaging.alerts import service
from manyhold.foundation.messaging.alerts.models import Alert, Ladder
from manyhold.foundation.messaging.alerts.rules import BUILT_IN, Step, Urgency, Wants
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.deliveries.queries import AnyChannel, MessageDeliveryOut, shown
from manyhold.foundation.messaging.queries import text_of
from manyhold.foundation.messaging.templates import people
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

MANAGE = "messaging.manage_channels"
READ = "messaging.read_deliveries"
routes = Routes("/message-ladders", tag="messaging")
alert_routes = Routes("/message-alerts", tag="messaging")


class LadderStepIn(BaseModel):
    """Channels that are tried at once, and how long an answer is waited for."""

    channels: Annotated[list[AnyChannel], Field(min_length=1, max_length=7)]
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    wants: Wants = "acknowledged"


class LadderIn(BaseModel):
    """The steps for one person; all of them are for the first, then for the next."""

    steps: Annotated[list[LadderStepIn], Field(min_length=1, max_length=10)]


class LadderOut(LadderIn):
    """A ladder; `is_built_in` while the group has laid down none of its own."""

    urgency: Urgency
    is_built_in: bool
    revision: int


class AlertOut(BaseModel):
    """An alert and all that was done about it, in the order in which it was done."""

    id: int
    project_id: int | None
    text: str
    link: str
    urgency: Urgency
    state: str
    people: list[str]
    """In the order in which they are told."""
    created_at: datetime
    due_at: datetime | None
    """When it goes on; of an alert that ended none."""
    ended_at: datetime | None
    acknowledged_by: int | None
    acknowledged_by_name: str | None
    deliveries: list[MessageDeliveryOut]


@routes.read("", permission=MANAGE, response_model=list[LadderOut])
def list_ladders(ctx: Context) -> Any:
    """The ladder of each urgency."""
    own = {one.urgency: one for one in ctx.session.scalars(select(Ladder))}
    return [_shown(urgency, service.laid_down(ctx)[urgency], own.get(urgency)) for urgency in BUILT_IN]


@routes.replace("/{urgency}", permission=MANAGE, response_model=LadderOut)
def set_ladder(ctx: Context, urgency: Urgency, wanted: LadderIn, if_match: IfMatch = None) -> Any:
    """Lay a ladder down; alerts that are under way keep theirs."""
    before = ctx.one(Ladder, Ladder.urgency == urgency)
    if before is not None:
        etags.match(ctx, before, if_match)
    steps = tuple(Step(tuple(one.channels), one.minutes, one.wants) for one in wanted.steps)
    row = service.lay_down(ctx, urgency, steps)
    ctx.session.flush()
    etags.show(ctx, row)
    return _shown(urgency, steps, row)


@alert_routes.read("/{alert_id}", permission=READ, response_model=AlertOut)
def get_alert(ctx: Context, alert_id: int) -> Any:
    """One alert with its timeline."""
    one = ctx.get(Alert, alert_id)
    rows = ctx.session.scalars(
        select(MessageDelivery)
        .where(MessageDelivery.alert_id == one.id)
        .order_by(MessageDelivery.step_no, MessageDelivery.id)
    ).all()
    named = names(ctx, {*one.people, *people(one.params), one.acknowledged_by or 0})
    language = ctx.session.scalar(select(Person.language).where(Person.id == ctx.actor.id)) or ""
    return AlertOut.model_validate(
        {
            **{name: getattr(one, name) for name in AlertOut.model_fields if hasattr(Alert, name)},
            "text": text_of(ctx.runtime.registry, one.template, one.params, named, language),
            "people": [named.get(person_id, "—") for person_id in one.people],
            "due_at": one.due_at if one.ended_at is None else None,
            "acknowledged_by_name": named.get(one.acknowledged_by or 0),
            "deliveries": shown(ctx, rows),
        }
    )


def _shown(urgency: str, steps: tuple[Step, ...], row: Ladder | None) -> dict[str, Any]:
    return {
        "urgency": urgency,
        "steps": [one.plain() for one in steps],
        "is_built_in": row is None,
        "revision": 0 if row is None else row.revision,
    }
