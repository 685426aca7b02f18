"""Reads: webhooks with what waits in line, the events there are, the delivery log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.webhooks.models import PENDING, Subscription, WebhookDelivery
from manyhold.foundation.webhooks.schemas import EventOut, WebhookDeliveryOut, WebhookOut
from manyhold.kernel.context import Context
from manyhold.kernel.web.pages import COUNT_LIMIT


def events(ctx: Context) -> list[EventOut]:
    """Every kind of event that modules tell the outside of."""
    return [
        EventOut(name=name, permission=permission, module=one.name, module_zh=one.zh, module_en=one.en)
        for one in ctx.runtime.registry.manifests.values()
        for name, permission in one.streams.items()
    ]


def shown(ctx: Context, subscriptions: Sequence[Subscription]) -> list[WebhookOut]:
    """The webhooks as lists show them."""
    called = names(ctx, (who for one in subscriptions for who in (one.owner_id, one.api_client_id or 0)))
    return [
        WebhookOut(
            id=one.id,
            name=one.name,
            url=one.url,
            api_client_id=one.api_client_id,
            api_client_name=called.get(one.api_client_id or 0),
            owner_id=one.owner_id,
            owner_name=called.get(one.owner_id),
            events=one.events,
            project_ids=one.project_ids,
            is_on=one.is_on,
            why_off=one.why_off,
            waiting=_waiting(ctx, one),
            failing_since=one.failing_since,
            rest_until=one.rest_until,
            former_until=one.former_until,
            created_at=one.created_at,
            revision=one.revision,
        )
        for one in subscriptions
    ]


def log(subscription: Subscription, *, state: str | None, event: str | None) -> Select[Any]:
    """The deliveries of a filter."""
    statement = select(WebhookDelivery).where(WebhookDelivery.subscription_id == subscription.id)
    for column, value in ((WebhookDelivery.state, state), (WebhookDelivery.event, event)):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def delivery_shown(row: WebhookDelivery) -> WebhookDeliveryOut:
    """One delivery with its last answer."""
    own = {name: getattr(row, name) for name in WebhookDeliveryOut.model_fields if name != "message_id"}
    return WebhookDeliveryOut(message_id=f"msg_{row.id}", **own)


def _waiting(ctx: Context, one: Subscription) -> int:
    mine = select(WebhookDelivery.id).where(
        WebhookDelivery.subscription_id == one.id, WebhookDelivery.state == PENDING
    )
    return ctx.session.scalar(select(func.count()).select_from(mine.limit(COUNT_LIMIT).subquery())) or 0
