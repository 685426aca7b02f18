"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Name = Annotated[str, Field(min_length=2, max_length=60, pattern=r"\S")]
Url = Annotated[str, Field(min_length=8, max_length=500)]
EventName = Annotated[str, Field(max_length=80)]


class EventOut(BaseModel):
    """A kind of event that a webhook may hear, and the permission that it takes where it happens."""

    name: str
    permission: str
    module: str
    module_zh: str
    module_en: str


class WebhookIn(BaseModel):
    """An address and what it hears; with a client within that client's scope, else within one's own."""

    name: Name
    url: Url
    events: Annotated[list[EventName], Field(min_length=1, max_length=100)]
    project_ids: Annotated[list[int], Field(max_length=500)] = []
    """Of these projects alone; none are all of the scope."""
    api_client_id: int | None = None


class WebhookChange(BaseModel):
    """What is left out stays. `is_on` true begins again where it was switched off."""

    name: Name | None = None
    url: Url | None = None
    events: Annotated[list[EventName], Field(min_length=1, max_length=100)] | None = None
    project_ids: Annotated[list[int], Field(max_length=500)] | None = None
    is_on: bool | None = None


class WebhookOut(BaseModel):
    """A webhook and how its address is; `why_off` is by_hand, failing or gone."""

    id: int
    name: str
    url: str
    api_client_id: int | None
    api_client_name: str | None
    owner_id: int
    owner_name: str | None
    events: list[str]
    project_ids: list[int]
    is_on: bool
    why_off: str
    waiting: int
    """Events in line, counted up to 10,000."""
    failing_since: datetime | None
    rest_until: datetime | None
    former_until: datetime | None
    created_at: datetime
    revision: int


class WebhookMade(WebhookOut):
    """A fresh webhook with its signing secret, which is shown this once."""

    secret: str


class SigningSecret(BaseModel):
    """A fresh signing secret, shown this once; what is sent is signed by the former one too until then."""

    secret: str
    former_until: datetime


class WebhookDeliveryOut(BaseModel):
    """One event on its way, with its last answer; `error` is a code, empty when the receiver took it."""

    id: int
    message_id: str
    project_id: int | None
    event: str
    body: str
    created_at: datetime
    state: Literal["pending", "done", "failed"]
    attempts: int
    run_after: datetime
    sent_at: datetime | None
    status: int | None
    took_ms: int | None
    answer: str
    error: str
