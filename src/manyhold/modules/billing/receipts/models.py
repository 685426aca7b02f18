"""Who printed which receipt when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import same_project


class ReceiptPrint(Keyed, ProjectScoped, Base):
    """One print of a payment's receipt; the first is the original, every later one is marked as a reprint."""

    __tablename__ = "billing_receipt_print"
    __table_args__ = (
        UniqueConstraint("payment_id", "number"),
        same_project("payment_id", "billing_payment"),
    )

    payment_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(SmallInteger)
    printed_by: Mapped[int] = mapped_column(Id)
    printed_at: Mapped[Any] = mapped_column(Instant)
