"""The register of processing activities (个人信息处理活动记录)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class Activity(Keyed, GroupScoped, Revised, Base):
    """One thing that the group does with personal data. `code` is the category that a module keeps, or its own."""

    __tablename__ = "privacy_activity"
    __table_args__ = (UniqueConstraint("group_id", "code"),)

    code: Mapped[str] = mapped_column(Code(60))
    name: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(12))
    persons: Mapped[str] = mapped_column(String(120))
    categories: Mapped[str] = mapped_column(String(300))
    recipients: Mapped[str] = mapped_column(String(300))
    retention: Mapped[str] = mapped_column(String(120))
    owner: Mapped[str] = mapped_column(String(80))
    is_sensitive: Mapped[bool] = mapped_column()
    crosses_border: Mapped[bool] = mapped_column()
    ended_on: Mapped[date | None] = mapped_column(Date)
