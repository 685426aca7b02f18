"""Workbooks as bytes, made in the test that needs them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt

Rows = Sequence[Sequence[object]]

SHARED = Path(__file__).parents[3] / "shared" / "data" / "import"
needs_shared_workbooks = pytest.mark.skipif(not SHARED.is_dir(), reason="shared data is not on this machine")


def xlsx_of(
    rows: Rows, *, merged: Iterable[str] = (), title: str = "房屋", epoch_1904: bool = False
) -> bytes:
    """Make an xlsx of one sheet; `merged` are ranges such as A1:C1."""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls_of(rows: Rows, *, merged: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    """Make an old xls of one sheet; `merged` are (first row, last row, first column, last column)."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("房屋")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, date):
                sheet.write(index, column, value, dated)
            else:
                sheet.write(index, column, value)
    for first_row, last_row, first_column, last_column in merged:
        sheet.merge(first_row, last_row, first_column, last_column)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_of(rows: Rows, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """Make separated text; None is a blank."""
    lines = (separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)
