"""Rows that cannot be loaded, in a workbook of their own: mend them there and load it again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from manyhold.foundation.imports.catalogue.headings import PROBLEM_HEADINGS, is_reserved
from manyhold.foundation.imports.messages import Language, worded
from manyhold.foundation.imports.rows.drafts import RowProblem
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.values import Raw, shown, typed

_PROBLEM_WIDTH = 70
_COLUMN_WIDTH = 16


RowsWithProblems = Iterable[tuple[int, Sequence[RowProblem]]]


def write_set_aside(path: Path, table: Table, problems: RowsWithProblems, language: Language) -> int:
    """Write the rows of one table that have problems, as `write_all_set_aside` does."""
    return write_all_set_aside(path, [(table, problems)], language)


def write_all_set_aside(
    path: Path, tables: Sequence[tuple[Table, RowsWithProblems]], language: Language
) -> int:
    """Write, a sheet for each table, the rows that have problems, with all columns of the table and one more that says what is wrong.

    `problems` gives row numbers as the sheet shows them (from 1), in rising order, with their problems. The
    headings are those of the table in one row, so a mapping remembered for it holds for this file too; the
    added column is recognised and left out when the file is loaded again. Returns the number of rows written.

    Raises:
        ValueError: a row number is none of the table's, or they do not rise.
    """
    is_1904 = bool(tables) and tables[0][0].sheet.date_1904
    names: set[str] = set()
    with xlsxwriter.Workbook(path, {"constant_memory": True, "date_1904": is_1904}) as book:
        written = 0
        for table, problems in tables:
            name = table.sheet.name[:31] if table.sheet.name.isalnum() else ""
            sheet = book.add_worksheet(name if name and name.lower() not in names else None)
            names.add(name.lower())
            written += _write_sheet(book, sheet, table, problems, language)
        return written


def _write_sheet(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    table: Table,
    problems: RowsWithProblems,
    language: Language,
) -> int:
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    marked = book.add_format({"font_color": "#C00000", "text_wrap": True, "valign": "top"})
    headed = book.add_format({"bold": True, "bottom": 1})
    kept = [column for column, label in enumerate(table.labels) if not is_reserved(label)]
    sheet.set_column(0, len(kept) - 1, _COLUMN_WIDTH)
    sheet.set_column(len(kept), len(kept), _PROBLEM_WIDTH)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(kept):
        sheet.write_string(0, place, table.labels[column], headed)
    sheet.write_string(0, len(kept), PROBLEM_HEADINGS[language], headed)
    written = 0
    for cells, found in _beside(table, problems):
        written += 1
        for place, column in enumerate(kept):
            _write_cell(sheet, written, place, cells[column], dated)
        sheet.write_string(written, len(kept), _in_words(found, language), marked)
    return written


def _beside(table: Table, problems: RowsWithProblems) -> Iterator[tuple[list[Raw], Sequence[RowProblem]]]:
    """Walk the table and the problems side by side, both in the sheet's order."""
    rows = table.rows()
    for row_no, found in problems:
        cells = next((cells for index, cells in rows if index + 1 == row_no), None)
        if cells is None:
            raise ValueError(f"row {row_no} is not a data row of the table, or not in rising order")
        yield cells, found


def _write_cell(sheet: Worksheet, row: int, column: int, raw: Raw, dated: Format) -> None:
    """Write a value so that it reads back the same: never as a formula, and a number that has lost digits
    stays a number, so that the loss still shows."""
    match raw:
        case bool():
            sheet.write_boolean(row, column, raw)
        case int() | float():
            sheet.write_number(row, column, raw)
        case date() if not isinstance(raw, datetime):
            sheet.write_datetime(row, column, datetime.combine(raw, time.min), dated)
        case _ if typed(raw) is not None:
            sheet.write_string(row, column, shown(raw))
        case _:
            pass


def _in_words(found: Sequence[RowProblem], language: Language) -> str:
    """Say every problem with its column, errors first."""
    ordered = sorted(found, key=lambda item: not item.problem.is_error)
    return "\n".join(f"{item.column}: {worded(item.problem, language)}" for item in ordered)
