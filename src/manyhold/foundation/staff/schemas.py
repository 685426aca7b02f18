"""Shapes that several parts share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

MemberState = Literal["working", "leaving", "left"]
Standing = Literal["", "valid", "soon", "expired"]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
Title = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]


class MemberRef(BaseModel):
    """A member as others name them."""

    id: int
    number: str
    name: str
