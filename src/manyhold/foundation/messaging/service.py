"""Verbs: send a message, read it, acknowledge an alert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.deliveries import service as deliveries
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.recipients.rules import Kind
from manyhold.foundation.messaging.templates import check
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict


def send(
    ctx: Context,
    *,
    to: Iterable[int],
    template: str,
    params: Mapping[str, Any],
    link: str = "",
    project_id: int | None = None,
    kind: Kind = "task",
) -> int:
    """Tell the people `to` who can still sign in: in their inbox, and on the channels that they want for this kind.

    A `task` asks for something, a `notice` says something and may be unsubscribed, an `alert` here is one that
    nobody waits for an answer to. Gives the number of people. Raises UnknownName for a template that no manifest
    holds, ValueError for params that do not fit it; both are faults of our code. What may stand in params says
    `templates`.
    """
    check(ctx.runtime.registry.message(template), params)
    wanted = set(to)
    statement = select(Person).where(Person.id.in_(wanted), Person.is_active).order_by(Person.id)
    known = ctx.session.scalars(statement).all() if wanted else []
    first = bulk.reserve_ids(ctx.session, len(known)) if known else 0
    rows = [
        {
            "id": first + number,
            "actor_id": person.id,
            "project_id": project_id,
            "template": template,
            "params": dict(params),
            "kind": kind,
            "link": link,
            "created_at": ctx.now,
            "read_at": None,
            "alert_id": None,
            "acknowledged_at": None,
            "ended_at": None,
        }
        for number, person in enumerate(known)
    ]
    told = bulk.insert_rows(ctx.session, Message, rows, is_audited=False)
    deliveries.put_in_line(
        ctx, {first + number: one for number, one in enumerate(known)}, kind=kind, project_id=project_id
    )
    return told


def acknowledge(ctx: Context, message: Message) -> Message:
    """Say that one has seen an alert and sees to it: nobody else is disturbed. The first time counts.

    Raises Conflict `not_an_alert`.
    """
    if message.alert_id is None:
        raise Conflict("not_an_alert")
    message.read_at = message.read_at or ctx.now
    message.acknowledged_at = message.acknowledged_at or ctx.now
    ctx.session.wake_after_commit = True
    return message


def read(ctx: Context, message: Message) -> Message:
    """Mark a message as read; the first time counts."""
    message.read_at = message.read_at or ctx.now
    return message


def read_all(ctx: Context) -> int:
    """Mark all of one's messages as read; gives their number."""
    return bulk.update_where(ctx.session, Message, [Message.read_at.is_(None)], {"read_at": ctx.now})
