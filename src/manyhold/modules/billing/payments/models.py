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
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_group, same_project


class Payment(Keyed, SpaceScoped, Base):
    """Money that one company took for one space, never changed. What it settled is in the ledger.

    `receipt_no` runs without gaps per company and year of the business date. The names are those of the day it was
    taken: a receipt that is printed again says what it said.
    """

    __tablename__ = "billing_payment"
    __table_args__ = (
        referable(),
        UniqueConstraint("legal_entity_id", "receipt_no"),
        Index("ix_billing_payment_space", "space_id"),
        same_project("space_id", "spaces_space"),
        CheckConstraint("amount_fen > 0", name="amount"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    amount_fen: Mapped[int] = mapped_column(Fen)
    method: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(60))
    payer_version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("parties_version.id"), index=True)
    receipt_no: Mapped[str] = mapped_column(Code(20))
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
        same_project("payment_id", Payment.__tablename__),
    )

    payment_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(200))
    reversed_by: Mapped[int] = mapped_column(Id)
    reversed_at: Mapped[Any] = mapped_column(Instant)
    business_date: Mapped[date] = mapped_column(Date)


class ReceiptCounter(Keyed, GroupScoped, Base):
    """The last receipt number that a company gave out in a year."""

    __tablename__ = "billing_receipt_counter"
    __table_args__ = (
        UniqueConstraint("legal_entity_id", "year"),
        same_group("legal_entity_id", "organisation_legal_entity"),
    )

    legal_entity_id: Mapped[int] = mapped_column(Id)
    year: Mapped[int] = mapped_column()
    last_no: Mapped[int] = mapped_column()
