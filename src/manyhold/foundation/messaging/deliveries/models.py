"""The delivery log: each attempt to reach one person on one channel."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, TrailScoped

PENDING, SENT, DELIVERED, CONFIRMED = "pending", "sent", "delivered", "confirmed"
FAILED, SKIPPED, CANCELLED = "failed", "skipped", "cancelled"
ON_THE_WAY = (PENDING, SENT)


class MessageDelivery(Keyed, TrailScoped, Base):
    """A message on its way to one person by one channel; of an alert, within the step `step_no` of its ladder.

    pending → sent → delivered, confirmed or failed; skipped when there is no way, cancelled when no longer needed.
    """

    __tablename__ = "messaging_delivery"
    __table_args__ = (
        # A step is taken once, whatever becomes of the worker that takes it.
        UniqueConstraint("alert_id", "step_no", "channel"),
        Index("ix_messaging_delivery_due", "state", "run_after"),
    )

    message_id: Mapped[int] = mapped_column(Id, index=True)
    alert_id: Mapped[int | None] = mapped_column(Id)
    step_no: Mapped[int | None]
    person_id: Mapped[int] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(String(10))
    masked: Mapped[str] = mapped_column(String(120), default="")
    """The address as it may be shown."""
    created_at: Mapped[Any] = mapped_column(Instant, index=True)
    state: Mapped[str] = mapped_column(String(10))
    run_after: Mapped[Any] = mapped_column(Instant)
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    asks: Mapped[int] = mapped_column(default=0)
    ask_after: Mapped[Any] = mapped_column(Instant, nullable=True)
    """When the provider is to be asked for a receipt."""
    provider_id: Mapped[str] = mapped_column(String(120), default="")
    sent_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    receipt_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    error: Mapped[str] = mapped_column(String(60), default="")
    """Why it failed or was skipped, or why it waits: a code of ours or the provider's."""
