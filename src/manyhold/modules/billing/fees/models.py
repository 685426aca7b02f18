"""What is charged for, and at what price from when to when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable


class FeeItem(Keyed, GroupScoped, Revised, Base):
    """A fee of the group's catalogue (收费科目); a project charges it from its first price on.

    `business` says which of a project's legal entities earns it; `tax_rate_bp` is VAT in hundredths of a
    percent.
    """

    __tablename__ = "billing_fee_item"
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("group_id", "code"),
        CheckConstraint("tax_rate_bp between 0 and 10000", name="tax_rate"),
    )

    code: Mapped[str] = mapped_column(Code(20))
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    category: Mapped[str] = mapped_column(String(12))
    business: Mapped[str] = mapped_column(String(16))
    tax_rate_bp: Mapped[int] = mapped_column()
    calculation: Mapped[str] = mapped_column(String(8))
    space_kinds: Mapped[list[str]] = mapped_column(Json)
    is_active: Mapped[bool] = mapped_column(default=True)


class PriceVersion(Keyed, ProjectScoped, Revised, Base):
    """The price of a fee item in a project through whole months, both days included; an open end is None.

    `price` is yuan a month: per m² for a fee by area, per space for a fixed one. `rests_on` names
    the contract, filing or owners' decision (`basis`) that allows it, `basis_on` is its day (明码标价). `billed_until` is the last month posted
    with it: from then on the price stands, and only its end may be set.
    """

    __tablename__ = "billing_price_version"
    __table_args__ = (referable(), UniqueConstraint("project_id", "fee_item_id", "starts_on"))

    fee_item_id: Mapped[int] = mapped_column(Id, ForeignKey("billing_fee_item.id"), index=True)
    price: Mapped[Decimal] = mapped_column(Fixed(4))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    day_method: Mapped[str] = mapped_column(String(1))
    basis: Mapped[str] = mapped_column(String(16))
    rests_on: Mapped[str] = mapped_column(String(300))
    basis_on: Mapped[date | None] = mapped_column(Date)
    basis_file_id: Mapped[int | None] = mapped_column(Id)
    billed_until: Mapped[int | None] = mapped_column()
