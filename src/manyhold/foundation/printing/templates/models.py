"""Templates that headquarters makes: dated versions, published per kind of document."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable, same_group

TEMPLATE_TABLE = "printing_template"


class Template(Keyed, GroupScoped, Revised, Base):
    """One version of a template, both days included; the versions of a template share its `series_id`.

    A draft has no days and can be changed; of what is published only the last day ever changes, so that what was
    printed along it can be printed again. It is for one project (`at_project_id`), or for all.
    """

    __tablename__ = TEMPLATE_TABLE
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("series_id", "version"),
        Index("ix_printing_template_kind", "group_id", "kind"),
        same_group("at_project_id", "organisation_project"),
    )

    series_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(Code(60))
    name: Mapped[str] = mapped_column(String(60))
    at_project_id: Mapped[int | None] = mapped_column(Id)
    paper: Mapped[str] = mapped_column(String(20))
    layout: Mapped[dict[str, Any]] = mapped_column(Json)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int] = mapped_column(Id)
    made_at: Mapped[Any] = mapped_column(Instant)
    published_by: Mapped[int | None] = mapped_column(Id)
    published_at: Mapped[Any] = mapped_column(Instant, nullable=True)
