"""Shapes of the limit of unmasking."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field


class RevealLimitIn(BaseModel):
    """How many fields each person of the group may unmask in 24 hours."""

    a_day: Annotated[int, Field(ge=1, le=10_000)]


class RevealLimitOut(BaseModel):
    """The group's limit, what one has used of it, and what approved requests add to it for now."""

    a_day: int
    used: int
    more: int


class RevealMoreIn(BaseModel):
    """A request for more looks in the next 24 hours, for a reason."""

    project_id: int
    fields: Annotated[int, Field(ge=1, le=1_000)]
    reason: Annotated[str, Field(min_length=2, max_length=400)]


class RevealMoreOut(BaseModel):
    """The request that now waits for approval."""

    request_id: int
