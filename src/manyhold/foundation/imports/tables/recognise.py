"""Find the table in a sheet: titles above, headings, data, totals and footers below, notes beside."""

from collections.abc import Iterable

from manyhold.foundation.imports.tables.body import Body, scan_body
from manyhold.foundation.imports.tables.columns import table_columns
from manyhold.foundation.imports.tables.errors import TableChoiceError, TableNotFoundError
from manyhold.foundation.imports.tables.headings import HeadingRows, find_headings, labelled
from manyhold.foundation.imports.tables.table import IgnoredAs, Region, Table, TableChoice
from manyhold.foundation.imports.workbook.sheets import Sheet
from manyhold.foundation.imports.workbook.values import Raw, is_blank

HEAD_ROWS = 60  # titles and headings stand within the first rows
_BY_ITSELF = TableChoice()


def recognise(sheet: Sheet, choice: TableChoice = _BY_ITSELF) -> Table:
    """Return the sheet's table; what `choice` sets by hand is taken as it is.

    Raises:
        TableNotFoundError: no row reads as a heading, or nothing stands below it.
        TableChoiceError: the choice lies outside the sheet.
    """
    head = list(sheet.rows(0, max(HEAD_ROWS, 2 + max(choice.heading_rows or (0,)))))
    headings = _headings(sheet, head, choice)
    first_row = _first_row(headings, choice)
    columns = _columns(sheet, headings, head[first_row:], choice)
    heading: list[Raw] = head[headings.rows[-1]][slice(*columns)] if headings.rows else []
    body = scan_body(sheet, first_row, choice.last_row, columns, heading)
    last_row = choice.last_row if choice.last_row is not None else max([body.last_row, *choice.keep_rows])
    if last_row < first_row:
        raise TableNotFoundError(sheet=sheet.name)
    left_out = {*body.totals, *body.repeated, *body.footers} - choice.keep_rows
    labels = headings.labels or tuple(map(column_letters, range(sheet.column_count)))
    return Table(
        sheet,
        headings.rows,
        columns[0],
        labels[slice(*columns)],
        first_row,
        last_row,
        tuple(_regions(head, headings, columns, body, left_out)),
        frozenset(left_out | choice.skip_rows),
        choice.filled_columns,
    )


def _headings(sheet: Sheet, head: list[list[Raw]], choice: TableChoice) -> HeadingRows:
    if choice.heading_rows is None:
        found = find_headings(head, sheet.merges)
        if found is None:
            raise TableNotFoundError(sheet=sheet.name)
        return found
    rows = choice.heading_rows
    if any(not 0 <= row < len(head) for row in rows) or list(rows) != sorted(set(rows)):
        raise TableChoiceError(sheet=sheet.name, part="heading_rows")
    return labelled(head, sheet.merges, rows) if rows else HeadingRows((), ())


def _first_row(headings: HeadingRows, choice: TableChoice) -> int:
    below = headings.rows[-1] + 1 if headings.rows else 0
    return below if choice.first_row is None else choice.first_row


def _columns(
    sheet: Sheet, headings: HeadingRows, below: list[list[Raw]], choice: TableChoice
) -> tuple[int, int]:
    first, end = table_columns(headings.labels, below) if headings.filled else (0, sheet.column_count)
    first = first if choice.first_column is None else choice.first_column
    end = end if choice.last_column is None else choice.last_column + 1
    inside = all(first <= column < end for column in choice.filled_columns)
    if not (0 <= first < end <= sheet.column_count and inside):
        raise TableChoiceError(sheet=sheet.name, part="columns")
    return first, end


def _regions(
    head: list[list[Raw]], headings: HeadingRows, columns: tuple[int, int], body: Body, left_out: set[int]
) -> Iterable[Region]:
    first, last = columns[0], columns[1] - 1
    above = headings.rows[0] if headings.rows else 0
    titles = [index for index, row in enumerate(head[:above]) if not all(map(is_blank, row))]
    if titles:
        yield Region(IgnoredAs.TITLE, titles[0], titles[-1], 0, len(head[0]) - 1)
    if body.notes:
        farthest = max(column for _, column in body.notes)
        yield Region(
            IgnoredAs.SIDE_NOTE, body.notes[0][0], body.notes[-1][0], last + 1, max(farthest, last + 1)
        )
    for reason, rows in (
        (IgnoredAs.TOTAL, body.totals),
        (IgnoredAs.REPEATED_HEADING, body.repeated),
        (IgnoredAs.FOOTER, body.footers),
    ):
        yield from (Region(reason, row, row, first, last) for row in rows if row in left_out)


def column_letters(index: int) -> str:
    """Return a column's letters as the spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters
