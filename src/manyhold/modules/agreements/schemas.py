"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.files.schemas import FileRef
from manyhold.modules.agreements.rules import State

ClientKind = Literal["developer", "owners_committee", "owner", "community", "other"]
Regime = Literal["lump_sum", "remuneration"]
Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
RateBp = Annotated[int | None, Field(ge=0, le=10_000, description="Remuneration in hundredths of a percent")]
Files = Annotated[list[int], Field(max_length=20)]
End = Annotated[date | None, Field(description="None: until another contract takes its place")]


class FeeStandard(BaseModel):
    """What the contract lets us charge, as it is worded there."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    price: Annotated[str, Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(max_length=120)] = ""


class AgreementIn(BaseModel):
    """A service contract of a project."""

    project_id: int
    title: Title
    number: Annotated[str, Field(max_length=60)] = ""
    client: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    client_kind: ClientKind
    legal_entity_id: int
    signed_on: date | None = None
    starts_on: date
    ends_on: End = None
    regime: Regime = "lump_sum"
    rate_bp: RateBp = None
    service_grade: Annotated[str, Field(max_length=40)] = ""
    fee_standards: Annotated[list[FeeStandard], Field(max_length=40)] = []
    file_ids: Files = []
    note: Annotated[str, Field(max_length=500)] = ""


class AgreementChange(BaseModel):
    """What of a contract may be edited; what is left out stays."""

    title: Title | None = None
    number: Annotated[str | None, Field(max_length=60)] = None
    client: Annotated[str | None, Field(min_length=1, max_length=120, pattern=r"\S")] = None
    client_kind: ClientKind | None = None
    legal_entity_id: int | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: End = None
    regime: Regime | None = None
    rate_bp: RateBp = None
    service_grade: Annotated[str | None, Field(max_length=40)] = None
    fee_standards: Annotated[list[FeeStandard] | None, Field(max_length=40)] = None
    file_ids: Files | None = None
    note: Annotated[str | None, Field(max_length=500)] = None


class AgreementEndIn(BaseModel):
    """A contract that ends before its time."""

    ended_on: date
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class AgreementOut(AgreementIn):
    """A contract as it stands today; `days_left` is negative when it is over, None with an open end."""

    id: int
    project_name: str
    legal_entity_name: str
    files: list[FileRef]
    state: State
    days_left: int | None
    ended_on: date | None
    end_reason: str
    created_at: datetime
    revision: int
