"""Incidents with personal data, real and practised, and the log of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable, same_group

INCIDENT_TABLE = "privacy_incident"


class Incident(Keyed, GroupScoped, Revised, Base):
    """Something happened to personal data, or (`is_drill`) is practised as if it had.

    `project_ids` are the projects that are hit, none meaning all; `categories` what was got at. `affected` is how many
    people that is, counted at `counted_at`. `persons_spared` is why those affected need not be told (个人信息保护法 57).
    """

    __tablename__ = INCIDENT_TABLE
    __table_args__ = (referable("group_id"), Index("ix_privacy_incident_list", "group_id", "id"))

    title: Mapped[str] = mapped_column(String(120))
    is_drill: Mapped[bool] = mapped_column()
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8))
    occurred_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    discovered_at: Mapped[Any] = mapped_column(Instant)
    project_ids: Mapped[list[int]] = mapped_column(Json)
    categories: Mapped[list[str]] = mapped_column(Json)
    cause: Mapped[str] = mapped_column(String(500))
    harm: Mapped[str] = mapped_column(String(500))
    measures: Mapped[str] = mapped_column(String(500))
    advice: Mapped[str] = mapped_column(String(500))
    affected: Mapped[dict[str, int]] = mapped_column(Json)
    counted_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    authority_told_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    persons_told_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    persons_spared: Mapped[str] = mapped_column(String(300))
    lessons: Mapped[str] = mapped_column(String(1000))
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(Id)
    closed_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class IncidentEntry(Keyed, GroupScoped, Base):
    """One line of an incident's log; rows are only ever added."""

    __tablename__ = "privacy_incident_entry"
    __table_args__ = (same_group("incident_id", INCIDENT_TABLE),)

    incident_id: Mapped[int] = mapped_column(Id, index=True)
    at: Mapped[Any] = mapped_column(Instant)
    act: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(500))
    entered_by: Mapped[int] = mapped_column(Id)
