"""Webhooks: who wants to hear of what at which address, and each event on its way there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, TrailScoped

PENDING, DONE, FAILED = "pending", "done", "failed"
PING = "webhooks.ping"
"""The event of a test, which tells of nothing."""


class Subscription(Keyed, GroupScoped, Revised, Base):
    """An address that hears of some events: within the scope of an API client, or with none of its owner."""

    __tablename__ = "webhooks_subscription"

    name: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(500))
    api_client_id: Mapped[int | None] = mapped_column(Id)
    owner_id: Mapped[int] = mapped_column(Id)
    events: Mapped[list[str]] = mapped_column(Json)
    project_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    """Of these projects alone; none are all of the scope."""
    is_on: Mapped[bool] = mapped_column(default=True)
    why_off: Mapped[str] = mapped_column(String(40), default="")
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    former_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    former_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    """Until then what is sent is signed by the former secret too."""
    position: Mapped[int] = mapped_column(BigInteger)
    """The last event that it was asked about: all later ones are still to be looked at."""
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[Any] = mapped_column(Instant, nullable=True)
    rest_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    created_at: Mapped[Any] = mapped_column(Instant)


class WebhookDelivery(Keyed, TrailScoped, Base):
    """One event for one subscription, with its last answer: pending, done, or failed after its last try."""

    __tablename__ = "webhooks_delivery"
    __table_args__ = (Index("ix_webhooks_delivery_due", "subscription_id", "state", "run_after"),)

    subscription_id: Mapped[int] = mapped_column(Id, ForeignKey("webhooks_subscription.id"))
    event: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Any] = mapped_column(Instant, index=True)
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[Any] = mapped_column(Instant)
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    sent_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    status: Mapped[int | None]
    took_ms: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    error: Mapped[str] = mapped_column(String(40), default="")
