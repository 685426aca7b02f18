"""The printers of a project's desks, each with its paper and how far it prints off the mark."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable

PRINTER_TABLE = "printing_printer"


class Printer(Keyed, ProjectScoped, Revised, Base):
    """A printer at a workstation. Everything is moved right and down by its offsets, in millimetres.

    A dot-matrix printer whose tractors stand 1.5 mm too far to the left has `offset_x_mm` 1.5.
    """

    __tablename__ = PRINTER_TABLE
    __table_args__ = (referable(), UniqueConstraint("project_id", "workstation", "name"))

    project_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    workstation: Mapped[str] = mapped_column(String(60))
    paper: Mapped[str] = mapped_column(String(20))
    offset_x_mm: Mapped[Decimal] = mapped_column(Fixed(1))
    offset_y_mm: Mapped[Decimal] = mapped_column(Fixed(1))
