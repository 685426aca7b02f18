"""Impact assessments (个人信息保护影响评估), kept for three years at least."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class Assessment(Keyed, GroupScoped, Revised, Base):
    """One version of an assessment: a draft until it is signed, never changed after. `series_id` is its first's id."""

    __tablename__ = "privacy_assessment"
    __table_args__ = (
        UniqueConstraint("group_id", "series_id", "version"),
        Index("ix_privacy_assessment_list", "group_id", "id"),
    )

    series_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    occasion: Mapped[str] = mapped_column(String(12))
    description: Mapped[str] = mapped_column(String(1000))
    answers: Mapped[dict[str, str]] = mapped_column(Json)
    risks: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    conclusion: Mapped[str] = mapped_column(String(12))
    conclusion_note: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(8))
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    signed_by: Mapped[int | None] = mapped_column(Id)
    signed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    job_id: Mapped[int | None] = mapped_column(Id)
    file_id: Mapped[int | None] = mapped_column(Id)
