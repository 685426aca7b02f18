"""The in-app inbox: a message is a template and its parameters, written in the reader's language when read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Addressed, Keyed


class Message(Keyed, Addressed, Base):
    """One message to one person (`actor_id`); `link` is a path of the console."""

    __tablename__ = "messaging_message"
    __table_args__ = (Index("ix_messaging_message_inbox", "actor_id", "id"),)

    project_id: Mapped[int | None] = mapped_column(Id)
    template: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    kind: Mapped[str] = mapped_column(String(8), default="task")
    link: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Any] = mapped_column(Instant)
    read_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    alert_id: Mapped[int | None] = mapped_column(Id, index=True)
    """The alert of whose ladder it is a rung: it wants to be acknowledged."""
    acknowledged_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    ended_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    """When the alert was answered, by whomever."""
