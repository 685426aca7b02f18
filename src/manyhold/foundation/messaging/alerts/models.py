"""Alerts that climb a ladder until somebody answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, TrailScoped

RUNNING, ACKNOWLEDGED, REACHED, EXHAUSTED = "running", "acknowledged", "delivered", "exhausted"


class Alert(Keyed, TrailScoped, Base):
    """Something that must reach somebody: the people in order, and the ladder as it was when it began.

    `step_no` is the next step, counted over all people; it is taken at `due_at`.
    """

    __tablename__ = "messaging_alert"
    __table_args__ = (Index("ix_messaging_alert_due", "state", "due_at"),)

    template: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    link: Mapped[str] = mapped_column(String(200))
    urgency: Mapped[str] = mapped_column(String(10))
    people: Mapped[list[int]] = mapped_column(Json)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    step_no: Mapped[int]
    due_at: Mapped[Any] = mapped_column(Instant)
    created_at: Mapped[Any] = mapped_column(Instant, index=True)
    ended_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    acknowledged_by: Mapped[int | None] = mapped_column(Id)
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Whether what was still on its way has been called off after the end."""


class Ladder(Keyed, GroupScoped, Revised, Base):
    """The steps that a group laid down for one urgency; without a row those of `rules.BUILT_IN` hold."""

    __tablename__ = "messaging_ladder"
    __table_args__ = (UniqueConstraint("group_id", "urgency"),)

    urgency: Mapped[str] = mapped_column(String(10))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)
