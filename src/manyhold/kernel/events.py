"""Events: what happened, told to other modules in the same transaction in which it happened.

`publish` writes the event and one delivery per installed subscriber; a crash between 'saved' and 'sent' loses
nothing. Deliveries are at-least-once and their handlers idempotent; see `kernel.jobs`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.context import Context
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, TrailScoped
from manyhold.kernel.scoping.session import SystemSession

FORGOTTEN_AT_ONCE = 1_000


class Event(BaseModel):
    """Base of the events a contract declares: a past-tense name and plain fields, never a row."""

    model_config = ConfigDict(frozen=True)
    name: ClassVar[str] = ""


class Decided(Event):
    """Base of the events by which a module hears what became of a document that it submitted for approval.

    It leaves in the transaction of the last act; `approved` is said of a request once. A returned document is its
    submitter's again, who may change it and submit it anew.
    """

    request_id: int
    document_id: int
    submitted_by: int
    facts: dict[str, int | str]
    outcome: Literal["approved", "refused", "returned", "withdrawn"]


class OutboxEvent(Keyed, TrailScoped, Base):
    """An event as written; `position` is given after commit by the one dispatcher, in the order streams follow."""

    __tablename__ = "kernel_event"

    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    occurred_at: Mapped[Any] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Delivery(Keyed, TrailScoped, Base):
    """An event on its way to one subscriber: pending, done, or dead after its last try."""

    __tablename__ = "kernel_delivery"
    __table_args__ = (Index("ix_kernel_delivery_due", "state", "run_after"),)

    event_id: Mapped[int] = mapped_column(Id, ForeignKey("kernel_event.id"), index=True)
    subscriber: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[Any] = mapped_column(Instant)
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str] = mapped_column(String(2000), default="")


def publish(ctx: Context, event: Event, *, project_id: int | None) -> None:
    """Tell every installed subscriber, once this transaction commits."""
    row = OutboxEvent(
        group_id=ctx.group_id,
        project_id=project_id,
        name=event.name,
        payload=event.model_dump(mode="json"),
        occurred_at=ctx.now,
        actor_id=ctx.actor.id,
        position=None,
    )
    ctx.session.add(row)
    # Deliveries name the event by a bare foreign key: without a relationship nothing else puts it first.
    ctx.session.flush()
    for subscriber in ctx.runtime.registry.subscribers(event.name):
        ctx.session.add(
            Delivery(
                group_id=ctx.group_id,
                project_id=project_id,
                event_id=row.id,
                subscriber=subscriber,
                run_after=ctx.now,
                state="pending",
                attempts=0,
                lease_no=0,
                error="",
            )
        )
    ctx.session.wake_after_commit = True


def forget_old(session: SystemSession, before: datetime) -> int:
    """Remove up to `FORGOTTEN_AT_ONCE` events of before that moment, with their deliveries; returns how many.

    What a subscriber has still to take stays, a dead letter too. So does the event with the last position: the
    next one is counted on from it.
    """
    is_awaited = (
        select(Delivery.id).where(Delivery.event_id == OutboxEvent.id, Delivery.state != "done").exists()
    )
    newest = select(func.max(OutboxEvent.position)).scalar_subquery()
    old = (
        select(OutboxEvent.id)
        .where(OutboxEvent.occurred_at < before, OutboxEvent.position < newest, ~is_awaited)
        .order_by(OutboxEvent.id)
        .limit(FORGOTTEN_AT_ONCE)
    )
    ids = session.scalars(old).all()
    session.execute(delete(Delivery).where(Delivery.event_id.in_(ids)))
    session.execute(delete(OutboxEvent).where(OutboxEvent.id.in_(ids)))
    return len(ids)
