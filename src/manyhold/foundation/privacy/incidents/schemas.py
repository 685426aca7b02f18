"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from manyhold.foundation.privacy.incidents.rules import IncidentKind

Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Text = Annotated[str, Field(max_length=500)]


class IncidentIn(BaseModel):
    """An incident as it was discovered, or the scene of a drill."""

    title: Title
    is_drill: bool
    kind: IncidentKind
    occurred_at: AwareDatetime | None = None
    discovered_at: AwareDatetime | None = None
    project_ids: Annotated[list[int], Field(max_length=1000, description="Projects hit; none: all")] = []
    categories: Annotated[list[str], Field(max_length=100, description="Codes of what was got at")] = []
    cause: Text = ""
    harm: Text = ""
    measures: Text = ""
    advice: Text = ""


class IncidentChange(BaseModel):
    """What of an open incident may be edited; what is left out stays."""

    title: Title | None = None
    kind: IncidentKind | None = None
    occurred_at: AwareDatetime | None = None
    project_ids: Annotated[list[int] | None, Field(max_length=1000)] = None
    categories: Annotated[list[str] | None, Field(max_length=100)] = None
    cause: Text | None = None
    harm: Text | None = None
    measures: Text | None = None
    advice: Text | None = None


class LogIn(BaseModel):
    """A line of the log."""

    text: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class ToldIn(BaseModel):
    """That somebody was told, or that those affected need not be."""

    whom: Literal["authority", "persons"]
    spared: Annotated[str, Field(max_length=300, description="Of persons: why the harm is averted")] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class CloseIn(BaseModel):
    """What was learned."""

    lessons: Annotated[str, Field(min_length=2, max_length=1000, pattern=r"\S")]


class LogOut(BaseModel):
    """A line of the log."""

    id: int
    at: datetime
    act: str
    text: str
    entered_by_name: str


class Deadline(BaseModel):
    """By when somebody is to be told; `is_late` while they are not, or when they were told after it."""

    due_at: datetime
    told_at: datetime | None
    is_late: bool


class IncidentOut(BaseModel):
    """An incident as lists show it."""

    id: int
    title: str
    is_drill: bool
    kind: IncidentKind
    state: Literal["open", "closed"]
    discovered_at: datetime
    affected: dict[str, int]
    authority: Deadline
    persons: Deadline
    persons_spared: str
    closed_at: datetime | None
    revision: int


class IncidentDetail(IncidentOut):
    """An incident in full, with both notices as they would go out now."""

    occurred_at: datetime | None
    project_ids: list[int]
    categories: list[str]
    cause: str
    harm: str
    measures: str
    advice: str
    counted_at: datetime | None
    lessons: str
    created_by_name: str
    created_at: datetime
    closed_by_name: str | None
    log: list[LogOut]
    authority_notice: str
    persons_notice: str


class CategoryName(BaseModel):
    """A category that may have been got at."""

    code: str
    zh: str
    en: str
