"""What stood open when a project came to us: documents of their own, beside the bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.scoping.mixins import Keyed, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

ARREARS, PREPAYMENT, DEPOSIT = "arrears", "prepayment", "deposit"
US = "us"
REFUNDED, FORFEITED, HANDED_OVER = "refunded", "forfeited", "handed_over"


class Opening(Keyed, SpaceScoped, Base):
    """One opening document of a space, as the hand-over sheet states it on `as_of`.

    `creditor` is whose claim an arrear is, and who held the money of a prepayment or deposit when the project came;
    `handed_over_on` is the day on which that money reached us. `settled_fen` is what of it is done with: of arrears
    what was paid, of a prepayment or deposit what was used, refunded or forfeited. It repeats the sum of the entries
    and acts that name the document, and can be recomputed from them. `period` is the last
    month of what is owed (YYYYMM; 0 where no month is meant). A reading stands in `quantity`, a term in `starts_on` and
    `ends_on`, its monthly price in `amount_fen`.
    """

    __tablename__ = "billing_opening"
    __table_args__ = (
        referable(),
        Index("ix_billing_opening_list", "project_id", "id"),
        Index("ix_billing_opening_import", "import_id"),
        same_project("space_id", "spaces_space"),
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint("settled_fen between 0 and amount_fen", name="settled"),
        CheckConstraint("settled_fen = 0 or kind in ('arrears', 'prepayment', 'deposit')", name="payable"),
        CheckConstraint(
            "handed_over_on is null or (kind in ('prepayment', 'deposit') and creditor <> 'us')",
            name="handed_over",
        ),
        CheckConstraint(
            "kind <> 'arrears' or creditor <> 'us' or (fee_item_id is not null and legal_entity_id is not null)",
            name="ours",
        ),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    creditor: Mapped[str] = mapped_column(String(16))
    fee_item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("billing_fee_item.id"))
    legal_entity_id: Mapped[int | None] = mapped_column(Id)
    item: Mapped[str] = mapped_column(String(60))
    first_period: Mapped[int] = mapped_column()
    period: Mapped[int] = mapped_column()
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    amount_fen: Mapped[int] = mapped_column(Fen)
    settled_fen: Mapped[int] = mapped_column(Fen)
    quantity: Mapped[Decimal | None] = mapped_column(Fixed(3))
    meter: Mapped[str] = mapped_column(String(40))
    party_version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("parties_version.id"), index=True)
    as_of: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    handed_over_on: Mapped[date | None] = mapped_column(Date)
    import_id: Mapped[int] = mapped_column(Id)
    row_no: Mapped[int] = mapped_column()
    loaded_at: Mapped[Any] = mapped_column(Instant)

    @property
    def open_fen(self) -> int:
        """What is still open of it."""
        return self.amount_fen - self.settled_fen

    @property
    def is_with_us(self) -> bool:
        """Whether the money of a prepayment or deposit lies with us."""
        return self.creditor == US or self.handed_over_on is not None


class OpeningAct(Keyed, SpaceScoped, Base):
    """What was done with a prepayment or deposit besides using it: once, whole, and undone at most once.

    `refunded`: paid back; `forfeited`: kept as income for a reason; `handed_over`: the money reached us from who held it.
    """

    __tablename__ = "billing_opening_act"
    __table_args__ = (
        referable(),
        same_project("space_id", "spaces_space"),
        same_project("opening_id", "billing_opening"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("(undone_at is null) = (undo_reason = '')", name="undone"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id, index=True)
    opening_id: Mapped[int] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    amount_fen: Mapped[int] = mapped_column(Fen)
    reason: Mapped[str] = mapped_column(String(200))
    voucher: Mapped[str] = mapped_column(String(60))
    voucher_file_ids: Mapped[list[int]] = mapped_column(Json)
    business_date: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int] = mapped_column(Id)
    recorded_at: Mapped[Any] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(Id)
    undone_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    undo_reason: Mapped[str] = mapped_column(String(200), default="")
