"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.parties.register.schemas import PartyChange
from manyhold.foundation.privacy.requests.rules import (
    Applicant,
    HoldReason,
    IdentityCheck,
    Kind,
    Refusal,
    State,
)
from manyhold.foundation.privacy.rules import Channel

Words = Annotated[str, Field(max_length=500)]
Answer = Annotated[str, Field(max_length=500, description="What the person is told; it names nobody")]
Reference = Annotated[str, Field(max_length=120, description="A case or file number; it names nobody")]


class PersonSearchIn(BaseModel):
    """Whom a request concerns, by name, pinyin, telephone or whole document number; in a body, so in no log."""

    text: Annotated[str, Field(min_length=2, max_length=80, pattern=r"\S")]
    project_id: int | None = None


class PersonFound(BaseModel):
    """Somebody who may be meant, masked."""

    id: int
    name: str
    phone: str | None
    places: list[str]


class PersonRequestIn(BaseModel):
    """A request as it was received."""

    project_id: int
    party_id: int
    kind: Kind
    channel: Channel
    applicant: Applicant = "self"
    applicant_name: Annotated[
        str, Field(max_length=60, description="Who asks, where it is not the person")
    ] = ""
    details: Words = ""
    purpose_id: Annotated[int | None, Field(description="Of a withdrawal: which consent")] = None
    received_on: date | None = None


class IdentityCheckIn(BaseModel):
    """How the applicant's identity was checked."""

    identity_check: IdentityCheck


class AnswerIn(BaseModel):
    """The answer that goes with an act."""

    answer: Answer = ""


class CorrectIn(PartyChange):
    """What is put right, and the answer."""

    answer: Answer = ""


class RefusalIn(BaseModel):
    """Why the request is refused (个人信息保护法 50: the reason is told)."""

    reason: Refusal
    answer: Annotated[str, Field(min_length=2, max_length=500, pattern=r"\S")]


class HoldOut(BaseModel):
    """A reason for which data must stay."""

    reason: str
    project_id: int | None
    project_name: str | None
    until: date | None
    params: dict[str, int | str]


class Category(BaseModel):
    """One category of what is kept of the person."""

    code: str
    zh: str
    en: str
    count: int


class Outlook(BaseModel):
    """What is kept of the person, and what stands in the way of an erasure today."""

    categories: list[Category]
    holds: list[HoldOut]
    until: date | None


class LegalHoldIn(BaseModel):
    """A dispute for which a party's data must stay."""

    party_id: int
    reason: HoldReason
    reference: Reference


class LegalHoldOut(BaseModel):
    """A hold in force, or lifted."""

    id: int
    party_id: int
    party_name: str
    reason: HoldReason
    reference: str
    placed_by_name: str
    placed_at: datetime
    lifted_at: datetime | None


class PersonRequestOut(BaseModel):
    """A request as lists show it; `days_left` counts working days, None once it is closed."""

    id: int
    number: str
    project_id: int
    project_name: str
    kind: Kind
    state: State
    party_id: int
    party_name: str
    channel: Channel
    applicant: Applicant
    received_on: date
    due_on: date
    days_left: int | None
    closed_at: datetime | None
    revision: int


class PersonRequestDetail(PersonRequestOut):
    """A request with its road so far."""

    applicant_name: str
    details: str
    purpose_id: int | None
    purpose_name: str | None
    identity_check: IdentityCheck | None
    checked_by_name: str | None
    checked_at: datetime | None
    holds: list[HoldOut]
    deferred_until: date | None
    refusal: Refusal | None
    answer: str
    done: dict[str, int]
    approval_id: int | None
    job_id: int | None
    file: FileRef | None
    created_by_name: str
    created_at: datetime
    closed_by_name: str | None
    acts: list[str]
    catalogue: Annotated[dict[str, Any], Field(description="Names of the categories in `done`: [zh, en]")]
