"""Shapes of the register's workbook."""

from __future__ import annotations

from pydantic import BaseModel


class CellFault(BaseModel):
    """What is wrong in one cell; rows count from 1 as the sheet shows them, row 0 is the file itself."""

    row: int
    column: str
    value: str
    code: str


class WorkbookRead(BaseModel):
    """What loading the workbook would do: nothing while there is a fault."""

    rows: int
    faults: list[CellFault]
    more_faults: int
    is_loaded: bool
