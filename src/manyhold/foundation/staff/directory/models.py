"""Which account is whose in the register, and what a reading of a directory found different."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.staff.members.models import MEMBER_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable, same_group

READING_TABLE = "staff_directory_reading"
READING, READY, FAILED, APPLYING, APPLIED = "reading", "ready", "failed", "applying", "applied"
NEW, CHANGED, GONE = "new", "changed", "gone"
OPEN, DONE, REFUSED = "open", "done", "refused"


class DirectoryLink(Keyed, GroupScoped, Base):
    """An account of a member in an outside directory; `digest` finds it without opening it."""

    __tablename__ = "staff_directory_link"
    __table_args__ = (
        UniqueConstraint("group_id", "provider", "digest"),
        UniqueConstraint("member_id", "provider"),
        same_group("member_id", MEMBER_TABLE),
    )

    member_id: Mapped[int] = mapped_column(Id)
    provider: Mapped[str] = mapped_column(Code(10))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    account_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Any] = mapped_column(Instant)


class DirectoryReading(Keyed, GroupScoped, Base):
    """One reading of a directory: reading → ready → applying → applied; failed with the provider's code.

    `terms` is what was chosen for those who are entered: employer, place, first day.
    """

    __tablename__ = READING_TABLE
    __table_args__ = (referable("group_id"), Index("ix_staff_directory_reading_last", "provider", "id"))

    provider: Mapped[str] = mapped_column(Code(10))
    state: Mapped[str] = mapped_column(String(10))
    error: Mapped[str] = mapped_column(String(60), default="")
    people: Mapped[int] = mapped_column(default=0)
    terms: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    started_by: Mapped[int] = mapped_column(Id)
    started_at: Mapped[Any] = mapped_column(Instant)
    ended_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class DirectoryChange(Keyed, GroupScoped, Base):
    """One difference: somebody new, changed, or gone; `found_sealed` is a JSON object of what the directory says.

    Who is gone is a proposal to let them go, and is never applied.
    """

    __tablename__ = "staff_directory_change"
    __table_args__ = (
        same_group("reading_id", READING_TABLE),
        same_group("member_id", MEMBER_TABLE),
        Index("ix_staff_directory_change_reading", "reading_id", "kind", "id"),
    )

    reading_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(8))
    member_id: Mapped[int | None] = mapped_column(Id)
    fields: Mapped[list[str]] = mapped_column(Json)
    found_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8))
    error: Mapped[str] = mapped_column(String(60), default="")
