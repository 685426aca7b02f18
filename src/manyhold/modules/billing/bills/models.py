"""What a posted month consists of: the run, its part for each fee, and the bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project
from manyhold.modules.billing.fees.models import PriceVersion

DRAFT, POSTED, REVERSED = "draft", "posted", "reversed"


class BillRun(Keyed, ProjectScoped, Revised, Base):
    """One making of a project's bills for a month (YYYYMM): a draft to look at, then posted.

    It is reversed as a whole and once: who, why, when. Its bills then stand as reversed, and the month is free.
    A supplementary run bills what an earlier one had to leave out; what has a bill already is passed over.
    """

    __tablename__ = "billing_run"
    __table_args__ = (referable(),)

    period: Mapped[int] = mapped_column()
    fee_item_ids: Mapped[list[int]] = mapped_column(Json)
    due_on: Mapped[date] = mapped_column(Date)
    is_supplementary: Mapped[bool] = mapped_column()
    state: Mapped[str] = mapped_column(String(8))
    job_id: Mapped[int | None] = mapped_column(Id)
    line_count: Mapped[int] = mapped_column()
    total_fen: Mapped[int] = mapped_column(Fen)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    posted_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    reversed_by: Mapped[int | None] = mapped_column(Id)
    reversed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    reverse_reason: Mapped[str] = mapped_column(String(200), default="")


class RunItem(Keyed, ProjectScoped, Base):
    """A fee of a month as posted: at which price, earned by which company. `number` counts its runs, from 1.

    Written in the same transaction as its bills: a second run of the same month cannot be posted unseen.
    `calculation` is how the sums were made, one document for all its bills; what differs is typed on each
    bill.
    """

    __tablename__ = "billing_run_item"
    __table_args__ = (
        referable(),
        UniqueConstraint("project_id", "fee_item_id", "period", "number"),
        same_project("run_id", "billing_run"),
        same_project("price_version_id", PriceVersion.__tablename__),
    )

    run_id: Mapped[int] = mapped_column(Id, index=True)
    fee_item_id: Mapped[int] = mapped_column(Id)
    period: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column(SmallInteger)
    price_version_id: Mapped[int] = mapped_column(Id)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    calculation: Mapped[dict[str, Any]] = mapped_column(Json)
    line_count: Mapped[int] = mapped_column()
    total_fen: Mapped[int] = mapped_column(Fen)
    posted_at: Mapped[Any] = mapped_column(Instant)


class Bill(Keyed, SpaceScoped, Base):
    """One posted charge: a space, a fee, a month. It is the ledger's own entry of what was billed.

    Nothing on it ever changes but two columns. `settled_fen` is how much of it the ledger's entries have settled
    so far: kept here so that what is open can be summed as a set, and recomputable from the entries at any time.
    `reversed_on` is the day on which its run was reversed: from then on nothing is owed by it, and the database
    lets no money settle it.
    `units` is the area in m² (1 for a fixed fee), `basis` which area that is. `liable_version_id` is who
    owes it, as named then, and `is_joint` says that others are liable beside them (co-owners, the owner
    behind a tenant; 物业管理条例 41).

    Each index here is paid for by every bill of a run: there are four, each for a promise or a hot read; that
    of `liable_version_id` lets an import be taken back without a walk through all bills for each person. The fifth
    holds the reversed ones alone, and only their reversal pays for it.
    Project and fee need no foreign key of their own, the composite ones to space and run imply them.
    """

    __tablename__ = "billing_bill"
    __table_args__ = (
        referable(),  # also the list of a project, newest first
        Index(
            "uq_billing_bill_in_force",
            "project_id",
            "fee_item_id",
            "period",
            "space_id",
            unique=True,
            sqlite_where=column("reversed_on").is_(None),
            postgresql_where=column("reversed_on").is_(None),
        ),
        Index("ix_billing_bill_space", "space_id"),
        Index(
            "ix_billing_bill_reversed",
            "project_id",
            "id",
            sqlite_where=column("reversed_on").is_not(None),
            postgresql_where=column("reversed_on").is_not(None),
        ),
        same_project("space_id", "spaces_space"),
        same_project("run_item_id", "billing_run_item"),
        CheckConstraint("settled_fen between 0 and amount_fen", name="settled"),
        CheckConstraint("reversed_on is null or settled_fen = 0", name="reversed"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id)
    run_item_id: Mapped[int] = mapped_column(Id)
    fee_item_id: Mapped[int] = mapped_column(Id)
    price_version_id: Mapped[int] = mapped_column(Id)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    liable_version_id: Mapped[int] = mapped_column(Id, ForeignKey("parties_version.id"), index=True)
    is_joint: Mapped[bool] = mapped_column()
    period: Mapped[int] = mapped_column()
    service_from: Mapped[date] = mapped_column(Date)
    service_to: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(SmallInteger)
    month_days: Mapped[int] = mapped_column(SmallInteger)
    basis: Mapped[str] = mapped_column(String(8))
    units: Mapped[Decimal] = mapped_column(Fixed(2))
    price: Mapped[Decimal] = mapped_column(Fixed(4))
    amount_fen: Mapped[int] = mapped_column(Fen)
    settled_fen: Mapped[int] = mapped_column(Fen)
    tax_rate_bp: Mapped[int] = mapped_column(SmallInteger)
    due_on: Mapped[date] = mapped_column(Date)
    business_date: Mapped[date] = mapped_column(Date)
    reversed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def open_fen(self) -> int:
        """What is still owed: nothing by a bill that was reversed."""
        return self.amount_fen - self.settled_fen if self.reversed_on is None else 0
