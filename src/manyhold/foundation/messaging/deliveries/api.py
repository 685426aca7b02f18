"""Routes: the delivery log."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.messaging.deliveries import queries
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.deliveries.queries import AnyChannel, MessageDeliveryOut, State
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

READ = "messaging.read_deliveries"
routes = Routes("/message-deliveries", tag="messaging")


@routes.read("", permission=READ, response_model=pages.Page[MessageDeliveryOut])
def list_message_deliveries(
    ctx: Context,
    channel: AnyChannel | None = None,
    state: State | None = None,
    person_id: int | None = None,
    alert_id: int | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """What was sent to whom, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.log(channel=channel, state=state, person_id=person_id, alert_id=alert_id),
        order_by=[MessageDelivery.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("message-deliveries", channel, state, person_id, alert_id),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=READ, response_model=pages.Count)
def count_message_deliveries(
    ctx: Context,
    channel: AnyChannel | None = None,
    state: State | None = None,
    person_id: int | None = None,
    alert_id: int | None = None,
) -> Any:
    """How many the log has."""
    return pages.count(ctx, queries.log(channel=channel, state=state, person_id=person_id, alert_id=alert_id))
