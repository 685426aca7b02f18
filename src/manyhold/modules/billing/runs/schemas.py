"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Period = Annotated[int, Field(ge=200001, le=299912, description="Month as YYYYMM")]


class RunIn(BaseModel):
    """A draft of a project's bills for a month."""

    project_id: int
    period: Period
    fee_item_ids: Annotated[list[int], Field(min_length=1, max_length=50)]
    due_on: Annotated[date | None, Field(description="Default: the last day of the month")] = None
    is_supplementary: bool = False


class RunOut(BaseModel):
    """A run; while it is posted its `job_id` tells how far it is."""

    id: int
    project_id: int
    period: int
    fee_item_ids: list[int]
    due_on: date
    is_supplementary: bool
    state: Literal["draft", "posted", "reversed"]
    job_id: int | None
    line_count: int
    total_fen: int
    created_by: int
    created_at: datetime
    posted_at: datetime | None
    reversed_at: datetime | None
    reversed_by: int | None
    reversed_by_name: str | None
    reverse_reason: str


class RunReversalIn(BaseModel):
    """Why a run is reversed."""

    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class LeftOut(BaseModel):
    """A space that gets no bill, and why."""

    space_id: int
    label: str
    reason: Literal["already_billed", "predecessor_billed", "not_delivered", "without_area", "without_payer"]


class FeePreview(BaseModel):
    """What a posting would make of one fee now; `refusal` says why it would be refused.

    `last_line_count` and `last_total_fen` are what the month before was posted with, to be compared with.
    """

    fee_item_id: int
    price_version_id: int | None
    refusal: Literal["without_price", "without_legal_entity", "already_posted", "fee_item_inactive"] | None
    line_count: int
    total_fen: int
    last_line_count: int
    last_total_fen: int
    left_out: dict[str, int]
    examples: list[LeftOut]


class RunPreview(BaseModel):
    """A dry run: nothing is written."""

    run: RunOut
    line_count: int
    total_fen: int
    fees: list[FeePreview]
