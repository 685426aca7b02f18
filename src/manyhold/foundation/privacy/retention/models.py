"""How long each category of personal data is kept, and what was removed when its time was over."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class RetentionRule(Keyed, GroupScoped, Revised, Base):
    """The period of a category in months; 0 stops its clock. Without a row the module's own period holds."""

    __tablename__ = "privacy_retention_rule"
    __table_args__ = (UniqueConstraint("group_id", "category"),)

    category: Mapped[str] = mapped_column(Code(60))
    months: Mapped[int] = mapped_column()


class RetentionRun(Keyed, GroupScoped, Revised, Base):
    """What of a category had been kept since before a day; removed once somebody has confirmed it.

    A run that was found and not confirmed is looked at again each day. `removed` and `held` count subjects, `reasons`
    how often each hold was the cause.
    """

    __tablename__ = "privacy_retention_run"
    __table_args__ = (Index("ix_privacy_retention_run_list", "group_id", "id"),)

    category: Mapped[str] = mapped_column(Code(60))
    months: Mapped[int] = mapped_column()
    before: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    due: Mapped[int] = mapped_column()
    removed: Mapped[int] = mapped_column()
    held: Mapped[int] = mapped_column()
    reasons: Mapped[dict[str, int]] = mapped_column(Json)
    job_id: Mapped[int | None] = mapped_column(Id)
    found_at: Mapped[Any] = mapped_column(Instant)
    confirmed_by: Mapped[int | None] = mapped_column(Id)
    confirmed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    done_at: Mapped[Any] = mapped_column(Instant, nullable=True)
