"""Deliveries on their way: taken by lease, settled by what the provider answered, asked after for a receipt.

It serves every group's messages, so it uses SystemSession; the network is called between its transactions, never in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import opened_name
from manyhold.foundation.messaging.alerts.models import RUNNING, Alert
from manyhold.foundation.messaging.channels.models import ChannelResult, ChannelSetting
from manyhold.foundation.messaging.channels.port import Channel, Outgoing, Receipt, Terms, driver
from manyhold.foundation.messaging.channels.service import terms
from manyhold.foundation.messaging.deliveries.models import (
    CANCELLED,
    FAILED,
    PENDING,
    SENT,
    SKIPPED,
    MessageDelivery,
)
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.queries import text_of
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.service import address_of
from manyhold.foundation.messaging.recipients.unsubscribe import path_for
from manyhold.foundation.messaging.sending.receipts import hurry, take_in
from manyhold.foundation.messaging.templates import people
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

LEASE = timedelta(minutes=2)
"""Longer than a hand takes to time out."""
IN_HAND = 8
"""All of a hand are under way at once."""
PAUSES = tuple(timedelta(minutes=one) for one in (1, 10, 60))
"""After what time a message that could not be handed over is tried again; an alert has its ladder for that."""
MOST_LEASES = 6
MARK = "mh"
TITLE = ("众园通知", "Manyhold")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery in hand: to be sent, or with a `provider_id` to be asked after."""

    id: int
    lease_no: int
    channel: str
    driver: Channel
    terms: Terms
    message: Outgoing
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the provider's id or the code of a refusal; or of a question, a receipt."""

    parcel: Parcel
    provider_id: str = ""
    error: str = ""
    may_retry: bool = False
    receipt: Receipt | None = None


def out_id(delivery_id: int) -> str:
    """Our own id of a delivery, as providers are given it."""
    return f"{MARK}{delivery_id}"


def take(runtime: Runtime, *, alerts: bool) -> list[Parcel]:
    """Lease what is due to be sent and what is due to be asked after, and make it ready: of alerts, or of all else."""
    now = runtime.clock.now()
    to_send = (MessageDelivery.state == PENDING) & (MessageDelivery.run_after <= now)
    to_ask = (MessageDelivery.state == SENT) & (MessageDelivery.ask_after <= now)
    is_alert = exists().where(Message.id == MessageDelivery.message_id, Message.kind == "alert")
    due = select(MessageDelivery).where(to_send | to_ask, is_alert if alerts else ~is_alert)
    due = due.order_by(MessageDelivery.id).limit(IN_HAND)
    with SystemSession(runtime.database, writes=False) as session:
        if session.scalars(due.with_only_columns(MessageDelivery.id)).first() is None:
            return []
    with SystemSession(runtime.database, writes=True) as session:
        rows = session.scalars(due.with_for_update(skip_locked=True)).all()
        parcels = [one for row in rows if (one := _in_hand(runtime, session, row, now)) is not None]
        session.commit()
    return parcels


def _in_hand(runtime: Runtime, session: SystemSession, row: MessageDelivery, now: datetime) -> Parcel | None:
    alert = session.get(Alert, row.alert_id) if row.alert_id is not None else None
    if row.state == PENDING and alert is not None and alert.state != RUNNING:
        row.state, row.error = CANCELLED, ""
        return None
    setting = session.scalars(
        select(ChannelSetting).where(
            ChannelSetting.group_id == row.group_id, ChannelSetting.channel == row.channel
        )
    ).one_or_none()
    person, message = session.get(Person, row.person_id), session.get(Message, row.message_id)
    recipient = session.scalars(select(Recipient).where(Recipient.person_id == row.person_id)).one_or_none()
    why, address = "", ""
    if person is None or message is None or not person.is_active:
        why = "person_left"
    elif setting is None or not setting.is_on:
        why = "channel_off"
    elif not (address := address_of(runtime.keys, row.channel, person, recipient)):
        why = "address_missing"
    elif row.state == PENDING and row.attempts >= MOST_LEASES:
        why = "worker_lost"
    if why or person is None or message is None or setting is None:
        _cannot(session, row, alert, why, now)
        return None
    channel = driver(runtime, row.channel)
    row.lease_no += 1
    if row.state == PENDING:
        row.attempts, row.run_after, row.error = row.attempts + 1, now + LEASE, ""
    else:
        row.asks += 1
        row.ask_after = _next_question(channel, row.asks, now)
    return Parcel(
        row.id,
        row.lease_no,
        row.channel,
        channel,
        terms(channel, runtime.keys, setting),
        _outgoing(runtime, session, row, person, message, address),
        row.provider_id if row.state == SENT else "",
    )


def _cannot(
    session: SystemSession, row: MessageDelivery, alert: Alert | None, why: str, now: datetime
) -> None:
    if row.state == SENT:  # it is out: only the receipt will never be known
        row.ask_after = None
        return
    row.state, row.error = SKIPPED, why
    if alert is not None and row.step_no is not None:
        hurry(session, alert, row.step_no, now)


def _outgoing(
    runtime: Runtime,
    session: SystemSession,
    row: MessageDelivery,
    person: Person,
    message: Message,
    address: str,
) -> Outgoing:
    named = session.execute(
        select(Person.id, Person.name_sealed).where(
            Person.group_id == row.group_id, Person.id.in_(set(people(message.params)))
        )
    )
    names: Mapping[int, str] = {one.id: opened_name(runtime.keys, one.id, one.name_sealed) for one in named}
    host = runtime.settings.allowed_hosts.partition(",")[0].strip()
    home = f"https://{host}" if host else ""
    can_end = bool(home) and message.kind == "notice"
    return Outgoing(
        id=out_id(row.id),
        address=address,
        title=TITLE[person.language == "en"],
        text=text_of(runtime.registry, message.template, message.params, names, person.language),
        url=home and home + (message.link or "/messages"),
        unsubscribe_url=home + path_for(runtime.keys, person.group_id, person.id) if can_end else "",
        asked_at=row.sent_at or row.created_at,
        tries=row.attempts,
    )


def settle(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    """Write down what came of these; a lease that was lost meanwhile changes nothing."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        for one in outcomes:
            mine = select(MessageDelivery).where(
                MessageDelivery.id == one.parcel.id, MessageDelivery.lease_no == one.parcel.lease_no
            )
            row = session.scalars(mine.with_for_update()).one_or_none()
            if row is None:
                continue
            if one.parcel.provider_id:
                if one.receipt is not None:
                    take_in(session, row, one.receipt, now)
            elif row.state in (PENDING, CANCELLED):
                _sent(session, row, one, now)
                _remember(session, row, one.error, now)
        session.commit()


def _sent(session: SystemSession, row: MessageDelivery, one: Outcome, now: datetime) -> None:
    if not one.error:
        row.state, row.sent_at, row.provider_id = SENT, now, one.provider_id[:120]
        row.ask_after = _next_question(one.parcel.driver, 0, now)
        return
    row.error = one.error[:60]
    if row.state == CANCELLED:
        return
    if one.may_retry and row.alert_id is None and row.attempts <= len(PAUSES):
        row.run_after = now + PAUSES[row.attempts - 1]
        return
    row.state = FAILED
    alert = session.get(Alert, row.alert_id) if row.alert_id is not None else None
    if alert is not None and row.step_no is not None:
        hurry(session, alert, row.step_no, now)


def _next_question(channel: Channel, asked: int, now: datetime) -> Any:
    after = channel.asks_after_minutes
    return now + timedelta(minutes=after[asked]) if asked < len(after) else None


def _remember(session: SystemSession, row: MessageDelivery, error: str, now: datetime) -> None:
    mine = (ChannelResult.group_id == row.group_id, ChannelResult.channel == row.channel)
    last = session.scalars(select(ChannelResult).where(*mine)).one_or_none()
    if last is None:
        last = ChannelResult(group_id=row.group_id, channel=row.channel)
        session.add(last)
    last.at, last.error = now, error[:60]
    session.flush()
