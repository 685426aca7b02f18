"""Certificates of members."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.staff.members.models import MEMBER_TABLE, OfMember
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed
from manyhold.kernel.scoping.references import same_group

NEVER = 99991231


class Certificate(Keyed, OfMember, Revised, Base):
    """One certificate; `expires_key` is its last day as YYYYMMDD, NEVER for one that holds for life.

    `warned_days` is the warning that was last given: 60, 30, or 0 when it had expired. The number is sealed: that of
    an operator's certificate is the holder's identity number.
    """

    __tablename__ = "staff_certificate"
    __table_args__ = (
        same_group("member_id", MEMBER_TABLE),
        Index("ix_staff_certificate_member", "member_id"),
        Index("ix_staff_certificate_expires", "expires_key", "id"),
    )

    member_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(24))
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    issuer: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    expires_key: Mapped[int] = mapped_column()
    warned_days: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[Any] = mapped_column(Instant)
