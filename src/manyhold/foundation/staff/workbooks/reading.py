"""The strict template of the register: its columns, an empty workbook, and the rows of a filled one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from manyhold.foundation.imports.workbook.errors import WorkbookError
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.imports.workbook.values import Raw, shown
from manyhold.foundation.staff.catalogue import CERTIFICATES
from manyhold.foundation.staff.workbooks.schemas import CellFault

NUMBER, NAME, PHONE, EMPLOYER, DEPARTMENT = "工号", "姓名", "手机号", "用工单位", "部门"
TITLE, JOINED, KIND, CARD, EXPIRES = "岗位", "入职日期", "证书", "证书编号", "证书到期日"
COLUMNS = (NUMBER, NAME, PHONE, EMPLOYER, DEPARTMENT, TITLE, JOINED, KIND, CARD, EXPIRES)
WANTED = (NUMBER, NAME, EMPLOYER, TITLE, JOINED)
"""Without these a row is none; the staff number keeps a workbook from being loaded twice."""
MOST_ROWS = 2_000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as texts by column; `row` counts from 1 as the sheet shows it."""

    row: int
    cells: dict[str, str]

    def fault(self, column: str, code: str) -> CellFault:
        return CellFault(row=self.row, column=column, value=self.cells.get(column, "")[:60], code=code)


def template() -> bytes:
    """The empty workbook, with the headings in their order and the kinds of certificates to choose from."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet("员工"), book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, 18, text)
            sheet.write_string(0, place, column + ("*" if column in WANTED else ""), bold)
        kinds = book.add_worksheet("证书名称")
        for place, kind in enumerate(CERTIFICATES):
            kinds.write_string(place, 0, kind.zh)
        last = len(CERTIFICATES)
        at = COLUMNS.index(KIND)
        source = f"=证书名称!$A$1:$A${last}"
        sheet.data_validation(1, at, MOST_ROWS, at, {"validate": "list", "source": source})
        sheet.freeze_panes(1, 0)
    return made.getvalue()


def lines(content: bytes) -> tuple[list[Line], list[CellFault]]:
    """The filled rows of the first sheet, and what is wrong with the file or its headings."""
    try:
        sheet = read_workbook(content).sheets[0]
    except WorkbookError as error:
        return [], [CellFault(row=0, column="", value="", code=str(error.code).lower())]
    rows = sheet.rows()
    headings = [shown(one).rstrip("*") for one in next(rows, [])]
    missing = [
        CellFault(row=1, column=one, value="", code="column_missing") for one in WANTED if one not in headings
    ]
    unknown = [
        CellFault(row=1, column=one, value="", code="column_unknown")
        for one in headings
        if one and one not in COLUMNS
    ]
    if missing or unknown:
        return [], [*missing, *unknown]
    found: list[Line] = []
    for number, row in enumerate(rows, start=2):
        cells = {head: _text(cell) for head, cell in zip(headings, row, strict=False) if head}
        if any(cells.values()):
            found.append(Line(number, cells))
    if not found:
        return [], [CellFault(row=0, column="", value="", code="workbook_empty")]
    if len(found) > MOST_ROWS:
        return [], [CellFault(row=0, column="", value=str(len(found)), code="too_many_rows")]
    return found, []


def day_of(text: str) -> date | None:
    """A day as people write it: 2026-01-05, 2026/1/5, 2026年1月5日; None for what is none."""
    known = _DAY.fullmatch(text)
    try:
        return None if known is None else date(*(int(part) for part in known.groups()))
    except ValueError:
        return None


def _text(cell: Raw) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return shown(cell).strip()
