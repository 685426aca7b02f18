"""Shapes of splits and mergers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.spaces.schemas import CodeText, Facts, FloorLabel, Kind, Name

MOST_SPACES = 60
Reason = Literal["owner_request", "letting", "survey", "correction", "other"]
Note = Annotated[str, Field(max_length=500)]


class OpenedIn(Facts):
    """A space that comes into being. It stands where the first closed one stood unless it says otherwise."""

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    name: Name
    parent_id: int | None = None
    code: CodeText | None = None
    floor_index: int | None = None
    floor_label: FloorLabel = ""


class LineageIn(BaseModel):
    """These spaces are no more from `effective_on` on, and those stand in their place.

    `area_note` is wanted where the areas of both sides do not agree, or one is not known.
    """

    model_config = ConfigDict(extra="forbid")
    effective_on: date
    reason: Reason
    note: Note = ""
    area_note: Note = ""
    space_ids: Annotated[list[int], Field(min_length=1, max_length=MOST_SPACES)]
    opened: Annotated[list[OpenedIn], Field(min_length=1, max_length=MOST_SPACES)]


class LineageReversalIn(BaseModel):
    """Why a document is taken back."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class LineageSpace(BaseModel):
    """A space on one side of a document."""

    id: int
    kind: Kind
    label: str
    building_area: Decimal | None
    is_active: bool


class LineageOut(BaseModel):
    """A split, merger or re-cut with both of its sides."""

    id: int
    project_id: int
    kind: Literal["split", "merge", "recut"]
    effective_on: date
    reason: Reason
    note: str
    area_closed: Decimal | None
    area_opened: Decimal | None
    area_note: str
    created_by: int
    created_at: datetime
    reversed_at: datetime | None
    reversal_reason: str
    revision: int
    closed: list[LineageSpace]
    opened: list[LineageSpace]


class SpaceLineage(BaseModel):
    """What a space was before, and what became of it; the newest first."""

    before: list[LineageOut]
    after: list[LineageOut]
