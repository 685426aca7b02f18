"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Other = Literal["former_manager", "developer"]


class RemittanceIn(BaseModel):
    """Money passed on to whom it was taken for, and the voucher that says so."""

    project_id: int
    creditor: Other
    amount_fen: Annotated[int, Field(gt=0, le=10**12)]
    paid_on: date
    voucher: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    note: Annotated[str, Field(max_length=200)] = ""


class UndoIn(BaseModel):
    """Why something is undone."""

    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class RemittanceOut(BaseModel):
    """Money that was passed on; `is_undone` when it was not, after all."""

    id: int
    project_id: int
    creditor: Other
    amount_fen: int
    paid_on: date
    voucher: str
    note: str
    recorded_by_name: str
    recorded_at: datetime
    is_undone: bool
    undone_at: datetime | None
    undo_reason: str


class HeldOut(BaseModel):
    """What was taken for a creditor, what was passed on, and what they are still owed."""

    creditor: Other
    collected_fen: int
    remitted_fen: int
    owed_fen: int
