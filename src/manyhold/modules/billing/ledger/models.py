"""The ledger: entries that are added and never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen
from manyhold.kernel.scoping.mixins import Keyed, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

RECEIVED, ALLOCATED = "received", "allocated"


class Entry(Keyed, SpaceScoped, Base):
    """One movement of money on a space's account. What was billed is the bill itself; all else is here.

    `received`: a payment came in, to the space's credit. `allocated`: credit of a payment settled a bill,
    or arrears that were handed over; these are the allocations (payment × claim × amount). A reversal is an entry of the same kind, equal and
    opposite, that names the one it reverses (红冲); so the plain sum of a kind is always its net.

    No money of ours came in by an entry that names in `drawn_id` the brought-over prepayment that it used up, nor by one
    that was taken for somebody else (`held_for`, 代收): neither counts as our takings.
    """

    __tablename__ = "billing_entry"
    __table_args__ = (
        referable(),
        Index("ix_billing_entry_period", "project_id", "period"),
        same_project("space_id", "spaces_space"),
        same_project("payment_id", "billing_payment"),
        same_project("bill_id", "billing_bill"),
        same_project("opening_id", "billing_opening"),
        same_project("drawn_id", "billing_opening"),
        Index(
            "ix_billing_entry_drawn",
            "drawn_id",
            sqlite_where=column("drawn_id").is_not(None),
            postgresql_where=column("drawn_id").is_not(None),
        ),
        Index(
            "ix_billing_entry_held",
            "project_id",
            "held_for",
            sqlite_where=column("held_for") != "",
            postgresql_where=column("held_for") != "",
        ),
        CheckConstraint("drawn_id is null or held_for = ''", name="source"),
        same_project("reverses_id", "billing_entry"),
        CheckConstraint(
            "(kind = 'allocated') = (bill_id is not null or opening_id is not null)", name="bill"
        ),
        CheckConstraint("bill_id is null or opening_id is null", name="one_claim"),
        CheckConstraint("(amount_fen < 0) = (reverses_id is not null)", name="sign"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    amount_fen: Mapped[int] = mapped_column(Fen)
    payment_id: Mapped[int] = mapped_column(Id, index=True)
    bill_id: Mapped[int | None] = mapped_column(Id, index=True)
    opening_id: Mapped[int | None] = mapped_column(Id, index=True)
    drawn_id: Mapped[int | None] = mapped_column(Id)
    held_for: Mapped[str] = mapped_column(String(16), default="")
    reverses_id: Mapped[int | None] = mapped_column(Id, unique=True)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    business_date: Mapped[date] = mapped_column(Date)
    period: Mapped[int] = mapped_column()
    recorded_by: Mapped[int] = mapped_column(Id)
    recorded_at: Mapped[Any] = mapped_column(Instant)
