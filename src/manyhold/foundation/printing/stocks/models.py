"""Numbered paper: what numbers a project has in stock, and what became of each sheet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_project

STOCK_TABLE = "printing_stock"
USED, VOID = "used", "void"


class Stock(Keyed, ProjectScoped, Base):
    """A run of pre-numbered forms, both ends included. `next_no` is the one after the furthest that is used or void.

    A number is printed on the form as `prefix` and `digits` figures.
    """

    __tablename__ = STOCK_TABLE
    __table_args__ = (
        referable(),
        UniqueConstraint("project_id", "kind", "prefix", "first_no"),
        CheckConstraint("first_no <= last_no", name="range"),
    )

    project_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Code(60))
    name: Mapped[str] = mapped_column(String(60))
    prefix: Mapped[str] = mapped_column(Code(20))
    digits: Mapped[int] = mapped_column(SmallInteger)
    first_no: Mapped[int] = mapped_column(BigInteger)
    last_no: Mapped[int] = mapped_column(BigInteger)
    next_no: Mapped[int] = mapped_column(BigInteger)
    received_by: Mapped[int] = mapped_column(Id)
    received_at: Mapped[Any] = mapped_column(Instant)

    def shown(self, number: int) -> str:
        """A number as it stands on the form."""
        return f"{self.prefix}{number:0{self.digits}d}"


class Sheet(Keyed, ProjectScoped, Base):
    """A sheet that is no longer blank: printed on, or void for a reason. Each number is here once."""

    __tablename__ = "printing_sheet"
    __table_args__ = (
        UniqueConstraint("stock_id", "number"),
        Index("ix_printing_sheet_print", "print_id"),
        same_project("stock_id", STOCK_TABLE),
    )

    project_id: Mapped[int] = mapped_column(Id)
    stock_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(4))
    print_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int] = mapped_column(Id)
    recorded_at: Mapped[Any] = mapped_column(Instant)
