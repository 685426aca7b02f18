"""Requests: a document on its way along its chain, whose turn it is, and what everybody did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_project

REQUEST_TABLE = "approvals_request"


class Request(Keyed, ProjectScoped, Revised, Base):
    """A document submitted for approval; `title` and `facts` name no person.

    `steps` is the frozen copy of the chain with the signatures given; `at` is the step whose turn it is. What an
    act answers to is `turn`. `open_key` is unique while the request is open, so that a document is under one
    request at a time; afterwards it is the request's own id.
    """

    __tablename__ = REQUEST_TABLE
    __table_args__ = (
        referable(),
        UniqueConstraint("document_type", "document_id", "open_key"),
        Index("ix_approvals_request_submitter", "submitted_by", "id"),
        Index("ix_approvals_request_state", "project_id", "state", "id"),
    )

    document_type: Mapped[str] = mapped_column(String(60))
    document_id: Mapped[int] = mapped_column(Id)
    open_key: Mapped[int] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    chain_id: Mapped[int] = mapped_column(Id)
    chain_name: Mapped[str] = mapped_column(String(60))
    chain_version: Mapped[int] = mapped_column()
    signs_once: Mapped[bool] = mapped_column()
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column()
    turn: Mapped[int] = mapped_column()
    is_unfilled: Mapped[bool] = mapped_column()
    submitted_by: Mapped[int] = mapped_column(Id)
    submitted_at: Mapped[Any] = mapped_column(Instant)
    reminded_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    ended_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class Turn(Keyed, ProjectScoped, Base):
    """Whose turn it is, or with `is_open` no more has been, as lists and messages go by it.

    An act is judged anew by the posts and stand-ins of its day; who was asked once may go on reading.
    """

    __tablename__ = "approvals_turn"
    __table_args__ = (
        same_project("request_id", REQUEST_TABLE),
        UniqueConstraint("request_id", "person_id"),
        Index("ix_approvals_turn_person", "person_id", "request_id"),
    )

    request_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)
    is_open: Mapped[bool] = mapped_column()


class Entry(Keyed, ProjectScoped, Base):
    """One act on a request's timeline. Rows are only ever added; `actor_id` 0 is the system."""

    __tablename__ = "approvals_entry"
    __table_args__ = (
        same_project("request_id", REQUEST_TABLE),
        Index("ix_approvals_entry_request", "request_id", "id"),
        Index("ix_approvals_entry_actor", "actor_id", "request_id"),
    )

    request_id: Mapped[int] = mapped_column(Id)
    at: Mapped[Any] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    in_place_of: Mapped[int] = mapped_column(Id)
    act: Mapped[str] = mapped_column(String(12))
    step_name: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(Id)
    """Whom the act is about: an added signer."""
    comment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
