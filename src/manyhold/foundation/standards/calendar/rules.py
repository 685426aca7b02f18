"""Which days are worked: the special days of the known years, and weekends for all the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WARNING_MONTH = 12
"""The notice for next year comes out in November; from December on its absence is a fault of ours."""
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that the notice names: one off (放假), or a weekend day that is worked for it (调休上班)."""

    day: date
    is_working: bool
    name: str


class WorkCalendar:
    """Answers for any day; a year of which nothing is known is guessed from its weekends, see `guessed`."""

    def __init__(self, years: Mapping[int, Iterable[SpecialDay]]) -> None:
        self._years = frozenset(years)
        # A notice may reach into the December before it, and the later notice is then right.
        self._special = {one.day: one for year in sorted(years) for one in years[year]}

    def special(self, day: date) -> SpecialDay | None:
        """What a notice says of the day, if anything."""
        return self._special.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        special = self._special.get(day)
        return day.weekday() < _SATURDAY if special is None else special.is_working

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days come after `first` until `last`, which counts; negative when `last` is earlier.

        The day on which a term begins to run does not count (民法典第二百零一条).
        """
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
        return sum(map(self.is_working_day, days))

    def add_working_days(self, day: date, days: int) -> date:
        """The last day of a term of so many working days that begins after `day`; the day itself for none."""
        if days < 0:
            raise ValueError("a term does not run backwards")
        while days:
            day += _DAY
            days -= self.is_working_day(day)
        return day

    def guessed(self, first: date, last: date) -> list[int]:
        """The years from one day to the other of which nothing is known: the answer rests on weekends there."""
        low, high = sorted((first, last))
        found = [year for year in range(low.year, high.year + 1) if year not in self._years]
        return [] if low == high and low in self._special else found


def missing_year(today: date, known: Iterable[int]) -> int | None:
    """The year that headquarters ought to have imported by now: this one, and from 1 December the next."""
    held = frozenset(known)
    due = (today.year, today.year + 1) if today.month >= WARNING_MONTH else (today.year,)
    return next((year for year in due if year not in held), None)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row under one name."""

    name: str
    first: date
    last: date
    makeup_days: tuple[date, ...]


def spans(days: Iterable[SpecialDay]) -> list[Span]:
    """The holidays of a year, each with the days that are worked for it."""
    ordered = sorted(days, key=lambda one: one.day)
    found: list[Span] = []
    for one in (one for one in ordered if not one.is_working):
        if found and found[-1].name == one.name and found[-1].last + _DAY == one.day:
            found[-1] = Span(one.name, found[-1].first, one.day, found[-1].makeup_days)
        else:
            worked = tuple(other.day for other in ordered if other.is_working and other.name == one.name)
            found.append(Span(one.name, one.day, one.day, worked))
    return found
