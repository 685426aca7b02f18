"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

ClientName = Annotated[str, Field(min_length=2, max_length=60, pattern=r"\S")]
Address = Annotated[
    str, Field(min_length=2, max_length=50, description="An address or a network, 10.0.0.0/8")
]
Right = Annotated[str, Field(max_length=80)]


class ClientPlaceIn(BaseModel):
    """Where a client's permissions hold: a project, a node of the tree, or (neither) the whole group."""

    node_id: int | None = None
    project_id: int | None = None


class ClientPlace(ClientPlaceIn):
    """A place with its name; none for the whole group."""

    name: str | None
    ends_on: date | None


class ClientIn(BaseModel):
    """A program, what it may do and where, from which addresses and how often."""

    name: ClientName
    permissions: Annotated[list[Right], Field(min_length=1, max_length=50)]
    places: Annotated[list[ClientPlaceIn], Field(min_length=1, max_length=100)]
    ends_on: date | None = None
    """The last day; its tokens end with it."""
    addresses: Annotated[list[Address], Field(max_length=20)] = []
    per_second: int = Field(10, ge=1, le=1000)
    per_day: int = Field(100_000, ge=1, le=10_000_000)


class ClientChange(BaseModel):
    """What is left out stays."""

    name: ClientName | None = None
    permissions: Annotated[list[Right], Field(min_length=1, max_length=50)] | None = None
    places: Annotated[list[ClientPlaceIn], Field(min_length=1, max_length=100)] | None = None
    addresses: Annotated[list[Address], Field(max_length=20)] | None = None
    per_second: int | None = Field(None, ge=1, le=1000)
    per_day: int | None = Field(None, ge=1, le=10_000_000)


class SecretOut(BaseModel):
    """A secret that works, by its last characters."""

    id: int
    tail: str
    created_at: datetime


class ClientOut(BaseModel):
    """A client as lists show it."""

    id: int
    client_id: str
    name: str
    owner_id: int
    owner_name: str | None
    permissions: list[str]
    places: list[ClientPlace]
    addresses: list[str]
    per_second: int
    per_day: int
    secrets: list[SecretOut]
    created_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None
    revoked_at: datetime | None
    revision: int


class ClientMade(ClientOut):
    """A fresh client with its secret, which is shown this once."""

    secret: str


class SecretMade(SecretOut):
    """A fresh secret, shown this once."""

    secret: str


class ScopeOut(BaseModel):
    """A permission that a client may be given; with `is_held` the asker holds it and so may give it."""

    name: str
    zh: str
    en: str
    module_zh: str
    module_en: str
    is_held: bool
