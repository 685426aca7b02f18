"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

NOTICE_LENGTH = 20_000
Year = Annotated[int, Field(ge=2000, le=2100)]
YearPath = Annotated[int, Path(ge=2000, le=2100)]


class SpecialDayOut(BaseModel):
    """A day off, or a weekend day that is worked for one."""

    day: date
    is_working: bool
    name: str


class HolidayOut(BaseModel):
    """One holiday from its first to its last day, and the days that are worked for it."""

    name: str
    first: date
    last: date
    makeup_days: list[date]


class HolidaysRead(BaseModel):
    """What a text says of a year: to be looked at before it is saved."""

    year: int
    days: list[SpecialDayOut]
    holidays: list[HolidayOut]
    ignored: list[str]
    replaces: bool


class HolidayYearOut(BaseModel):
    """A year as it was imported."""

    year: int
    source: str
    days: list[SpecialDayOut]
    holidays: list[HolidayOut]
    revision: int


class KnownYears(BaseModel):
    """The years that are imported, and the one that ought to be."""

    today: date
    years: list[int]
    missing_year: int | None


class NoticeIn(BaseModel):
    """The pasted notice, or a table of date, kind and name."""

    text: Annotated[str, Field(min_length=1, max_length=NOTICE_LENGTH)]


class NoticeOfYear(NoticeIn):
    """A notice and the year it is for."""

    year: Year


class DayJudged(BaseModel):
    """Whether a day is worked; `is_guessed` when only its weekday says so."""

    day: date
    is_working: bool
    name: str | None
    is_guessed: bool


class WorkingDays(BaseModel):
    """Working days after `first` until `last`; `guessed_years` are not imported and counted by weekends."""

    first: date
    last: date
    days: int
    guessed_years: list[int]
