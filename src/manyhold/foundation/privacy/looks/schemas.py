"""Shapes of answers."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from manyhold.foundation.privacy.looks.rules import Mark


class Reason(BaseModel):
    """A reason, and how often it was given."""

    text: str
    count: int


class LookDay(BaseModel):
    """What one person looked at in one project on one day; `marks` say what of it is unusual."""

    day: date
    person_id: int
    person_name: str
    project_id: int | None
    project_name: str | None
    looks: int
    subjects: int
    reasons: list[Reason]
    marks: list[Mark]


class LookReport(BaseModel):
    """The looks of a span of days; `is_cut_off` when there were more than the report reads."""

    first: date
    last: date
    looks: int
    people: int
    subjects: int
    unusual: int
    most_a_day: int
    is_cut_off: bool
    days: list[LookDay]
