"""Verbs: send a message, read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.templates import check
from manyhold.kernel import bulk
from manyhold.kernel.context import Context


def send(
    ctx: Context,
    *,
    to: Iterable[int],
    template: str,
    params: Mapping[str, Any],
    link: str = "",
    project_id: int | None = None,
) -> int:
    """Put a message into the inboxes of the people `to` who can still sign in; gives their number.

    Raises UnknownName for a template that no manifest holds, ValueError for params that do not fit it; both are
    faults of our code. What may stand in params says `templates`.
    """
    check(ctx.runtime.registry.message(template), params)
    wanted = set(to)
    statement = select(Person.id).where(Person.id.in_(wanted), Person.is_active).order_by(Person.id)
    known = ctx.session.scalars(statement).all() if wanted else []
    rows = [
        {
            "actor_id": person_id,
            "project_id": project_id,
            "template": template,
            "params": dict(params),
            "link": link,
            "created_at": ctx.now,
            "read_at": None,
        }
        for person_id in known
    ]
    return bulk.insert_rows(ctx.session, Message, rows, is_audited=False)


def read(ctx: Context, message: Message) -> Message:
    """Mark a message as read; the first time counts."""
    message.read_at = message.read_at or ctx.now
    return message


def read_all(ctx: Context) -> int:
    """Mark all of one's messages as read; gives their number."""
    return bulk.update_where(ctx.session, Message, [Message.read_at.is_(None)], {"read_at": ctx.now})
