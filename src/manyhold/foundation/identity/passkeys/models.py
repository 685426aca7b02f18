"""Passkeys of people, and the challenges that are still out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import ActorScoped, Global, Keyed


class Passkey(Keyed, ActorScoped, Base):
    """The public half of a key that a phone, a computer or a stick keeps (WebAuthn); bound to the name it was made at."""

    __tablename__ = "identity_passkey"

    group_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    rp_id: Mapped[str] = mapped_column(String(253))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2000))
    sign_count: Mapped[int] = mapped_column(Id)
    epoch: Mapped[int] = mapped_column(default=0)
    is_backed_up: Mapped[bool] = mapped_column()
    created_at: Mapped[Any] = mapped_column(Instant)
    used_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class Challenge(Keyed, Global, Base):
    """A challenge that was given out, as a digest; whoever answers it removes it. `person_id` 0 is for signing in."""

    __tablename__ = "identity_challenge"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(Id)
    expires_at: Mapped[Any] = mapped_column(Instant, index=True)
