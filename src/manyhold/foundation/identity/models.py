"""People who sign in, what they sign in with, and where they are signed in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import ActorScoped, Global, GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable


class Person(Keyed, GroupScoped, Revised, Base):
    """Somebody who signs in. The sign-in name is unique in the installation, because it finds the group."""

    __tablename__ = "identity_person"
    __table_args__ = (referable("group_id"),)

    sign_in_name: Mapped[str] = mapped_column(Code(60), unique=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    password_changed_at: Mapped[Any] = mapped_column(Instant)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_pending_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(Id, default=0)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    is_active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=0)
    """Sessions, tokens, passkeys and PINs of an earlier epoch are over: one step ends all of them at once."""
    ends_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    """The moment at which the last day of a leaver is over: from then on nothing of this sign-in counts."""
    created_at: Mapped[Any] = mapped_column(Instant)


class OldPassword(Keyed, GroupScoped, Base):
    """A password that may not be taken again."""

    __tablename__ = "identity_old_password"

    person_id: Mapped[int] = mapped_column(Id, index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[Any] = mapped_column(Instant)


class RecoveryCode(Keyed, GroupScoped, Base):
    """A code that stands in once for a lost second factor; kept as a digest."""

    __tablename__ = "identity_recovery_code"

    person_id: Mapped[int] = mapped_column(Id, index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class SignInSession(Keyed, ActorScoped, Base):
    """A place where somebody is signed in; `actor_id` is the person, the token itself is never kept."""

    __tablename__ = "identity_session"

    group_id: Mapped[int] = mapped_column(Id)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    step: Mapped[str] = mapped_column(String(8))
    epoch: Mapped[int] = mapped_column(default=0)
    address: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Any] = mapped_column(Instant)
    seen_at: Mapped[Any] = mapped_column(Instant)
    expires_at: Mapped[Any] = mapped_column(Instant)
    elevated_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class ApiToken(Keyed, ActorScoped, Base):
    """A personal token for programs; it acts with its owner's rights until it expires or is revoked."""

    __tablename__ = "identity_api_token"

    group_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    tail: Mapped[str] = mapped_column(String(4))
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Any] = mapped_column(Instant)
    expires_at: Mapped[Any] = mapped_column(Instant)
    seen_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class SignInFailure(Keyed, Global, Base):
    """A refused sign-in from a network, kept for as long as it counts against that network."""

    __tablename__ = "identity_sign_in_failure"
    __table_args__ = (Index("ix_identity_sign_in_failure_source", "source", "at"),)

    source: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[Any] = mapped_column(Instant)
