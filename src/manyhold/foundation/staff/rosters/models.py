"""Shifts of a project, who works which of them on which day, and who is away."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.staff.members.models import MEMBER_TABLE, OfMember
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_group, same_project

SHIFT_TABLE = "staff_shift"


class Shift(Keyed, ProjectScoped, Revised, Base):
    """A shift: from a minute of the day, so many minutes long, perhaps over midnight."""

    __tablename__ = SHIFT_TABLE
    __table_args__ = (referable(), UniqueConstraint("project_id", "name"))

    name: Mapped[str] = mapped_column(Code(20))
    begins_minute: Mapped[int] = mapped_column(SmallInteger)
    lasts_minutes: Mapped[int] = mapped_column(SmallInteger)
    is_closed: Mapped[bool] = mapped_column(default=False)


class Duty(Keyed, ProjectScoped, Base):
    """One member's shift on one day; its moments are kept as the shift was when it was planned."""

    __tablename__ = "staff_duty"
    __table_args__ = (
        same_project("shift_id", SHIFT_TABLE),
        UniqueConstraint("member_id", "day"),
        Index("ix_staff_duty_day", "project_id", "day"),
    )

    member_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{MEMBER_TABLE}.id"))
    shift_id: Mapped[int] = mapped_column(Id)
    day: Mapped[date] = mapped_column(Date)
    begins_at: Mapped[Any] = mapped_column(Instant)
    ends_at: Mapped[Any] = mapped_column(Instant)


class Absence(Keyed, OfMember, Base):
    """Leave from day to day, both included."""

    __tablename__ = "staff_absence"
    __table_args__ = (
        same_group("member_id", MEMBER_TABLE),
        Index("ix_staff_absence_member", "member_id", "ends_on"),
    )

    member_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    made_by: Mapped[int] = mapped_column(Id)
    made_at: Mapped[Any] = mapped_column(Instant)
