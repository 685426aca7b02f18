"""The ledger: entries that are added and never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen
from manyhold.kernel.scoping.mixins import Keyed, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

RECEIVED, ALLOCATED = "received", "allocated"


class Entry(Keyed, SpaceScoped, Base):
    """One movement of money on a space's account. What was billed is the bill itself; all else is here.

    `received`: a payment came in, to the space's credit. `allocated`: credit of a payment settled a bill;
    these are the allocations (payment × bill × amount). A reversal is an entry of the same kind, equal and
    opposite, that names the one it reverses (红冲); so the plain sum of a kind is always its net.
    """

    __tablename__ = "billing_entry"
    __table_args__ = (
        referable(),
        Index("ix_billing_entry_period", "project_id", "period"),
        same_project("space_id", "spaces_space"),
        same_project("payment_id", "billing_payment"),
        same_project("bill_id", "billing_bill"),
        same_project("reverses_id", "billing_entry"),
        CheckConstraint("(kind = 'allocated') = (bill_id is not null)", name="bill"),
        CheckConstraint("(amount_fen < 0) = (reverses_id is not null)", name="sign"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    amount_fen: Mapped[int] = mapped_column(Fen)
    payment_id: Mapped[int] = mapped_column(Id, index=True)
    bill_id: Mapped[int | None] = mapped_column(Id, index=True)
    reverses_id: Mapped[int | None] = mapped_column(Id, unique=True)
    legal_entity_id: Mapped[int] = mapped_column(Id)
    business_date: Mapped[date] = mapped_column(Date)
    period: Mapped[int] = mapped_column()
    recorded_by: Mapped[int] = mapped_column(Id)
    recorded_at: Mapped[Any] = mapped_column(Instant)
