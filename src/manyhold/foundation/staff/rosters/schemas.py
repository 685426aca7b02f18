"""Shapes of shifts, rosters and leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.staff.schemas import Day, MemberRef

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["23:00"])]
AbsenceKind = Literal[
    "annual", "sick", "personal", "marriage", "maternity", "bereavement", "injury", "in_lieu", "training"
]


class ShiftIn(BaseModel):
    """A shift from a time of day to another; one that ends no later than it begins ends the day after."""

    project_id: int
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"\S")]
    begins: ClockTime
    ends: ClockTime
    is_closed: bool = False


class ShiftOut(BaseModel):
    """A shift; one that is closed stays on the days on which it was planned."""

    id: int
    project_id: int
    name: str
    begins: str
    ends: str
    crosses_midnight: bool
    is_closed: bool
    revision: int


class DutyOut(BaseModel):
    """One member's shift of a day, with the moments at which it is worked."""

    member_id: int
    shift_id: int
    day: date
    begins_at: datetime
    ends_at: datetime


class AbsenceIn(BaseModel):
    """Leave from day to day, both included."""

    kind: AbsenceKind
    starts_on: Day
    ends_on: Day


class AbsenceOut(BaseModel):
    """Somebody's leave."""

    id: int
    member_id: int
    kind: AbsenceKind
    starts_on: date
    ends_on: date


class RosterMember(MemberRef):
    """Somebody on the roster; `works_until` is the last day of the post or of the work."""

    title: str
    works_from: date
    works_until: date | None
    is_on_duty: bool


class RosterOut(BaseModel):
    """A project's week, or as many days as were asked for."""

    first: date
    days: int
    members: list[RosterMember]
    shifts: list[ShiftOut]
    duties: list[DutyOut]
    absences: list[AbsenceOut]


class Cell(BaseModel):
    """One member's day on the roster; without a shift it is free."""

    member_id: int
    day: Day
    shift_id: int | None = None


class RosterChange(BaseModel):
    """Cells of a project's roster that shall be as said: all of them or, when one is refused, none."""

    project_id: int
    cells: Annotated[list[Cell], Field(min_length=1, max_length=500)]
