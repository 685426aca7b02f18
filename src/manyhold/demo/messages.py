"""An alert that climbed its ladder last night, and what was sent to people in the days before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from manyhold.demo.stage import Site, Stage, at
from manyhold.foundation.messaging.alerts.models import ACKNOWLEDGED, Alert
from manyhold.foundation.messaging.alerts.rules import BUILT_IN
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.deliveries.service import fresh
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.organisation import roles
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.modules.workorders.orders.models import Order

TEMPLATE = "workorders.assigned"
Told = tuple[int, str, str, str, int, int | None]
"""Step, channel, state, why, minutes after the beginning, seconds until the receipt."""
TO_THE_FIRST: tuple[Told, ...] = (
    (0, "app", "delivered", "", 0, None),
    (1, "wecom", "failed", "user_unknown", 2, None),
    (1, "dingtalk", "skipped", "channel_off", 2, None),
    (2, "sms", "delivered", "", 2, 9),
    (3, "voice", "failed", "call_200005", 7, None),
)
TO_THE_SECOND: tuple[Told, ...] = ((4, "app", "confirmed", "", 10, 95),)


def tell(stage: Stage) -> None:
    """The log of the first site."""
    site = stage.sites[0]
    technician, duty = site.staff[roles.TECHNICIAN][0], site.staff[roles.DUTY_MANAGER][0]
    begun = at((stage.now - timedelta(days=1)).date(), 21, 14)
    with stage.unit(stage.now, only=site) as ctx:
        newest = (
            select(Order.number).where(Order.reported_at < begun).order_by(Order.reported_at.desc(), Order.id)
        )
        numbers = ctx.session.scalars(newest.limit(5)).all()
        for days, number in reversed(list(enumerate(numbers[1:], start=2))):
            when = at((stage.now - timedelta(days=days)).date(), 9, 7 * days)
            _sent(stage, ctx, site, number, technician, when)
        if numbers:
            _climb(stage, ctx, site, numbers[0], (technician, duty), begun)


def _climb(
    stage: Stage, ctx: Context, site: Site, number: str, people: tuple[int, int], begun: datetime
) -> None:
    ended = begun + timedelta(minutes=10, seconds=95)
    one = Alert(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        project_id=site.project_id,
        template=TEMPLATE,
        params={"number": number},
        link="/work-orders",
        urgency="urgent",
        people=list(people),
        steps=[step.plain() for step in BUILT_IN["urgent"]],
        state=ACKNOWLEDGED,
        step_no=5,
        due_at=ended,
        created_at=begun,
        ended_at=ended,
        acknowledged_by=people[1],
        is_closed=True,
    )
    ctx.session.add(one)
    for person, told in zip(people, (TO_THE_FIRST, TO_THE_SECOND), strict=True):
        when = begun + timedelta(minutes=told[0][4])
        answered = ended if person == people[1] else None
        message_id = _message(ctx, site, number, person, when, alert=(one.id, answered, ended))
        _log(stage, ctx, site, message_id, person, begun, told, one.id)


def _sent(stage: Stage, ctx: Context, site: Site, number: str, person: int, when: datetime) -> None:
    message_id = _message(ctx, site, number, person, when)
    _log(stage, ctx, site, message_id, person, when, ((0, "wecom", "sent", "", 0, None),), None)


def _message(
    ctx: Context,
    site: Site,
    number: str,
    person: int,
    when: datetime,
    *,
    alert: tuple[int, datetime | None, datetime] | None = None,
) -> int:
    message_id = bulk.reserve_ids(ctx.session, 1)
    row: dict[str, Any] = {
        "id": message_id,
        "actor_id": person,
        "project_id": site.project_id,
        "template": TEMPLATE,
        "params": {"number": number},
        "kind": "task" if alert is None else "alert",
        "link": "/work-orders",
        "created_at": when,
        "read_at": when if alert is None else alert[1],
        "alert_id": None if alert is None else alert[0],
        "acknowledged_at": None if alert is None else alert[1],
        "ended_at": None if alert is None else alert[2],
    }
    bulk.insert_rows(ctx.session, Message, [row], is_audited=False)
    return message_id


def _log(
    stage: Stage,
    ctx: Context,
    site: Site,
    message_id: int,
    person: int,
    begun: datetime,
    told: tuple[Told, ...],
    alert_id: int | None,
) -> None:
    random = stage.random("deliveries", person, message_id)
    phone = f"13{random.randrange(10)}****{random.randrange(10_000):04}"
    masked = {"sms": phone, "voice": phone, "wecom": "ZY***"}
    rows: list[dict[str, Any]] = []
    for step_no, channel, state, why, minutes, seconds in told:
        when = begun + timedelta(minutes=minutes)
        row = fresh(
            ctx.group_id,
            project_id=site.project_id,
            message_id=message_id,
            person_id=person,
            channel=channel,
            masked="" if state == "skipped" else masked.get(channel, ""),
            now=when,
            run_after=when,
            alert_id=alert_id,
            step_no=None if alert_id is None else step_no,
        )
        is_out = state not in ("skipped", "failed") or channel == "voice"
        row.update(
            state=state,
            error=why,
            attempts=int(state != "skipped"),
            sent_at=when if is_out else None,
            receipt_at=None if seconds is None else when + timedelta(seconds=seconds),
            provider_id=f"{random.randrange(10**15, 10**16)}^0" if is_out and channel != "app" else "",
        )
        rows.append(row)
    bulk.insert_rows(ctx.session, MessageDelivery, rows, is_audited=False)
