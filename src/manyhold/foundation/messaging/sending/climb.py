"""The ladders of every group's alerts, step by step.

It serves all groups, so it uses SystemSession. A step is taken in one transaction: its deliveries are put in line and
the alert moves on together, so that a killed worker neither skips nor doubles one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, insert, or_, select, update

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.alerts import rules
from manyhold.foundation.messaging.alerts import service as alerts
from manyhold.foundation.messaging.alerts.models import RUNNING, Alert
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import APP
from manyhold.foundation.messaging.deliveries.models import (
    CANCELLED,
    CONFIRMED,
    DELIVERED,
    PENDING,
    SKIPPED,
    MessageDelivery,
)
from manyhold.foundation.messaging.deliveries.service import fresh, waits_until, wanted_by
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.rules import masked
from manyhold.foundation.messaging.recipients.service import address_of
from manyhold.foundation.organisation.closing import left_projects
from manyhold.kernel.context import Context
from manyhold.kernel.database import table_of
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession

AT_ONCE = 50


def climb(runtime: Runtime) -> bool:
    """Take every step that is due, close every alert that ended; False when there was none."""
    now = runtime.clock.now()
    answered = exists().where(Message.alert_id == Alert.id, Message.acknowledged_at.is_not(None))
    due = or_(
        (Alert.state == RUNNING) & or_(Alert.due_at <= now, answered),
        (Alert.state != RUNNING) & Alert.is_closed.is_(False),
    )
    # Nothing is written to a project that has left: its alerts stand as they stood.
    is_here = or_(Alert.project_id.is_(None), Alert.project_id.not_in(left_projects(now)))
    with SystemSession(runtime.database, writes=False) as session:
        wanted = select(Alert.id).where(due, is_here).order_by(Alert.due_at)
        found = session.scalars(wanted.limit(AT_ONCE)).all()
    for alert_id in found:
        _move(runtime, alert_id, now)
    return bool(found)


def _move(runtime: Runtime, alert_id: int, now: datetime) -> None:
    with SystemSession(runtime.database, writes=True) as session:
        mine = select(Alert).where(Alert.id == alert_id).with_for_update(skip_locked=True)
        one = session.scalars(mine).one_or_none()
        if one is None:
            return
        if one.state == RUNNING and (answer := _answer(session, one)) is not None:
            alerts.acknowledged(one, answer.actor_id, answer.acknowledged_at)
        if one.state != RUNNING:
            _close(session, one, now)
        elif one.due_at <= now:
            turn = rules.place(one.people, one.steps, one.step_no)
            if turn is not None:
                _take_step(runtime, session, one, turn, now)
        is_spent = one.state == RUNNING and rules.place(one.people, one.steps, one.step_no) is None
        group_id, due_at = one.group_id, one.due_at
        session.commit()
    if is_spent and due_at <= now:
        _give_up(runtime, alert_id, group_id)


def _answer(session: SystemSession, one: Alert) -> Message | None:
    said = select(Message).where(Message.alert_id == one.id, Message.acknowledged_at.is_not(None))
    return session.scalars(said.order_by(Message.acknowledged_at, Message.id).limit(1)).first()


def _take_step(
    runtime: Runtime, session: SystemSession, one: Alert, turn: tuple[int, rules.Step], now: datetime
) -> None:
    person_id, step = turn
    person = session.get(Person, person_id)
    if person is not None and (not person.is_active or person.group_id != one.group_id):
        person = None
    message_id = _message(session, one, person_id, now) if person is not None else 0
    recipient = session.scalars(select(Recipient).where(Recipient.person_id == person_id)).one_or_none()
    channels = {
        setting.channel: setting
        for setting in session.scalars(
            select(ChannelSetting).where(ChannelSetting.group_id == one.group_id, ChannelSetting.is_on)
        )
    }
    quiet = None if one.urgency == "urgent" else waits_until(recipient, now)
    rows: list[dict[str, Any]] = []
    for channel in step.channels:
        way, why = (
            ("", "person_left") if person is None else _way(runtime, channel, channels, person, recipient)
        )
        row = fresh(
            one.group_id,
            project_id=one.project_id,
            message_id=message_id,
            person_id=person_id,
            channel=channel,
            masked=masked(channel, way) if way else "",
            now=now,
            run_after=now if channel == APP or why else quiet or now,
            alert_id=one.id,
            step_no=one.step_no,
        )
        if why:
            row.update(state=SKIPPED, error=why)
        elif channel == APP:
            row.update(state=DELIVERED, sent_at=now, attempts=1)
        rows.append({"id": session.ids.next(), **row})
    session.execute(insert(table_of(MessageDelivery)), rows)
    alive = [row["run_after"] for row in rows if row["state"] != SKIPPED]
    one.due_at = max(alive) + timedelta(minutes=step.minutes) if alive else now
    one.step_no += 1
    if alive and step.wants == "delivered" and APP in step.channels:
        alerts.reached(one, one.step_no - 1, now)


def _way(
    runtime: Runtime,
    channel: str,
    channels: Mapping[str, ChannelSetting],
    person: Person,
    recipient: Recipient | None,
) -> tuple[str, str]:
    """The address, or why there is none."""
    if channel == APP:
        return "", ""
    if channel not in channels:
        return "", "channel_off"
    if channel not in wanted_by(recipient, "alert"):
        return "", "not_wanted"
    address = address_of(runtime.keys, channel, person, recipient)
    return address, "" if address else "address_missing"


def _message(session: SystemSession, one: Alert, person_id: int, now: datetime) -> int:
    known = select(Message.id).where(Message.alert_id == one.id, Message.actor_id == person_id)
    if (message_id := session.scalar(known)) is not None:
        return message_id
    message = Message(
        actor_id=person_id,
        group_id=one.group_id,
        project_id=one.project_id,
        template=one.template,
        params=one.params,
        kind="alert",
        link=one.link,
        created_at=now,
        read_at=None,
        alert_id=one.id,
        acknowledged_at=None,
        ended_at=None,
    )
    session.add(message)
    session.flush()
    return message.id


def _close(session: SystemSession, one: Alert, now: datetime) -> None:
    """Call off what is still in line, and let everybody's inbox say that it was answered."""
    one.is_closed = True
    session.execute(
        update(table_of(MessageDelivery))
        .where(MessageDelivery.alert_id == one.id, MessageDelivery.state == PENDING)
        .values(state=CANCELLED, error="")
    )
    session.execute(
        update(table_of(Message)).where(Message.alert_id == one.id).values(ended_at=one.ended_at or now)
    )
    if one.acknowledged_by is not None:
        session.execute(
            update(table_of(MessageDelivery))
            .where(
                MessageDelivery.alert_id == one.id,
                MessageDelivery.person_id == one.acknowledged_by,
                MessageDelivery.channel == APP,
                MessageDelivery.state == DELIVERED,
            )
            .values(state=CONFIRMED, receipt_at=one.ended_at)
        )


def _give_up(runtime: Runtime, alert_id: int, group_id: int) -> None:
    """Nobody is left. In a session with a scope: this is said to people, and stands in the trail."""
    scope = runtime.grants.system_scope(group_id, None)
    with ScopedSession(runtime.database, scope, writes=True) as session:
        one = session.scalars(select(Alert).where(Alert.id == alert_id).with_for_update()).one()
        if one.state == RUNNING and rules.place(one.people, one.steps, one.step_no) is None:
            alerts.give_up(Context(runtime, session, Actor.system(one.group_id)), one)
            one.is_closed = True
        session.commit()
