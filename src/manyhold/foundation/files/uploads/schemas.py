"""Shapes of requests and answers about uploads."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field


class UploadIn(BaseModel):
    """A file that is to be sent part by part."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    size: Annotated[int, Field(ge=1)]
    purpose: Annotated[str, Field(max_length=40)]
    project_id: int | None = None
    space_id: int | None = None


class UploadOut(BaseModel):
    """An upload; its parts go to `/uploads/{id}` by PATCH, the next one begins at `received`."""

    id: int
    size: int
    received: int
    expires_at: datetime
    most_part_bytes: int
