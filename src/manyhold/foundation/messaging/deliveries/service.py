"""Verbs: put messages in line for the channels that their receivers want."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.channels.service import switched_on
from manyhold.foundation.messaging.deliveries.models import PENDING, MessageDelivery
from manyhold.foundation.messaging.recipients import rules
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.service import address_of
from manyhold.kernel import bulk
from manyhold.kernel.context import Context

QUIET = "quiet_hours"


def put_in_line(
    ctx: Context, messages: Mapping[int, Person], *, kind: rules.Kind, project_id: int | None
) -> None:
    """Put messages, by id, in line for every channel that is on, that the person wants for this kind and that
    reaches them; in their quiet hours for the end of these. An alert does not wait."""
    channels = switched_on(ctx.session) if messages else {}
    if not channels:
        return
    ids = [person.id for person in messages.values()]
    known = ctx.session.scalars(select(Recipient).where(Recipient.person_id.in_(ids)))
    recipients = {one.person_id: one for one in known}
    rows: list[dict[str, Any]] = []
    for message_id, person in messages.items():
        recipient = recipients.get(person.id)
        run_after = ctx.now if kind == "alert" else waits_until(recipient, ctx.now) or ctx.now
        for channel in sorted(wanted_by(recipient, kind) & channels.keys()):
            if address := address_of(ctx.runtime.keys, channel, person, recipient):
                rows.append(
                    fresh(
                        ctx.group_id,
                        project_id=seen(ctx, project_id),
                        message_id=message_id,
                        person_id=person.id,
                        channel=channel,
                        masked=rules.masked(channel, address),
                        now=ctx.now,
                        run_after=run_after,
                    )
                )
    if rows:
        bulk.insert_rows(ctx.session, MessageDelivery, rows, is_audited=False)
        ctx.session.wake_after_commit = True


def fresh(
    group_id: int,
    *,
    project_id: int | None,
    message_id: int,
    person_id: int,
    channel: str,
    masked: str,
    now: datetime,
    run_after: datetime,
    alert_id: int | None = None,
    step_no: int | None = None,
) -> dict[str, Any]:
    """A delivery that is still to be made."""
    return {
        "group_id": group_id,
        "project_id": project_id,
        "message_id": message_id,
        "alert_id": alert_id,
        "step_no": step_no,
        "person_id": person_id,
        "channel": channel,
        "masked": masked,
        "created_at": now,
        "state": PENDING,
        "run_after": run_after,
        "lease_no": 0,
        "attempts": 0,
        "asks": 0,
        "ask_after": None,
        "provider_id": "",
        "sent_at": None,
        "receipt_at": None,
        "error": QUIET if run_after > now else "",
    }


def wanted_by(recipient: Recipient | None, kind: str) -> frozenset[str]:
    """The channels beside the inbox on which somebody wants this kind of message."""
    if recipient is None:
        return rules.wanted(None, kind, is_unsubscribed=False)
    return rules.wanted(recipient.wanted, kind, is_unsubscribed=recipient.unsubscribed_at is not None)


def waits_until(recipient: Recipient | None, now: datetime) -> datetime | None:
    """The end of the quiet hours in which somebody is now, or None."""
    if recipient is None:
        return None
    return rules.quiet_until(now, recipient.quiet_from, recipient.quiet_until, recipient.zone)


def seen(ctx: Context, project_id: int | None) -> int | None:
    """The project where the sender sees it: a trail may only be left there, or in the group's own."""
    return project_id if project_id in ctx.scope.visible_projects else None
