"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.privacy.assessments.rules import Conclusion, Level, Occasion

Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Answers = Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(max_length=20)]


class Risk(BaseModel):
    """A risk, what is done about it, and what then remains."""

    risk: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
    likelihood: Level
    impact: Level
    measure: Annotated[str, Field(max_length=500)] = ""
    residual: Level


class AssessmentIn(BaseModel):
    """An assessment as it is written; it may be incomplete until it is signed."""

    title: Title
    occasion: Occasion
    description: Annotated[str, Field(max_length=1000)] = ""
    answers: Answers = {}
    risks: Annotated[list[Risk], Field(max_length=30)] = []
    conclusion: Conclusion = ""
    conclusion_note: Annotated[str, Field(max_length=500)] = ""


class GradedRisk(Risk):
    """A risk with how grave it is before anything is done."""

    grade: Level


class Question(BaseModel):
    """One question of the form."""

    code: str
    zh: str
    en: str


class AssessmentOut(BaseModel):
    """An assessment as lists show it."""

    id: int
    series_id: int
    version: int
    title: str
    occasion: Occasion
    conclusion: Conclusion
    state: Literal["draft", "signed"]
    created_by_name: str
    created_at: datetime
    signed_by_name: str | None
    signed_at: datetime | None
    high_risks: int
    revision: int


class AssessmentDetail(AssessmentOut):
    """An assessment in full; `versions` are the ids of its series by their number."""

    description: str
    answers: dict[str, str]
    risks: list[GradedRisk]
    conclusion_note: str
    questions: list[Question]
    versions: dict[int, int]
    is_newest: bool
    is_own: bool
    file: FileRef | None
    job_id: int | None
