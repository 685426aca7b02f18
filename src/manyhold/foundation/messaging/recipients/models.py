"""How a person wants to be reached."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class Recipient(Keyed, GroupScoped, Revised, Base):
    """A person's addresses beside the telephone, channels by kind of message, and quiet hours.

    Who has no row has said nothing: `rules.DEFAULTS` hold. Quiet hours are minutes of the day in `zone`; when both
    are the same there are none.
    """

    __tablename__ = "messaging_recipient"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("identity_person.id"), unique=True)
    mail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wecom_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    dingtalk_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wechat_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wanted: Mapped[dict[str, list[str]]] = mapped_column(Json)
    """Channels by kind."""
    quiet_from: Mapped[int] = mapped_column(default=0)
    quiet_until: Mapped[int] = mapped_column(default=0)
    zone: Mapped[str] = mapped_column(String(40))
    unsubscribed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    """Since then notices come into the inbox alone."""
