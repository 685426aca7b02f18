"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.foundation.privacy.rules import Channel

Wording = Annotated[str, Field(min_length=10, max_length=8000, pattern=r"\S")]
PurposeCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{1,39}$", description="What modules ask by")]
PurposeName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]


class PurposeIn(BaseModel):
    """A purpose that needs a consent, with its first text."""

    code: PurposeCode
    name: PurposeName
    name_en: Annotated[str, Field(max_length=80)] = ""
    is_separate: bool = False
    text: Wording
    text_en: Annotated[str, Field(max_length=8000)] = ""


class ConsentTextIn(BaseModel):
    """A new version of the text; `needs_anew` where what people agreed to has changed."""

    text: Wording
    text_en: Annotated[str, Field(max_length=8000)] = ""
    needs_anew: bool


class ConsentTextOut(BaseModel):
    """A version of the text."""

    id: int
    version: int
    text: str
    text_en: str
    needs_anew: bool
    published_by_name: str
    published_at: datetime


class PurposeOut(BaseModel):
    """A purpose with its texts, the newest first, and how many people agree to it today."""

    id: int
    code: str
    name: str
    name_en: str
    is_separate: bool
    ended_on: date | None
    consents: int
    texts: list[ConsentTextOut]
    revision: int


class ConsentIn(BaseModel):
    """A consent that a person gave; always to the newest text, which they were shown."""

    party_id: int
    purpose_id: int
    channel: Channel


class WithdrawalIn(BaseModel):
    """A withdrawal, as easy as the consent was (个人信息保护法 15)."""

    channel: Channel


class ConsentOut(BaseModel):
    """One consent; `counts` says whether it holds today."""

    id: int
    party_id: int
    party_name: str
    purpose_id: int
    purpose_name: str
    version: int
    channel: Channel
    given_at: datetime
    recorded_by_name: str
    withdrawn_at: datetime | None
    withdrawal_channel: Channel | None
    counts: bool
