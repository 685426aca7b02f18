"""Shapes of numbered paper."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Number = Annotated[int, Field(ge=0, le=10**12)]


class StockIn(BaseModel):
    """Forms that came from the printing house: numbers from `first_no` to `last_no`, both included."""

    project_id: int
    kind: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    prefix: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z\-]*$")] = ""
    digits: Annotated[int, Field(ge=1, le=12)] = 8
    first_no: Number
    last_no: Number


class VoidIn(BaseModel):
    """Sheets that are spoilt or lost, both ends included, and why."""

    first_no: Number
    last_no: Number
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class GapOut(BaseModel):
    """Numbers that were passed over: neither used nor void."""

    first_no: int
    last_no: int
    shown: str


class StockOut(BaseModel):
    """A stock: how many sheets are used, void, missing and left; `next_shown` is empty when none is left."""

    id: int
    project_id: int
    kind: str
    name: str
    prefix: str
    digits: int
    first_no: int
    last_no: int
    next_no: int
    next_shown: str
    used: int
    void: int
    missing: int
    left: int
    gaps: Annotated[list[GapOut], Field(description="The first 100")]
    received_by_name: str
    received_at: datetime


class PaperSheetOut(BaseModel):
    """A sheet that is no longer blank; `title` names the document that is on it."""

    id: int
    stock_id: int
    number: int
    shown: str
    state: Literal["used", "void"]
    title: str
    reason: str
    recorded_by_name: str
    recorded_at: datetime
