"""A group's terms with the providers of its channels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed

SECRETS_PLACE = "messaging_channel.secrets_sealed"


class ChannelSetting(Keyed, GroupScoped, Revised, Base):
    """One channel of a group: on or off, what is said openly, what is sealed, and how it went last."""

    __tablename__ = "messaging_channel"
    __table_args__ = (UniqueConstraint("group_id", "channel"),)

    channel: Mapped[str] = mapped_column(String(10))
    is_on: Mapped[bool]
    options: Mapped[dict[str, str]] = mapped_column(Json)
    secrets_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """A JSON object, sealed as a whole."""


class ChannelResult(Keyed, GroupScoped, Base):
    """How a channel did when it was last used; apart from its settings, which keep their revision."""

    __tablename__ = "messaging_channel_result"
    __table_args__ = (UniqueConstraint("group_id", "channel"),)

    channel: Mapped[str] = mapped_column(String(10))
    at: Mapped[Any] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(60))
