"""What a group lays down about personal data."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class PrivacySetting(Keyed, GroupScoped, Revised, Base):
    """The group's own numbers and who answers for them; without a row the defaults of `rules` hold."""

    __tablename__ = "privacy_setting"
    __table_args__ = (UniqueConstraint("group_id"),)

    answer_days: Mapped[int] = mapped_column()
    accounting_hold_months: Mapped[int] = mapped_column()
    export_days: Mapped[int] = mapped_column()
    looks_a_day: Mapped[int] = mapped_column()
    authority_hours: Mapped[int] = mapped_column()
    persons_hours: Mapped[int] = mapped_column()
    officer: Mapped[str] = mapped_column(String(60))
    officer_contact: Mapped[str] = mapped_column(String(120))
    authority: Mapped[str] = mapped_column(String(120))
