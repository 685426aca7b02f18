"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.files.schemas import FileRef

StageName = Literal["survey", "masters", "openings", "reconciliation", "signed", "live"]
Moved = Literal["survey", "masters", "openings", "reconciliation"]
Key = Annotated[
    str,
    Field(
        max_length=80,
        pattern=r"^(households|rooms|building_area|parking|prepayment_fen|deposit_fen|arrears/.{1,60})$",
    ),
]
Figure = Annotated[int, Field(ge=0, le=10**13)]


class TakeoverIn(BaseModel):
    """A project is taken over from somebody, as of a day."""

    project_id: int
    former_manager: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    cut_over_on: date


class TotalsIn(BaseModel):
    """The control totals of the signed sheet: counts, the area in 0.01 m², money in fen; and the sheet itself."""

    stated: Annotated[dict[Key, Figure], Field(max_length=60)]
    sheet_file_ids: Annotated[list[int], Field(max_length=20)] = []


class MoveIn(BaseModel):
    """To the stage before or after."""

    to: Moved


class AgreeIn(BaseModel):
    """A difference that is stood for, as it is now."""

    key: Key
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class LiveIn(BaseModel):
    """The first day of service."""

    starts_on: date


class LineOut(BaseModel):
    """A control total: stated (None when the sheet's figure is missing), loaded, the difference, why it was agreed to."""

    key: str
    stated: int | None
    loaded: int
    difference: int | None
    agreed_reason: str | None
    is_settled: bool


class CreditorTotal(BaseModel):
    """What opening documents of a kind come to by whose they are."""

    kind: str
    creditor: str
    documents: int
    amount_fen: int


class TakeoverRow(BaseModel):
    """A takeover in a list."""

    id: int
    project_id: int
    project_name: str
    stage: StageName
    former_manager: str
    cut_over_on: date
    signed_at: datetime | None
    created_at: datetime
    revision: int


class TakeoverOut(TakeoverRow):
    """A takeover with its control totals; `missing` are the keys that keep it from being signed.

    Once signed, `lines` are the figures that were signed for, and `has_moved` says that the project's are others now.
    """

    lines: list[LineOut]
    missing: list[str]
    has_moved: bool
    creditors: list[CreditorTotal]
    open_imports: int
    sheet_files: list[FileRef]
    stated_by_name: str | None
    signed_by_name: str | None
    sign_off_file_id: int | None
    is_drawing: bool
