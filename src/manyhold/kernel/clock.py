"""Moments, days and billing periods.

A moment is an aware UTC `datetime` in Python and whole microseconds since 1970 in a BIGINT column, so that
both engines store, sort and compare it alike. What is grouped by day or month also stores the project's own
`business_date` and `period` when it is written: no query computes a time zone. Only `SystemClock` reads the
machine's clock; everything else is given a `Clock`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import BigInteger, ColumnElement, Dialect, literal
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_ARITHMETIC: set[Any] = {
    operators.add,
    operators.sub,
    operators.mul,
    operators.truediv,
    operators.floordiv,
    operators.mod,
}


class ClockError(DontWrapMixin, ValueError):
    """A moment without a zone, arithmetic that moments do not have, or an unknown zone, period or text."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that moves only when told to: for tests and for a demonstration's past."""

    def __init__(self, at: datetime) -> None:
        self._at = in_utc(at)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = in_utc(at)

    def advance(self, by: timedelta) -> None:
        self._at += by


class Instant(TypeDecorator[datetime]):
    """A moment in a BIGINT column; binding refuses a naive `datetime` with `ClockError`.

    In SQL moments compare and sort; moment - moment is a BIGINT of microseconds, moment ± `timedelta` a
    moment, and all other arithmetic is refused when the statement is built.
    """

    impl = BigInteger
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[datetime]):
        def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            if op not in _ARITHMETIC:
                return super().operate(op, *other, **kwargs)
            value = other[0].__clause_element__() if hasattr(other[0], "__clause_element__") else other[0]
            if op in {operators.add, operators.sub} and isinstance(value, timedelta):
                step = literal(value // _MICROSECOND, BigInteger())
                return BinaryExpression(self.expr, step, op, type_=Instant())
            if op is operators.sub and isinstance(value, datetime):
                value = literal(in_utc(value), Instant())
            if op is operators.sub and isinstance(getattr(value, "type", None), Instant):
                return BinaryExpression(self.expr, value, op, type_=BigInteger())
            raise ClockError(f"moments do not have {op.__name__} with {value!r}")

        def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> ColumnElement[Any]:
            raise ClockError(f"moments do not have {op.__name__} with {other!r} before them")

    comparator_factory = Comparator  # pyright: ignore[reportAssignmentType]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        # Both drivers hand over whole numbers; one call a value, because hot lists have hundreds.
        return _moment_or_none


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC; `ClockError` when it has no zone."""
    if not isinstance(at, datetime) or at.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ClockError(f"{at!r} is not a moment with a time zone")
    return at.astimezone(UTC)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC, as the database holds a moment."""
    return (in_utc(at) - _EPOCH) // _MICROSECOND


def moment(number: int) -> datetime:
    """The moment `number` microseconds after 1970 in UTC."""
    return _EPOCH + timedelta(0, 0, number)


def _moment_or_none(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + timedelta(0, 0, number)


def rfc3339(at: datetime) -> str:
    """The API's text of a moment, in UTC: `2026-11-22T08:00:00Z`, with six decimals when it needs them."""
    return in_utc(at).isoformat().replace("+00:00", "Z")


def from_rfc3339(text: str) -> datetime:
    """The moment that an RFC 3339 text names, in UTC; digits after the microseconds are dropped.

    `ClockError` when it is none, when its offset is missing, and for a leap second.
    """
    try:
        return in_utc(datetime.fromisoformat(text.upper() if _RFC_3339.fullmatch(text) else ""))
    except (ValueError, OverflowError):
        raise ClockError(f"{text!r} is not an RFC 3339 time with an offset") from None


def business_date(at: datetime, zone: str) -> date:
    """The day that it is at this moment in the zone, such as `Asia/Shanghai`."""
    return in_utc(at).astimezone(_zone(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """The moment when the day begins in the zone; the day ends when the next one begins."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone(zone)).astimezone(UTC)


def period(day: date) -> int:
    """The month of a day as YYYYMM (费用所属期): 202611."""
    return day.year * 100 + day.month


def first_day(of_period: int) -> date:
    """The first day of a period; `ClockError` when the number is not YYYYMM."""
    try:
        return date(of_period // 100, of_period % 100, 1)
    except ValueError:
        raise ClockError(f"{of_period} is not a period YYYYMM") from None


def last_day(of_period: int) -> date:
    """The last day of a period."""
    return first_day(add_months(of_period, 1)) - timedelta(days=1)


def days_in(of_period: int) -> int:
    """How many days the period has."""
    return last_day(of_period).day


def add_months(to_period: int, months: int) -> int:
    """The period so many months later, or earlier when negative."""
    start = first_day(to_period)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return period(first_day(years * 100 + month + 1))


def months_between(first: int, last: int) -> int:
    """How many months `last` is after `first`; negative when before."""
    start, end = first_day(first), first_day(last)
    return (end.year - start.year) * 12 + end.month - start.month


def periods(first: int, last: int) -> Iterator[int]:
    """Each period from `first` to `last`, both included; none when `last` is earlier."""
    return (add_months(first, months) for months in range(months_between(first, last) + 1))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ClockError(f"{name!r} is not a time zone") from None
