"""Small truths of a contract: what state it is in on a day, and which warning is due."""

from __future__ import annotations

from datetime import date
from typing import Literal

State = Literal["coming", "in_force", "expiring", "expired", "ended"]
MARKS = (180, 90)
"""Days ahead of its end at which a contract is told of; within the first it counts as expiring."""
OPEN_END = date.max.toordinal()


def state_on(day: date, starts_on: date, ends_on: date | None, ended_on: date | None) -> State:
    """The state on a day. One ended before its time is over from the day after `ended_on`."""
    if ended_on is not None and day > ended_on:
        return "ended"
    if day < starts_on:
        return "coming"
    left = days_left(day, ends_on)
    if left is None:
        return "in_force"
    if left < 0:
        return "expired"
    return "expiring" if left <= MARKS[0] else "in_force"


def days_left(day: date, ends_on: date | None) -> int | None:
    """Days until the last one; negative when it is over, None with an open end."""
    return None if ends_on is None else (ends_on - day).days


def due_mark(day: date, ends_on: date | None, warned_days: int | None) -> int | None:
    """The mark that is to be told of today: the nearest one reached, unless it or a nearer one was told."""
    left = days_left(day, ends_on)
    if left is None or left < 0:
        return None
    reached = [mark for mark in MARKS if left <= mark]
    if not reached or (warned_days is not None and warned_days <= min(reached)):
        return None
    return min(reached)


def end_order(ends_on: date | None) -> int:
    """The last day as a number that sorts; an open end comes last."""
    return OPEN_END if ends_on is None else ends_on.toordinal()
