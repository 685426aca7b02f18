"""Shapes of requests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.identity.bindings.service import Provider

State = Literal["pending", "returned", "approved", "refused", "withdrawn"]
View = Literal["waiting", "submitted", "done", "all"]
Act = Literal["approve", "refuse", "return", "withdraw", "add_signer", "remind"]
Comment = Annotated[str, Field(max_length=500)]


class ActIn(BaseModel):
    """An act at the turn at which the request was read."""

    turn: int
    comment: Comment = ""


class SignerIn(BaseModel):
    """One more signer, before the step whose turn it is or after it."""

    turn: int
    person_id: int
    before: bool = True
    comment: Comment = ""


class RequestOut(BaseModel):
    """A request in a list; `waiting_for` are those whose turn it is."""

    id: int
    project_id: int
    project_name: str
    document_type: str
    document_id: int
    title: str
    facts: dict[str, int | str]
    state: State
    turn: int
    step_name: str
    is_unfilled: bool
    waiting_for: list[str]
    submitted_by: int
    submitted_by_name: str
    submitted_at: datetime
    ended_at: datetime | None


class SeatOut(BaseModel):
    """A signature asked for, and given."""

    person_name: str
    role: str
    role_zh: str
    role_en: str
    at: Literal["project", "tree", "group"]
    signed_by_name: str
    signed_for_name: str


class OutsideOut(BaseModel):
    """How far a request has come in the OA in which it is signed: its number there, and why it was not taken."""

    provider: Provider
    state: Literal["waiting", "sent", "cancelling", "ended", "failed"]
    number: str
    error: str
    sent_at: datetime | None
    asked_at: datetime | None


class RequestStep(BaseModel):
    """A step of the request's own copy of its chain; one that is signed `outside` has a number there in the end."""

    name: str
    needs: Literal["any", "all"]
    seats: list[SeatOut]
    added_by_name: str
    is_done: bool
    is_current: bool
    outside: Provider | Literal[""]
    number: str


class RequestEntry(BaseModel):
    """An act on the timeline; `in_place_of_name` when a stand-in did it, `person_name` of an added signer."""

    at: datetime
    actor_name: str
    in_place_of_name: str
    act: Literal[
        "submit",
        "approve",
        "refuse",
        "return",
        "withdraw",
        "add_signer",
        "remind",
        "carry",
        "hand_over",
        "own_outside",
    ]
    step_name: str
    person_name: str
    comment: str


class RequestDetail(RequestOut):
    """A request with its steps and its timeline; `acts` are what who asks may do now."""

    link: str
    chain_name: str
    chain_version: int
    steps: list[RequestStep]
    entries: list[RequestEntry]
    acts: list[Act]
    outside: OutsideOut | None
    may_hand_over_again: bool


class Reminded(BaseModel):
    """How many people were told."""

    count: int
