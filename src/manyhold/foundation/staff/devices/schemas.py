"""Shapes of shared devices and PINs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

PinText = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]


class DeviceIn(BaseModel):
    """The browser that asks becomes a shared device of the project."""

    project_id: int
    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]


class DeviceOut(BaseModel):
    """A shared device that works."""

    id: int
    project_id: int
    name: str
    enrolled_by_name: str | None
    enrolled_at: datetime
    seen_at: datetime | None


class PinIn(BaseModel):
    """A PIN for shared devices."""

    pin: PinText


class PinState(BaseModel):
    """Whether one has a PIN."""

    is_set: bool


class OnDevice(BaseModel):
    """Somebody who may take a turn at the device."""

    person_id: int
    name: str
    title: str
    is_locked: bool


class DeviceShown(BaseModel):
    """The device as whoever stands before it sees it."""

    name: str
    project_id: int
    project_name: str
    language: str
    people: list[OnDevice]


class PinSignIn(BaseModel):
    """Whose turn it is."""

    person_id: int
    pin: PinText
