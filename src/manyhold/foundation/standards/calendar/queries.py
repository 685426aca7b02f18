"""Reads: the group's calendar, and a year as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.standards.calendar.models import HolidayYear
from manyhold.foundation.standards.calendar.rules import SpecialDay, WorkCalendar, missing_year, spans
from manyhold.foundation.standards.calendar.schemas import (
    HolidayOut,
    HolidayYearOut,
    KnownYears,
    SpecialDayOut,
)
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound


def work_calendar(ctx: Context) -> WorkCalendar:
    """The calendar of the group, for whatever counts in working days."""
    years = ctx.session.scalars(select(HolidayYear))
    return WorkCalendar({one.year: one.special_days for one in years})


def known_years(ctx: Context) -> KnownYears:
    """Which years are imported, and which is missing today."""
    years = list(ctx.session.scalars(select(HolidayYear.year).order_by(HolidayYear.year)))
    today = business_date(ctx.now, GROUP_ZONE)
    return KnownYears(today=today, years=years, missing_year=missing_year(today, years))


def year_held(ctx: Context, year: int) -> HolidayYear:
    """The imported year. Raises NotFound."""
    row = ctx.one(HolidayYear, HolidayYear.year == year)
    if row is None:
        raise NotFound("not_found", kind=HolidayYear.__tablename__, id=year)
    return row


def shown(row: HolidayYear) -> HolidayYearOut:
    """A year with its days and its holidays."""
    return HolidayYearOut(
        year=row.year, source=row.source, revision=row.revision, **days_shown(row.special_days)
    )


def days_shown(days: Iterable[SpecialDay]) -> dict[str, Any]:
    """Days one by one, and as the holidays that they make."""
    listed = list(days)
    return {
        "days": [SpecialDayOut.model_validate(one, from_attributes=True) for one in listed],
        "holidays": [HolidayOut.model_validate(one, from_attributes=True) for one in spans(listed)],
    }
