"""Pure decisions: how a certificate stands, when a shift is worked, when somebody has left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from manyhold.foundation.staff.catalogue import WARNED_DAYS_BEFORE
from manyhold.kernel.clock import start_of_day

VALID, SOON, EXPIRED = "valid", "soon", "expired"
MINUTES_A_DAY = 24 * 60
LONGEST_SHIFT = MINUTES_A_DAY


def standing(expires_on: date | None, today: date) -> str:
    """`valid`, `soon` within the first warning's days, or `expired`; the last day itself still counts."""
    if expires_on is None or expires_on - today > timedelta(days=WARNED_DAYS_BEFORE[0]):
        return VALID
    return SOON if expires_on >= today else EXPIRED


def worst(standings: Iterable[str]) -> str:
    """The worst of several; empty when there is none."""
    found = set(standings)
    return next((one for one in (EXPIRED, SOON, VALID) if one in found), "")


def warning_due(expires_on: date, today: date, warned: int | None) -> int | None:
    """The warning to be given now: 60, 30, or 0 on expiry; None when it was given, or none is due.

    What was missed while no worker ran is given once, as the latest.
    """
    left = (expires_on - today).days
    due = [days for days in (*WARNED_DAYS_BEFORE, 0) if left <= days and (days or left < 0)]
    if not due or (warned is not None and warned <= due[-1]):
        return None
    return due[-1]


def worked(day: date, begins_minute: int, lasts_minutes: int, zone: str) -> tuple[datetime, datetime]:
    """The moments at which a day's shift begins and ends, over midnight where it is long enough."""
    begins = start_of_day(day, zone) + timedelta(minutes=begins_minute)
    return begins, begins + timedelta(minutes=lasts_minutes)


def overlaps(one: tuple[datetime, datetime], others: Collection[tuple[datetime, datetime]]) -> bool:
    """Whether a time has anything in common with one of the others; touching is not overlapping."""
    return any(one[0] < end and begin < one[1] for begin, end in others)


def minute_of(text: str) -> int:
    """`23:00` as minutes after midnight."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    """Minutes after midnight as `23:00`."""
    hour, rest = divmod(minute % MINUTES_A_DAY, 60)
    return f"{hour:02d}:{rest:02d}"


def length(begins: int, ends: int) -> int:
    """How long a shift lasts from minute to minute; one that ends where it begins lasts the whole day."""
    return (ends - begins) % MINUTES_A_DAY or MINUTES_A_DAY


def end_of(last_day: date, zone: str) -> datetime:
    """The moment at which a last day is over in the zone of the place of work."""
    return start_of_day(last_day + timedelta(days=1), zone)


def standing_of_member(
    last_day: date | None, left_at: datetime | None, ends_at: datetime | None, now: datetime
) -> str:
    """`working`, `leaving`, or `left` from the moment at which the last day is over."""
    if left_at is not None or (ends_at is not None and ends_at <= now):
        return "left"
    return "working" if last_day is None else "leaving"
