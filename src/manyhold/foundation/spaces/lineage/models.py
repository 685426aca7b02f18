"""The documents by which spaces become others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.spaces.models import SPACE_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

LINEAGE_TABLE = "spaces_lineage"
CLOSED, OPENED = "closed", "opened"


class Lineage(Keyed, ProjectScoped, Revised, Base):
    """A split, a merger or a re-cut: from `effective_on` on, other spaces stand where some stood.

    Areas are the sums of both sides in m², None where one of a side is not known; where they do not agree
    `area_note` says why.
    """

    __tablename__ = LINEAGE_TABLE
    __table_args__ = (referable(),)

    kind: Mapped[str] = mapped_column(String(8))
    effective_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500), default="")
    area_closed: Mapped[Decimal | None] = mapped_column(Fixed(2))
    area_opened: Mapped[Decimal | None] = mapped_column(Fixed(2))
    area_note: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    reversed_by: Mapped[int | None] = mapped_column(Id)
    reversed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    reversal_reason: Mapped[str] = mapped_column(String(500), default="")


class LineageLine(Keyed, SpaceScoped, Base):
    """One space of a document, closed or opened by it; `former_code` is what a closed one gave up."""

    __tablename__ = "spaces_lineage_line"
    __table_args__ = (
        same_project("space_id", SPACE_TABLE),
        same_project("lineage_id", LINEAGE_TABLE),
        UniqueConstraint("lineage_id", "space_id"),
    )

    lineage_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int] = mapped_column(Id)
    side: Mapped[str] = mapped_column(String(8))
    former_code: Mapped[str] = mapped_column(Code(40), default="")
