"""Routes: webhooks, their secrets, their delivery log."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy import select

from manyhold.foundation.webhooks import queries, service
from manyhold.foundation.webhooks.models import Subscription, WebhookDelivery
from manyhold.foundation.webhooks.schemas import (
    EventOut,
    SigningSecret,
    WebhookChange,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

MANAGE = "webhooks.manage"
State = Literal["pending", "done", "failed"] | None
EventFilter = Annotated[str | None, Query(max_length=80)]
routes = Routes("/webhooks", tag="webhooks")


@routes.read("", permission=MANAGE, response_model=pages.Page[WebhookOut])
def list_webhooks(ctx: Context, limit: pages.Limit = 50, cursor: pages.CursorParam = None) -> Any:
    """The group's webhooks, the newest first."""
    rows, after = pages.load(
        ctx,
        select(Subscription),
        order_by=[Subscription.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound="webhooks",
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=MANAGE, response_model=pages.Count)
def count_webhooks(ctx: Context) -> Any:
    """How many the list has."""
    return pages.count(ctx, select(Subscription))


@routes.read("/events", permission=MANAGE, response_model=list[EventOut])
def list_events(ctx: Context) -> Any:
    """The kinds of event that a webhook may hear."""
    return queries.events(ctx)


@routes.read("/{webhook_id}", permission=MANAGE, response_model=WebhookOut)
def get_webhook(ctx: Context, webhook_id: int) -> Any:
    """One webhook."""
    one = ctx.get(Subscription, webhook_id)
    etags.show(ctx, one)
    return queries.shown(ctx, [one])[0]


@routes.create("", permission=MANAGE, is_idempotent=False, response_model=WebhookMade)
def subscribe(ctx: Context, wanted: WebhookIn) -> Any:
    """Subscribe an address; its signing secret is shown this once."""
    position = service.position_now(ctx.runtime)
    one, secret = service.subscribe(ctx, wanted, position=position)
    ctx.session.flush()
    etags.show(ctx, one)
    return WebhookMade(**queries.shown(ctx, [one])[0].model_dump(), secret=secret)


@routes.change("/{webhook_id}", permission=MANAGE, response_model=WebhookOut)
def change_webhook(ctx: Context, webhook_id: int, wanted: WebhookChange, if_match: IfMatch = None) -> Any:
    """Change a webhook, switch it off or on again."""
    position = service.position_now(ctx.runtime)
    one = ctx.get(Subscription, webhook_id)
    etags.match(ctx, one, if_match)
    service.change(ctx, one, wanted, position=position)
    ctx.session.flush()
    etags.show(ctx, one)
    return queries.shown(ctx, [one])[0]


@routes.remove("/{webhook_id}", permission=MANAGE)
def remove_webhook(ctx: Context, webhook_id: int) -> None:
    """Remove a webhook and its delivery log."""
    service.remove(ctx, ctx.get(Subscription, webhook_id))


@routes.create("/{webhook_id}/secret", permission=MANAGE, is_idempotent=False, response_model=SigningSecret)
def new_secret(ctx: Context, webhook_id: int) -> Any:
    """A fresh signing secret, shown this once; for a day both sign."""
    secret, former_until = service.new_secret(ctx, ctx.get(Subscription, webhook_id))
    return SigningSecret(secret=secret, former_until=former_until)


@routes.act("/{webhook_id}/ping", permission=MANAGE, response_model=WebhookDeliveryOut)
def ping(ctx: Context, webhook_id: int) -> Any:
    """Send a test event, which then stands in the log."""
    row = service.ping(ctx, ctx.get(Subscription, webhook_id))
    ctx.session.flush()
    return queries.delivery_shown(row)


@routes.read("/{webhook_id}/deliveries", permission=MANAGE, response_model=pages.Page[WebhookDeliveryOut])
def list_deliveries(
    ctx: Context,
    webhook_id: int,
    state: State = None,
    event: EventFilter = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """What was sent, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.log(ctx.get(Subscription, webhook_id), state=state, event=event),
        order_by=[WebhookDelivery.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("webhook-deliveries", webhook_id, state, event),
    )
    return {"items": [queries.delivery_shown(row[0]) for row in rows], "next_cursor": after}


@routes.read("/{webhook_id}/deliveries/count", permission=MANAGE, response_model=pages.Count)
def count_deliveries(ctx: Context, webhook_id: int, state: State = None, event: EventFilter = None) -> Any:
    """How many the log has."""
    return pages.count(ctx, queries.log(ctx.get(Subscription, webhook_id), state=state, event=event))


@routes.act(
    "/{webhook_id}/deliveries/{webhook_delivery_id}/replay",
    permission=MANAGE,
    response_model=WebhookDeliveryOut,
)
def replay(ctx: Context, webhook_id: int, webhook_delivery_id: int) -> Any:
    """Send it once more, under the same id."""
    row = ctx.get(WebhookDelivery, webhook_delivery_id)
    service.replay(ctx, ctx.get(Subscription, webhook_id), row)
    ctx.session.flush()
    return queries.delivery_shown(row)
