"""The leaving of a project: its course, what is open, and the parts of its package."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fen
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_project


class Departure(Keyed, ProjectScoped, Revised, Base):
    """One project's departure. `figures` are the control totals as they were signed for."""

    __tablename__ = "departures_departure"
    __table_args__ = (referable(), UniqueConstraint("project_id"))

    stage: Mapped[str] = mapped_column(String(12))
    successor: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(200))
    notice_on: Mapped[date] = mapped_column(Date)
    last_billing_on: Mapped[date | None] = mapped_column(Date)
    unbilled_reason: Mapped[str] = mapped_column(String(200))
    figures: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    package_by: Mapped[int | None] = mapped_column(Id)
    package_job_id: Mapped[int | None] = mapped_column(Id)
    package_file_id: Mapped[int | None] = mapped_column(Id)
    package_sha256: Mapped[str] = mapped_column(String(64))
    leaves_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    kept_until: Mapped[date | None] = mapped_column(Date)
    reader_ids: Mapped[list[int]] = mapped_column(Json)
    signed_by: Mapped[int | None] = mapped_column(Id)
    signed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    sign_off_file_id: Mapped[int | None] = mapped_column(Id)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)


class DepartureLine(Keyed, ProjectScoped, Base):
    """One open matter as a module told it, and what was decided of it; `decision` is empty until then."""

    __tablename__ = "departures_line"
    __table_args__ = (
        UniqueConstraint("departure_id", "kind", "subject_id"),
        Index("ix_departures_line_list", "departure_id", "kind", "decision", "id"),
        same_project("departure_id", "departures_departure"),
        same_project("space_id", "spaces_space"),
    )

    departure_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int | None] = mapped_column(Id)
    label: Mapped[str] = mapped_column(String(160))
    item: Mapped[str] = mapped_column(String(160))
    amount_fen: Mapped[int] = mapped_column(Fen)
    period: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(String(200))
    choices: Mapped[list[str]] = mapped_column(Json)
    decision: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[int | None] = mapped_column(Id)


class DeparturePart(Keyed, ProjectScoped, Base):
    """A file of the package that is made and lies safe: a job that is taken over does not make it again."""

    __tablename__ = "departures_part"
    __table_args__ = (
        UniqueConstraint("departure_id", "job_id", "path"),
        same_project("departure_id", "departures_departure"),
    )

    departure_id: Mapped[int] = mapped_column(Id)
    job_id: Mapped[int] = mapped_column(Id)
    path: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Id)
    row_count: Mapped[int | None] = mapped_column()
