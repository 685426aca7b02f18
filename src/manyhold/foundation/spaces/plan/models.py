"""The plan of a project as seen from above."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped


class SitePlan(Keyed, ProjectScoped, Revised, Base):
    """A project's plan, one whole document: its footprints are read and kept together.

    `footprints` are closed rings, in degrees of WGS-84 when `system` is `geographic`, else in metres from the upper
    left corner of a sheet of `width` × `height` metres, over which `file_id` may be a picture.
    """

    __tablename__ = "spaces_site_plan"
    __table_args__ = (UniqueConstraint("project_id"),)

    system: Mapped[str] = mapped_column(String(12))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    file_id: Mapped[int | None] = mapped_column(Id)
    footprints: Mapped[list[dict[str, Any]]] = mapped_column(Json)
