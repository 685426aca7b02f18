"""Working days: what the notices say, weekends for the rest, and sums that agree with one another."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.standards.notices import NOTICE_2025, NOTICE_2026
from manyhold.foundation.standards.calendar.notice import read
from manyhold.foundation.standards.calendar.rules import SpecialDay, WorkCalendar, missing_year

CALENDAR = WorkCalendar({2025: read(NOTICE_2025, 2025).days, 2026: read(NOTICE_2026, 2026).days})
DAYS = st.dates(date(2024, 6, 1), date(2027, 6, 30))
TERMS = st.integers(0, 300)


def test_days_of_the_notice_and_weekends_beside_them() -> None:
    assert not CALENDAR.is_working_day(date(2026, 2, 17))
    assert CALENDAR.is_working_day(date(2026, 2, 28)), "a Saturday that is worked"
    assert not CALENDAR.is_working_day(date(2026, 3, 1)), "a plain Sunday"
    assert CALENDAR.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24), "over the Spring Festival"


@given(DAYS, TERMS)
def test_a_term_ends_on_a_working_day_and_counts_what_was_asked(day: date, days: int) -> None:
    end = CALENDAR.add_working_days(day, days)
    assert CALENDAR.working_days_between(day, end) == days
    assert end == day if days == 0 else CALENDAR.is_working_day(end)


@given(DAYS, TERMS, TERMS)
def test_terms_follow_one_another(day: date, first: int, second: int) -> None:
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, first), second) == (
        CALENDAR.add_working_days(day, first + second)
    )


@given(DAYS, DAYS, DAYS)
def test_counts_add_up_and_turn_round(a: date, b: date, c: date) -> None:
    between = CALENDAR.working_days_between
    assert between(a, c) == between(a, b) + between(b, c)
    assert between(a, b) == -between(b, a)


@given(st.dates(date(2010, 1, 1), date(2020, 12, 31)))
def test_an_unknown_year_is_its_weekends_and_says_so(day: date) -> None:
    assert CALENDAR.is_working_day(day) == (day.weekday() < 5)
    assert CALENDAR.guessed(day, day) == [day.year]


def test_a_span_names_the_years_that_are_guessed() -> None:
    assert CALENDAR.guessed(date(2024, 12, 30), date(2027, 1, 2)) == [2024, 2027]
    assert CALENDAR.guessed(date(2025, 1, 1), date(2026, 12, 31)) == []


def test_the_later_notice_is_right_about_the_december_before_it() -> None:
    new_year = date(2026, 12, 31)
    later = WorkCalendar({2027: [SpecialDay(new_year, is_working=False, name="元旦")]})
    assert not later.is_working_day(new_year)
    assert later.guessed(new_year, new_year) == []
    assert later.guessed(new_year - timedelta(days=1), new_year) == [2026]


def test_a_missing_year_is_told_from_december_before() -> None:
    assert missing_year(date(2026, 11, 30), [2026]) is None
    assert missing_year(date(2026, 12, 1), [2026]) == 2027
    assert missing_year(date(2026, 12, 1), [2026, 2027]) is None
    assert missing_year(date(2026, 3, 1), [2025]) == 2026
