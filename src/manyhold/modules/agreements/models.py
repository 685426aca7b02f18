"""A service contract of a project."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped


class Agreement(Keyed, ProjectScoped, Revised, Base):
    """One contract, both days included; without `ends_on` it holds until another takes its place.

    `end_order` is the last day as a whole number by which lists are sorted. `rate_bp` is the remuneration's rate in
    hundredths of a percent, of remuneration alone. `warned_days` is the last mark (180, 90) that was told.
    """

    __tablename__ = "agreements_agreement"
    __table_args__ = (
        Index("ix_agreements_agreement_end", "project_id", "end_order", "id"),
        CheckConstraint("rate_bp is null or regime = 'remuneration'", name="rate"),
        CheckConstraint("(ended_on is null) = (end_reason = '')", name="ended"),
    )

    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60))
    client: Mapped[str] = mapped_column(String(120))
    client_kind: Mapped[str] = mapped_column(String(20))
    legal_entity_id: Mapped[int] = mapped_column(Id, index=True)
    signed_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    end_order: Mapped[int] = mapped_column()
    regime: Mapped[str] = mapped_column(String(12))
    rate_bp: Mapped[int | None] = mapped_column()
    service_grade: Mapped[str] = mapped_column(String(40))
    fee_standards: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    file_ids: Mapped[list[int]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(String(500))
    ended_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    warned_days: Mapped[int | None] = mapped_column()
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
