"""Which looks at full personal data are unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Mark = Literal["many", "same_person", "at_night", "same_reason"]
SAME_PERSON = 5
"""Looks of one person at the same customer on a day: a fight, a favour, or a stalker."""
SAME_REASON = 20
"""The same words given so often on a day say nothing."""
FIRST_HOUR, LAST_HOUR = 6, 22
"""Desks are staffed between these hours; the call centre alone looks at night."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a field in full."""

    at: datetime
    person_id: int
    project_id: int | None
    subject: tuple[str, int]
    """Whose data it was: the table and the id; id 0 where a whole household was opened."""
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """What one person looked at in one project on one day."""

    day: date
    person_id: int
    project_id: int | None
    looks: int
    subjects: int
    reasons: Sequence[tuple[str, int]]
    marks: Sequence[Mark]


def days(looks: Iterable[Look], zone: str, most_a_day: int) -> list[Day]:
    """The looks by day, person and project, the newest day first, and there what is unusual first."""
    local = ZoneInfo(zone)
    heaps: dict[tuple[date, int, int | None], list[Look]] = {}
    for one in looks:
        heaps.setdefault((one.at.astimezone(local).date(), one.person_id, one.project_id), []).append(one)
    found = [
        Day(
            day,
            person_id,
            project_id,
            len(heap),
            len({one.subject for one in heap}),
            Counter(one.reason for one in heap).most_common(3),
            marks(heap, local, most_a_day),
        )
        for (day, person_id, project_id), heap in heaps.items()
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), -len(one.marks), -one.looks, one.person_id))


def marks(heap: Sequence[Look], local: ZoneInfo, most_a_day: int) -> list[Mark]:
    """What is unusual about a person's looks on one day in one project."""
    found: list[Mark] = []
    if len(heap) >= most_a_day:
        found.append("many")
    if max(Counter(one.subject for one in heap if one.subject[1]).values(), default=0) >= SAME_PERSON:
        found.append("same_person")
    if any(not FIRST_HOUR <= one.at.astimezone(local).hour < LAST_HOUR for one in heap):
        found.append("at_night")
    if max(Counter(one.reason for one in heap if one.reason).values(), default=0) >= SAME_REASON:
        found.append("same_reason")
    return found
