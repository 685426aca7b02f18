"""Routes: the years of holidays, and questions about working days."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from manyhold.foundation.standards.calendar import queries, service
from manyhold.foundation.standards.calendar.models import HolidayYear
from manyhold.foundation.standards.calendar.schemas import (
    DayJudged,
    HolidaysRead,
    HolidayYearOut,
    KnownYears,
    NoticeIn,
    NoticeOfYear,
    WorkingDays,
    YearPath,
)
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, MANAGE = "standards.read_calendar", "standards.manage_calendar"
LONGEST_TERM = 1000
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Term = Annotated[int, Query(ge=0, le=LONGEST_TERM, description="Working days")]
routes = Routes("", tag="standards")


@routes.read("/holiday-years", permission=READ, response_model=KnownYears)
def list_years(ctx: Context) -> Any:
    """The years whose holidays are imported."""
    return queries.known_years(ctx)


@routes.create(
    "/holiday-years/preview",
    permission=MANAGE,
    is_idempotent=False,
    status_code=200,
    response_model=HolidaysRead,
)
def preview_year(ctx: Context, wanted: NoticeOfYear) -> Any:
    """Read a notice without keeping it."""
    reading = service.read_notice(wanted.text, wanted.year)
    return HolidaysRead(
        year=wanted.year,
        ignored=reading.ignored,
        replaces=ctx.one(HolidayYear, HolidayYear.year == wanted.year) is not None,
        **queries.days_shown(reading.days),
    )


@routes.read("/holiday-years/{year}", permission=READ, response_model=HolidayYearOut)
def get_year(ctx: Context, year: YearPath) -> Any:
    """The holidays and make-up working days of a year."""
    row = queries.year_held(ctx, year)
    etags.show(ctx, row)
    return queries.shown(row)


@routes.replace("/holiday-years/{year}", permission=MANAGE, response_model=HolidayYearOut)
def keep_year(ctx: Context, year: YearPath, wanted: NoticeIn, if_match: IfMatch = None) -> Any:
    """Keep a notice as the year; one that is there already is replaced by who has read it."""
    row = ctx.one(HolidayYear, HolidayYear.year == year)
    if row is not None:
        etags.match(ctx, row, if_match)
    row = service.keep(ctx, row, year, wanted.text)
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(row)


@routes.read("/working-days/on", permission=READ, response_model=DayJudged)
def judge_day(ctx: Context, day: Day) -> Any:
    """Whether a day is worked."""
    calendar = queries.work_calendar(ctx)
    special = calendar.special(day)
    return DayJudged(
        day=day,
        is_working=calendar.is_working_day(day),
        name=None if special is None else special.name,
        is_guessed=bool(calendar.guessed(day, day)),
    )


@routes.read("/working-days/between", permission=READ, response_model=WorkingDays)
def count_days(ctx: Context, first: Day, last: Day) -> Any:
    """How many working days come after one day until another, which counts."""
    if last < first:
        raise BadInput.of("last", "before_first")
    calendar = queries.work_calendar(ctx)
    return WorkingDays(
        first=first,
        last=last,
        days=calendar.working_days_between(first, last),
        guessed_years=calendar.guessed(first, last),
    )


@routes.read("/working-days/after", permission=READ, response_model=WorkingDays)
def end_term(ctx: Context, first: Day, days: Term) -> Any:
    """The last day of a term of so many working days that begins after a day."""
    calendar = queries.work_calendar(ctx)
    last = calendar.add_working_days(first, days)
    return WorkingDays(first=first, last=last, days=days, guessed_years=calendar.guessed(first, last))
