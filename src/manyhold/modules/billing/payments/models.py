"""Money taken at the desk, its receipt number, and its reversal."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project


class Payment(Keyed, SpaceScoped, Base):
    """Money that one company took for one space, never changed. What it settled is in the ledger.

    With `drawn_id` no money came: a prepayment that was brought over with the project was used up. With `held_for` it was
    taken for somebody else, who is owed it (代收).

    `receipt_no` runs without gaps in its run, which is one company's. The names are those of the day it was
    taken: a receipt that is printed again says what it said.
    """

    __tablename__ = "billing_payment"
    __table_args__ = (
        referable(),
        UniqueConstraint("legal_entity_id", "receipt_no"),
        Index("ix_billing_payment_space", "space_id"),
        Index("ix_billing_payment_day", "project_id", "business_date"),
        same_project("space_id", "spaces_space"),
        same_project("drawn_id", "billing_opening"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("(drawn_id is not null) = (method = 'brought_over')", name="drawn"),
        CheckConstraint("drawn_id is null or held_for = ''", name="source"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    amount_fen: Mapped[int] = mapped_column(Fen)
    method: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(60))
    drawn_id: Mapped[int | None] = mapped_column(Id)
    held_for: Mapped[str] = mapped_column(String(16), default="")
    payer_version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("parties_version.id"), index=True)
    receipt_no: Mapped[str] = mapped_column(Code(60))
    received_at: Mapped[Any] = mapped_column(Instant)
    business_date: Mapped[date] = mapped_column(Date)
    period: Mapped[int] = mapped_column()
    cashier_id: Mapped[int] = mapped_column(Id)
    company_name: Mapped[str] = mapped_column(String(120))
    project_name: Mapped[str] = mapped_column(String(80))
    space_label: Mapped[str] = mapped_column(String(120))


class Reversal(Keyed, ProjectScoped, Base):
    """The reversal of a payment, once and whole: who, why, when. The payment itself stays as it was."""

    __tablename__ = "billing_reversal"
    __table_args__ = (
        UniqueConstraint("payment_id"),
        Index("ix_billing_reversal_day", "project_id", "business_date"),
        same_project("payment_id", Payment.__tablename__),
    )

    project_id: Mapped[int] = mapped_column(Id)
    payment_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(200))
    reversed_by: Mapped[int] = mapped_column(Id)
    reversed_at: Mapped[Any] = mapped_column(Instant)
    business_date: Mapped[date] = mapped_column(Date)
