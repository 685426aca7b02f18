"""The audit trail: every write, sign-in, unmasking and export; kept at least six months (网络安全法)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, TrailScoped


class AuditEntry(Keyed, TrailScoped, Base):
    """Who did what to which row, when, under which permission, and why where a reason is asked for.

    `changes` holds before and after of plain columns; of sealed ones only that they changed.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_time", "group_id", "at", "id"),
        Index("ix_audit_entry_row", "subject", "subject_id"),
    )

    at: Mapped[Any] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id, index=True)
    action: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int] = mapped_column(Id, default=0)
    changes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    permission: Mapped[str] = mapped_column(String(80), default="")
    request_id: Mapped[str] = mapped_column(String(40), default="")
    row_count: Mapped[int] = mapped_column(default=1)
