from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Integer, column, literal, select

from kernel.engines import connection
from manyhold.kernel import clock
from manyhold.kernel.clock import ClockError, FixedClock, Instant, SystemClock

SHANGHAI = "Asia/Shanghai"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAIVE = NOON.replace(tzinfo=None)

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(NAIVE.replace(year=1900), NAIVE.replace(year=2999), timezones=zones)
months = st.dates(date(1900, 1, 1), date(2999, 12, 1)).map(clock.period)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@settings(deadline=None)
@given(at=moments, other=moments)
def test_a_moment_comes_back_and_keeps_its_order(engine, at, other):
    left, right = literal(at, Instant()), literal(other, Instant())
    row = connection(engine).execute(
        select(left, left < right, left - right, left + (other - at), left - timedelta(seconds=1))
    )
    found, before, difference, moved, earlier = row.one()
    assert found == at
    assert found.utcoffset() == timedelta(0)
    assert bool(before) == (at < other)
    assert difference == (at - other) // timedelta(microseconds=1)
    assert moved == other
    assert earlier == at - timedelta(seconds=1)


@pytest.mark.parametrize("value", [NAIVE, 5, "2026-01-01T00:00:00Z", date(2026, 1, 1)])
def test_binding_refuses_what_is_no_moment(value):
    with pytest.raises(ClockError):
        connection("sqlite").execute(select(literal(value, Instant())))


@pytest.mark.parametrize(
    "build",
    [
        lambda at: at + 5,
        lambda at: at * 2,
        lambda at: 5 - at,
        lambda at: at + at,
        lambda at: at - column("days", Integer),
        lambda at: at - NAIVE,
    ],
)
def test_other_arithmetic_is_refused_when_built(build):
    with pytest.raises(ClockError):
        build(column("at", Instant()))


def test_types_of_differences():
    at = column("at", Instant())
    assert isinstance((at - at).type, BigInteger)
    assert isinstance((at - NOON).type, BigInteger)
    assert isinstance((at + timedelta(days=1)).type, Instant)


def test_a_fixed_clock_moves_when_told():
    fixed = FixedClock(NOON.astimezone(timezone(timedelta(hours=8))))
    assert fixed.now() == NOON
    assert fixed.now().tzinfo is UTC
    fixed.advance(timedelta(minutes=15))
    assert fixed.now() == NOON + timedelta(minutes=15)
    fixed.set(NOON)
    assert fixed.now() == NOON
    with pytest.raises(ClockError):
        fixed.set(NAIVE)


def test_the_system_clock_is_aware():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_the_day_turns_with_the_zone():
    evening = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    assert clock.business_date(evening, SHANGHAI) == date(2026, 11, 1)
    assert clock.business_date(evening - timedelta(microseconds=1), SHANGHAI) == date(2026, 10, 31)
    assert clock.start_of_day(date(2026, 11, 1), SHANGHAI) == evening


@given(at=moments)
def test_a_moment_lies_in_its_own_day(at):
    day = clock.business_date(at, SHANGHAI)
    assert clock.start_of_day(day, SHANGHAI) <= at < clock.start_of_day(day + timedelta(days=1), SHANGHAI)


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../etc/passwd", "Asia"])
def test_an_unknown_zone_is_named(zone):
    with pytest.raises(ClockError, match="time zone"):
        clock.business_date(NOON, zone)


def test_periods():
    assert clock.period(date(2026, 11, 22)) == 202611
    assert clock.first_day(202611) == date(2026, 11, 1)
    assert clock.last_day(202402) == date(2024, 2, 29)
    assert clock.last_day(202612) == date(2026, 12, 31)
    assert clock.days_in(202602) == 28
    assert clock.add_months(202611, 2) == 202701
    assert clock.add_months(202601, -1) == 202512
    assert list(clock.periods(202611, 202702)) == [202611, 202612, 202701, 202702]
    assert list(clock.periods(202611, 202610)) == []


@given(first=months, count=st.integers(-500, 500))
def test_months_add_and_subtract(first, count):
    later = clock.add_months(first, count)
    assert clock.months_between(first, later) == count
    assert clock.add_months(later, -count) == first
    assert clock.first_day(clock.add_months(first, 1)) == clock.last_day(first) + timedelta(days=1)


@pytest.mark.parametrize("number", [0, 202600, 202613, 26, -202601, 10**9])
def test_a_number_that_is_no_period_is_refused(number):
    with pytest.raises(ClockError, match="period"):
        clock.last_day(number)


@given(at=moments)
def test_rfc_3339_round_trip(at):
    assert clock.from_rfc3339(clock.rfc3339(at)) == at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22t20:00:00+08:00", NOON),
        ("2026-11-22 12:00:00.000000999z", NOON),
        ("2026-11-22T12:00:00.5Z", NOON + timedelta(milliseconds=500)),
    ],
)
def test_rfc_3339_is_read(text, expected):
    assert clock.from_rfc3339(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22T12:00:00",
        "2026-11-22T12:00Z",
        "20261122T120000Z",
        "2026-11-22T23:59:60Z",
        "2026-02-30T12:00:00Z",
        "2026-11-22T12:00:00+0800",
        "２026-11-22T12:00:00Z",
        "0001-01-01T00:00:00+08:00",
    ],
)
def test_what_is_not_rfc_3339_is_refused(text):
    with pytest.raises(ClockError):
        clock.from_rfc3339(text)
