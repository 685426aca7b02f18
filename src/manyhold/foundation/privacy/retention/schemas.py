"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

RunState = Literal["found", "confirmed", "done"]


class ClockIn(BaseModel):
    """The period of a category."""

    months: Annotated[int, Field(ge=0, le=600, description="0 stops the clock")]


class ClockOut(BaseModel):
    """A category's clock; `due` is what of it has been kept longer than that today."""

    category: str
    zh: str
    en: str
    months: int
    usual_months: int
    is_own: bool
    before: date | None
    due: int
    removes_people: bool


class RetentionRunOut(BaseModel):
    """What was found due, and what became of it."""

    id: int
    category: str
    zh: str
    en: str
    months: int
    before: date
    state: RunState
    due: int
    removed: int
    held: int
    reasons: dict[str, int]
    job_id: int | None
    found_at: datetime
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    done_at: datetime | None
    revision: int


class DueOut(BaseModel):
    """One thing that is due; `party_name` masked, None where it is nobody's in particular."""

    id: int
    party_id: int | None
    party_name: str | None
    reasons: list[str]
