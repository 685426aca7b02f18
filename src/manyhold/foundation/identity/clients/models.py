"""API clients: other programs, their secrets and the short-lived tokens that they are given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class ApiClient(Keyed, GroupScoped, Revised, Base):
    """Another program. It acts under its own name; its id is an actor's, and grants name it as they name a person."""

    __tablename__ = "identity_api_client"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    client_id: Mapped[str] = mapped_column(Code(40), unique=True)
    name: Mapped[str] = mapped_column(Code(60))
    owner_id: Mapped[int] = mapped_column(Id)
    """The person who answers for it."""
    permissions: Mapped[list[str]] = mapped_column(Json)
    addresses: Mapped[str] = mapped_column(String(1000), default="")
    """Networks by comma from which alone it may ask; empty means from everywhere."""
    per_second: Mapped[int]
    per_day: Mapped[int]
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    expires_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    seen_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    """When it was last given a token."""
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class ApiSecret(Keyed, GroupScoped, Base):
    """A secret of a client, shown once and kept as a digest; two at a time, so that one can take over from the other."""

    __tablename__ = "identity_api_secret"

    api_client_id: Mapped[int] = mapped_column(Id, index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    tail: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[Any] = mapped_column(Instant)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class AccessToken(Keyed, GroupScoped, Base):
    """What a client was given for a secret: opaque, for an hour, over when the secret or the client is."""

    __tablename__ = "identity_access_token"

    api_client_id: Mapped[int] = mapped_column(Id, index=True)
    secret_id: Mapped[int] = mapped_column(Id)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    permissions: Mapped[str] = mapped_column(String(2000))
    """By space, as OAuth2 writes a scope: those of the client when it was given, or as few as it asked for."""
    created_at: Mapped[Any] = mapped_column(Instant)
    expires_at: Mapped[Any] = mapped_column(Instant, index=True)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
