"""Reads: the delivery log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Select, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.messaging.channels.port import ChannelName
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.kernel.context import Context

AnyChannel = Literal["app"] | ChannelName
State = Literal["pending", "sent", "delivered", "confirmed", "failed", "skipped", "cancelled"]


class MessageDeliveryOut(BaseModel):
    """One attempt: to whom, by what, when, and what became of it. `error` says why it failed, was skipped or waits."""

    id: int
    project_id: int | None
    alert_id: int | None
    step_no: int | None
    person_id: int
    person_name: str | None
    channel: AnyChannel
    address: str
    """Masked."""
    created_at: datetime
    run_after: datetime
    state: State
    attempts: int
    provider_id: str
    sent_at: datetime | None
    receipt_at: datetime | None
    error: str


def log(
    *, channel: str | None, state: str | None, person_id: int | None, alert_id: int | None
) -> Select[tuple[MessageDelivery]]:
    """The deliveries of the scope, narrowed to what is said."""
    statement = select(MessageDelivery)
    said = {"channel": channel, "state": state, "person_id": person_id, "alert_id": alert_id}
    for name, value in said.items():
        if value is not None:
            statement = statement.where(getattr(MessageDelivery, name) == value)
    return statement


def shown(ctx: Context, rows: Sequence[MessageDelivery]) -> list[MessageDeliveryOut]:
    """Deliveries with the names of their receivers."""
    named = names(ctx, {row.person_id for row in rows})
    return [_shown(row, named.get(row.person_id)) for row in rows]


def _shown(row: MessageDelivery, name: str | None) -> MessageDeliveryOut:
    said: dict[str, Any] = {
        field: getattr(row, field)
        for field in MessageDeliveryOut.model_fields
        if hasattr(MessageDelivery, field)
    }
    return MessageDeliveryOut(**said, person_name=name, address=row.masked)
