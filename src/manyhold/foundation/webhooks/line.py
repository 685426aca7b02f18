"""The line of events to each address: fed from the outbox, taken by lease, settled by what the receiver answered.

It serves every group's subscriptions, so it uses SystemSession; what a subscription may hear is judged when the event
is put in line, and again whenever it is taken to be sent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from manyhold.foundation.webhooks import rules
from manyhold.foundation.webhooks.ears import Ears
from manyhold.foundation.webhooks.models import DONE, FAILED, PENDING, Subscription, WebhookDelivery
from manyhold.kernel.database import table_of
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

FED_AT_ONCE = 1000
LEASE = timedelta(minutes=3)
"""Longer than a full hand takes to time out."""
IN_HAND = 64
"""Deliveries of one subscription that one process has in hand at once."""
RIGHT_ENDED = "right_ended"
SECRET_PLACE = "webhooks_subscription.secret_sealed"
FORMER_PLACE = "webhooks_subscription.former_secret_sealed"
_delivery = table_of(WebhookDelivery)
_WRITE_DOWN = (
    update(_delivery)
    .where(_delivery.c.id == bindparam("parcel_id"), _delivery.c.lease_no == bindparam("parcel_lease"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "run_after", "sent_at", "status", "took_ms", "answer", "error")
        }
    )
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery in hand, with the secrets to sign it by."""

    id: int
    subscription_id: int
    lease_no: int
    attempts: int
    url: str
    body: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: a status of the receiver, or the code of why there is none."""

    parcel: Parcel
    sent_at: datetime
    took_ms: int
    status: int | None
    answer: str
    error: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def body_of(event: str, occurred_at: datetime, data: Mapping[str, Any]) -> str:
    """A webhook's body, as Standard Webhooks lays it out."""
    said = {"type": event, "timestamp": occurred_at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def newest_position(session: SystemSession) -> int:
    """The position of the last numbered event."""
    return session.scalar(select(func.max(OutboxEvent.position))) or 0


def feed(runtime: Runtime) -> bool:
    """Put fresh events in line for every subscription that wants and may hear them; False when there were none."""
    with SystemSession(runtime.database, writes=False) as session:
        behind = session.scalar(select(func.min(Subscription.position)).where(Subscription.is_on))
        if behind is None or newest_position(session) <= behind:
            return False
    with SystemSession(runtime.database, writes=True) as session:
        on = select(Subscription).where(Subscription.is_on).order_by(Subscription.id)
        subscriptions = session.scalars(on.with_for_update()).all()
        if not subscriptions:
            return False
        events = session.scalars(
            select(OutboxEvent)
            .where(OutboxEvent.position > min(one.position for one in subscriptions))
            .order_by(OutboxEvent.position)
            .limit(FED_AT_ONCE)
        ).all()
        if not events:
            return False
        ears = Ears(runtime)
        rows = [
            _row(session, one, event, runtime.clock.now())
            for one in subscriptions
            for event in events
            if ears.hears(one, event)
        ]
        if rows:
            session.execute(insert(table_of(WebhookDelivery)), rows)
        last = events[-1].position or 0
        session.execute(
            update(table_of(Subscription))
            .where(Subscription.id.in_([one.id for one in subscriptions if one.position < last]))
            .values(position=last)
        )
        session.commit()
    return True


def take(runtime: Runtime, in_hand: Mapping[int, int]) -> list[Parcel]:
    """Lease what is due, up to a handful for each subscription; one alone where the last round failed.

    What may not be heard any more is given up instead, as `right_ended`.
    """
    now = runtime.clock.now()
    rested = or_(Subscription.rest_until.is_(None), Subscription.rest_until <= now)
    with SystemSession(runtime.database, writes=False) as session:
        ready = session.scalars(select(Subscription).where(Subscription.is_on, rested)).all()
        wanting = {
            one.id: one
            for one in ready
            if _room(one, in_hand) > 0 and session.scalar(_due(one, now, 1)) is not None
        }
    if not wanting:
        return []
    taken: list[Parcel] = []
    ears = Ears(runtime)
    with SystemSession(runtime.database, writes=True) as session:
        for one in wanting.values():
            keys = _keys(runtime, one, now)
            due = _due(one, now, _room(one, in_hand)).with_for_update(skip_locked=True)
            ids = _heard(session, ears, one, due)
            rows = session.execute(
                update(table_of(WebhookDelivery))
                .where(WebhookDelivery.id.in_(ids))
                .values(
                    lease_no=WebhookDelivery.lease_no + 1,
                    attempts=WebhookDelivery.attempts + 1,
                    run_after=now + LEASE,
                )
                .returning(
                    WebhookDelivery.id,
                    WebhookDelivery.lease_no,
                    WebhookDelivery.attempts,
                    WebhookDelivery.body,
                )
            ).all()
            taken += [
                Parcel(row.id, one.id, row.lease_no, row.attempts, one.url, row.body, keys)
                for row in sorted(rows, key=lambda row: row.id)
            ]
        session.commit()
    return taken


def settle(runtime: Runtime, outcomes: Sequence[Outcome]) -> list[int]:
    """Write down what became of these tries; gives the subscriptions that are to be switched off.

    A lease that was lost meanwhile changes nothing: whoever took it over says what became of it.
    """
    now = runtime.clock.now()
    by_subscription: dict[int, list[Outcome]] = defaultdict(list)
    with SystemSession(runtime.database, writes=True) as session:
        for one in outcomes:
            by_subscription[one.parcel.subscription_id].append(one)
        session.execute(_WRITE_DOWN, [_next_step(one, now) for one in outcomes])
        spent = [
            subscription_id
            for subscription_id, of_one in by_subscription.items()
            if _health(session, subscription_id, of_one, now)
        ]
        session.commit()
    return spent


def _next_step(one: Outcome, now: datetime) -> dict[str, Any]:
    wait = None if one.is_taken else rules.pause(one.parcel.attempts)
    state = DONE if one.is_taken else FAILED if wait is None else PENDING
    return {
        "parcel_id": one.parcel.id,
        "parcel_lease": one.parcel.lease_no,
        "state": state,
        "run_after": now + (wait or timedelta()),
        "sent_at": one.sent_at,
        "status": one.status,
        "took_ms": one.took_ms,
        "answer": one.answer,
        "error": one.error,
    }


def _health(session: SystemSession, subscription_id: int, outcomes: Sequence[Outcome], now: datetime) -> bool:
    """Keep how the address is; True when it is to be switched off."""
    one = session.get(Subscription, subscription_id)
    if one is None:
        return False
    of_it = update(table_of(Subscription)).where(Subscription.id == subscription_id)
    if any(outcome.is_taken for outcome in outcomes):
        if one.failures:
            session.execute(of_it.values(failures=0, failing_since=None, rest_until=None))
            # What waits for its next try need not wait any longer.
            session.execute(
                update(table_of(WebhookDelivery))
                .where(
                    WebhookDelivery.subscription_id == subscription_id,
                    WebhookDelivery.state == PENDING,
                    WebhookDelivery.status.is_not(None) | (WebhookDelivery.error != ""),
                )
                .values(run_after=now)
            )
        return False
    if one.rest_until is None or max(outcome.sent_at for outcome in outcomes) >= one.rest_until:
        failures = one.failures + 1
        session.execute(
            of_it.values(
                failures=failures,
                failing_since=one.failing_since or now,
                rest_until=now + rules.rest(failures),
            )
        )
    wants_no_more = any(outcome.status == rules.GONE for outcome in outcomes)
    return wants_no_more or rules.is_given_up(one.failing_since or now, now)


def _row(session: SystemSession, one: Subscription, event: OutboxEvent, now: datetime) -> dict[str, Any]:
    data = {"project_id": event.project_id, **event.payload}
    return {
        "id": session.ids.next(),
        "group_id": one.group_id,
        "project_id": event.project_id,
        "subscription_id": one.id,
        "event": event.name,
        "body": body_of(event.name, event.occurred_at, data),
        "created_at": now,
        "state": PENDING,
        "attempts": 0,
        "run_after": now,
        "lease_no": 0,
        "answer": "",
        "error": "",
    }


def _room(one: Subscription, in_hand: Mapping[int, int]) -> int:
    return (1 if one.failures else IN_HAND) - in_hand.get(one.id, 0)


def _heard(session: SystemSession, ears: Ears, one: Subscription, due: Select[Any]) -> list[int]:
    """What is due and may be heard; what may not is given up until nothing of it is left among what is due."""
    while True:
        found = session.execute(due).all()
        barred = [row.id for row in found if not ears.may_hear(one, row.event, row.project_id)]
        if not barred:
            return [row.id for row in found]
        session.execute(
            update(_delivery)
            .where(_delivery.c.id.in_(barred))
            .values(state=FAILED, status=None, answer="", error=RIGHT_ENDED)
        )


def _due(one: Subscription, now: datetime, most: int) -> Select[Any]:
    return (
        select(WebhookDelivery.id, WebhookDelivery.event, WebhookDelivery.project_id)
        .where(
            WebhookDelivery.subscription_id == one.id,
            WebhookDelivery.state == PENDING,
            WebhookDelivery.run_after <= now,
        )
        .order_by(WebhookDelivery.run_after, WebhookDelivery.id)
        .limit(most)
    )


def _keys(runtime: Runtime, one: Subscription, now: datetime) -> tuple[str, ...]:
    keys = [runtime.keys.open(SECRET_PLACE, one.id, one.secret_sealed)]
    if one.former_secret_sealed is not None and one.former_until > now:
        keys.append(runtime.keys.open(FORMER_PLACE, one.id, one.former_secret_sealed))
    return tuple(keys)
