"""Routes: one's own inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from manyhold.foundation.messaging import queries, service
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.recipients.rules import Kind
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import SIGNED_IN, Routes

routes = Routes("/messages", tag="messaging")


class MessageOut(BaseModel):
    """A message in its reader's language; `link` is a path of the console."""

    id: int
    project_id: int | None
    template: str
    text: str
    kind: Kind
    link: str
    created_at: datetime
    read_at: datetime | None
    alert_id: int | None
    """Of an alert, which wants to be acknowledged."""
    acknowledged_at: datetime | None
    ended_at: datetime | None
    """When the alert was answered, by whomever."""


class ReadCount(BaseModel):
    """How many messages have been marked as read."""

    count: int


@routes.read("", permission=SIGNED_IN, response_model=pages.Page[MessageOut])
def list_messages(
    ctx: Context, unread: bool | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """One's messages, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.listed(unread=unread),
        order_by=[Message.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("messages", unread),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=SIGNED_IN, response_model=pages.Count)
def count_messages(ctx: Context, unread: bool | None = None) -> Any:
    """How many messages one has."""
    return pages.count(ctx, queries.listed(unread=unread))


@routes.create(
    "/read-all", permission=SIGNED_IN, is_idempotent=False, status_code=200, response_model=ReadCount
)
def read_all(ctx: Context) -> Any:
    """Mark all as read; doing it again changes nothing."""
    return ReadCount(count=service.read_all(ctx))


@routes.create(
    "/{message_id}/read",
    permission=SIGNED_IN,
    is_idempotent=False,
    status_code=200,
    response_model=MessageOut,
)
def read_message(ctx: Context, message_id: int) -> Any:
    """Mark one as read; doing it again changes nothing."""
    message = service.read(ctx, ctx.get(Message, message_id))
    ctx.session.flush()
    return queries.shown(ctx, [message])[0]


@routes.create(
    "/{message_id}/acknowledge",
    permission=SIGNED_IN,
    is_idempotent=False,
    status_code=200,
    response_model=MessageOut,
)
def acknowledge_message(ctx: Context, message_id: int) -> Any:
    """Acknowledge an alert: one sees to it. Doing it again changes nothing."""
    message = service.acknowledge(ctx, ctx.get(Message, message_id))
    ctx.session.flush()
    return queries.shown(ctx, [message])[0]
