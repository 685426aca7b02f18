"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.foundation.messaging.channels.port import ChannelName

Value = Annotated[str, Field(max_length=500)]


class ChannelFieldOut(BaseModel):
    """One thing to say of a channel. Of a secret only whether it is known; `value` is then empty."""

    name: str
    is_secret: bool
    is_required: bool
    choices: list[str]
    value: str
    is_set: bool


class ChannelOut(BaseModel):
    """A channel: its terms, and how it went when it was last used (`last_error` empty when well)."""

    channel: ChannelName
    is_on: bool
    fields: list[ChannelFieldOut]
    last_at: datetime | None
    last_error: str
    receipts_path: str
    """Where the provider may push receipts to; empty for a channel that was never set up, or pushes none."""
    sign_in_path: str
    """The group's own sign-in link, of a channel by which people sign in; empty for others and until it is on."""
    has_own_address: bool
    """Whether the asker can be sent a test."""
    revision: int


class ChannelIn(BaseModel):
    """The terms of a channel. A secret that is left out stays."""

    is_on: bool
    values: Annotated[dict[Annotated[str, Field(max_length=40)], Value], Field(max_length=30)] = {}
