"""Shared devices, and the PINs by which people take turns at them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped


class SharedDevice(Keyed, ProjectScoped, Base):
    """A duty room's PC or a handset that goes from hand to hand; its browser keeps the token, we the digest."""

    __tablename__ = "staff_shared_device"

    name: Mapped[str] = mapped_column(String(40))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    enrolled_by: Mapped[int] = mapped_column(Id)
    enrolled_at: Mapped[Any] = mapped_column(Instant)
    seen_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    failed_attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    failed_since: Mapped[Any] = mapped_column(Instant, nullable=True)
    """When the first of those failures was: they are counted for a day."""
    locked_until: Mapped[Any] = mapped_column(Instant, nullable=True)


class Pin(Keyed, GroupScoped, Base):
    """Somebody's PIN, good at shared devices alone; its failures are counted apart from the password's."""

    __tablename__ = "staff_pin"

    person_id: Mapped[int] = mapped_column(Id, unique=True)
    hashed: Mapped[str] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    failed_attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    set_at: Mapped[Any] = mapped_column(Instant)
