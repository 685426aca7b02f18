"""Shapes of passkeys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field


class PasskeyOptions(BaseModel):
    """What the browser is to be asked for (WebAuthn's JSON form)."""

    options: dict[str, Any]


class PasskeyIn(BaseModel):
    """What the browser made, in WebAuthn's JSON form, and what it shall be called."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    credential: dict[str, Any]


class PasskeyAnswer(BaseModel):
    """What the browser signed, in WebAuthn's JSON form."""

    credential: dict[str, Any]


class PasskeyOut(BaseModel):
    """A passkey; one that is backed up is the same on all of its owner's devices."""

    id: int
    name: str
    rp_id: str
    is_backed_up: bool
    created_at: datetime
    used_at: datetime | None
