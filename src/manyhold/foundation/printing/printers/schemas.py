"""Shapes of printers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.foundation.printing.papers import PaperCode

Offset = Annotated[Decimal, Field(ge=-30, le=30, max_digits=3, decimal_places=1)]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]


class PrinterChange(BaseModel):
    """A printer as it is to be; offsets in millimetres, to the right and down."""

    name: Name
    workstation: Name
    paper: PaperCode
    offset_x_mm: Offset = Decimal("0.0")
    offset_y_mm: Offset = Decimal("0.0")


class PrinterIn(PrinterChange):
    """A new printer."""

    project_id: int


class PrinterOut(PrinterIn):
    """A printer."""

    id: int
    revision: int
