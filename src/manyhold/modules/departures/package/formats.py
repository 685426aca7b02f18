"""The open formats of the package: CSV and JSON for tables, XLSX for the list that people go through."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec
import xlsxwriter

from manyhold.kernel.leaving import Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXTS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180 in UTF-8 with its mark, for Excel opens it as such; what could run there as a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def json_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A list of objects; sums are whole numbers of fen, days are ISO 8601, quantities are decimal text."""
    return msgspec.json.format(
        msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows]), indent=1
    )


def xlsx_of(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell | float]]) -> bytes:
    """One sheet with a heading row that stays; sums come as yuan."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, TEXTS) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
            sheet.set_column(column, column, 18)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, float):
                    sheet.write_number(place, column, cell, money)
                elif cell is not None:
                    sheet.write(place, column, cell)
    return content.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
