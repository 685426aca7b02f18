"""What was passed on of the money taken for somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped


class Remittance(Keyed, ProjectScoped, Base):
    """Money taken for a former manager or developer (代收) that was passed on to them; undone at most once, whole."""

    __tablename__ = "billing_remittance"
    __table_args__ = (
        Index("ix_billing_remittance_list", "project_id", "creditor", "id"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("(undone_at is null) = (undo_reason = '')", name="undone"),
    )

    creditor: Mapped[str] = mapped_column(String(16))
    amount_fen: Mapped[int] = mapped_column(Fen)
    paid_on: Mapped[date] = mapped_column(Date)
    voucher: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int] = mapped_column(Id)
    recorded_at: Mapped[Any] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(Id)
    undone_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    undo_reason: Mapped[str] = mapped_column(String(200), default="")
