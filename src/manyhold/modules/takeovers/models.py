"""The taking over of a project."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped


class Takeover(Keyed, ProjectScoped, Revised, Base):
    """One project's takeover. `stated` are the control totals by their keys, `agreed` the differences stood for,
    `figures` the lines as they were when it was signed; `staters` are all who ever typed totals, `stated_by` the last."""

    __tablename__ = "takeovers_takeover"
    __table_args__ = (UniqueConstraint("project_id"),)

    stage: Mapped[str] = mapped_column(String(16))
    former_manager: Mapped[str] = mapped_column(String(120))
    cut_over_on: Mapped[date] = mapped_column(Date)
    stated: Mapped[dict[str, int]] = mapped_column(Json)
    stated_by: Mapped[int | None] = mapped_column(Id)
    staters: Mapped[list[int]] = mapped_column(Json)
    agreed: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    sheet_file_ids: Mapped[list[int]] = mapped_column(Json)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    signed_by: Mapped[int | None] = mapped_column(Id)
    signed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    sign_off_file_id: Mapped[int | None] = mapped_column(Id)
    job_id: Mapped[int | None] = mapped_column(Id)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
