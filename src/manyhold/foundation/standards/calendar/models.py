"""The special days of a year, as headquarters imported them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.standards.calendar.rules import SpecialDay
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class HolidayYear(Keyed, GroupScoped, Revised, Base):
    """One year's holidays and make-up working days; `source` is the text from which they were read."""

    __tablename__ = "standards_holiday_year"
    __table_args__ = (UniqueConstraint("group_id", "year"),)

    year: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    days: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Carried whole, like the notice: a year is read and replaced as one."""

    @property
    def special_days(self) -> list[SpecialDay]:
        return [
            SpecialDay(date.fromisoformat(one["day"]), is_working=one["is_working"], name=one["name"])
            for one in self.days
        ]
