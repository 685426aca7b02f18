"""Shapes of requests and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.messaging.channels.port import ChannelName

Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
Channels = Annotated[list[ChannelName], Field(max_length=6)]
Address = Annotated[str, Field(max_length=120)]


class Wanted(BaseModel):
    """Channels beside the inbox, by kind of message."""

    alert: Channels
    task: Channels
    notice: Channels


class Addresses(BaseModel):
    """One's addresses beside the telephone; empty is none."""

    mail: Address = ""
    wecom: Address = ""
    dingtalk: Address = ""
    wechat: Address = ""


class NotificationsIn(BaseModel):
    """How one wants to be reached. Quiet hours are minutes of the day in `zone`; none when both are the same."""

    addresses: Addresses
    wanted: Wanted
    quiet_from: Minute
    quiet_until: Minute
    zone: Annotated[str, Field(max_length=40)]
    is_unsubscribed: bool


class NotificationsOut(NotificationsIn):
    """How one is reached, and which channels the group has switched on."""

    phone: str
    """Masked; it is kept with the account."""
    available: list[ChannelName]
    always: Literal["app"] = "app"
    revision: int
