"""Shapes of requests and answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.fields.own.rules import (
    LONGEST_CODE,
    LONGEST_MEANING,
    LONGEST_UNIT,
    LONGEST_WORD,
    MOST_DECIMALS,
    OwnType,
)
from manyhold.foundation.organisation.schemas import ProjectKind
from manyhold.foundation.standards.dictionaries.rules import CODE_PATTERN
from manyhold.kernel.modules import Sensitivity

ObjectPath = Annotated[str, Path(max_length=20)]
CodePath = Annotated[str, Path(max_length=LONGEST_CODE, pattern=CODE_PATTERN)]
ObjectQuery = Annotated[str | None, Query(max_length=20, alias="object")]
Word = Annotated[str, Field(max_length=LONGEST_WORD)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD, pattern=r"\S")]
Kind = Annotated[str, Field(max_length=20)]


class OwnChoiceIn(BaseModel):
    """One value of a choice's own list; one that is retired is offered no more, and what chose it stays."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, Field(max_length=LONGEST_CODE, pattern=CODE_PATTERN)]
    zh: Name
    en: Word = ""
    is_retired: bool = False


class OwnFieldIn(BaseModel):
    """What a field is. `unit` and `decimals` are of numbers alone, a choice has `choices` or a `dictionary`.

    Fields under one `heading` stand together. Without `subject_kinds` every row has it.
    """

    model_config = ConfigDict(extra="forbid")
    zh: Name
    en: Word = ""
    meaning: Annotated[str, Field(max_length=LONGEST_MEANING)] = ""
    heading: Word = ""
    type: OwnType
    unit: Annotated[str, Field(max_length=LONGEST_UNIT)] = ""
    decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] = 0
    dictionary: Annotated[str, Field(max_length=60)] = ""
    choices: Annotated[list[OwnChoiceIn], Field(max_length=100)] = []
    subject_kinds: Annotated[list[Kind], Field(max_length=40)] = []
    sensitivity: Sensitivity = "internal"
    is_required: bool = False
    position: Annotated[int, Field(ge=0, le=100_000)] = 1000
    is_archived: bool = False


class GroupFieldIn(OwnFieldIn):
    """A field of the group; without `project_kinds` all its projects have it."""

    project_kinds: Annotated[list[ProjectKind], Field(max_length=10)] = []


class OwnChoiceOut(BaseModel):
    """One value of a choice."""

    code: str
    zh: str
    en: str
    is_retired: bool


class OwnFieldOut(BaseModel):
    """An own field; of the group when `project_id` is null. `is_filled` ones keep their type."""

    id: int
    object: str
    code: str
    project_id: int | None
    zh: str
    en: str
    meaning: str
    heading: str
    type: OwnType
    unit: str
    decimals: int
    dictionary: str
    choices: list[OwnChoiceOut]
    subject_kinds: list[str]
    project_kinds: list[str]
    sensitivity: Sensitivity
    is_required: bool
    position: int
    is_archived: bool
    is_filled: bool
    revision: int


class OwnKindOut(BaseModel):
    """What a row may be among its like."""

    code: str
    zh: str
    en: str


class OwnObjectOut(BaseModel):
    """An object that takes own fields, and its list."""

    code: str
    zh: str
    en: str
    list_key: str
    kinds: list[OwnKindOut]


class FilledOut(BaseModel):
    """In how many of a project's rows that have the field it is filled in."""

    field_id: int
    project_id: int
    rows: int
    filled: int


class OwnRevealIn(BaseModel):
    """The code of the field that is to be shown in full, and why."""

    model_config = ConfigDict(extra="forbid")
    field: Annotated[str, Field(max_length=LONGEST_CODE)]
    reason: Annotated[str, Field(min_length=2, max_length=400, pattern=r"\S")]


class OwnRevealed(BaseModel):
    """One value in full."""

    value: str
