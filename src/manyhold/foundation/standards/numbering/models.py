"""The patterns that headquarters laid down, and how far each run has come."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.standards.numbering.rules import LONGEST_PATTERN
from manyhold.kernel.columns import Code
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class NumberRule(Keyed, GroupScoped, Base):
    """The pattern of a kind of document from a day on; one that has begun stays as it is."""

    __tablename__ = "standards_number_rule"
    __table_args__ = (UniqueConstraint("group_id", "kind", "starts_on"),)

    kind: Mapped[str] = mapped_column(Code(60))
    starts_on: Mapped[date] = mapped_column(Date)
    pattern: Mapped[str] = mapped_column(String(LONGEST_PATTERN))


class NumberRun(Keyed, GroupScoped, Base):
    """The last number of a run: of all documents of a kind whose numbers say the same before it."""

    __tablename__ = "standards_number_run"
    __table_args__ = (UniqueConstraint("group_id", "kind", "run"),)

    kind: Mapped[str] = mapped_column(Code(60))
    run: Mapped[str] = mapped_column(Code(200))
    last_no: Mapped[int] = mapped_column()
