"""A table found in a sheet, and the choices by which a person corrects it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from manyhold.foundation.imports.workbook.sheets import Sheet
from manyhold.foundation.imports.workbook.values import Raw, is_blank


class IgnoredAs(StrEnum):
    """Why a region of the sheet is not data."""

    TITLE = "title"
    SIDE_NOTE = "side_note"
    TOTAL = "total"
    REPEATED_HEADING = "repeated_heading"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle that is left out; rows and columns count from 0, both ends belong to it."""

    reason: IgnoredAs
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What a person sets by hand; None leaves a part to recognition. No heading rows: `()`.

    Rows and columns count from 0, both ends included. `keep_rows` are rows taken though they look like
    totals or footers, `skip_rows` are left out whatever they look like. In `filled_columns` a blank cell
    means the value above it, as where a building is written once for all its rooms.
    """

    heading_rows: tuple[int, ...] | None = None
    first_column: int | None = None
    last_column: int | None = None
    first_row: int | None = None
    last_row: int | None = None
    keep_rows: frozenset[int] = frozenset()
    skip_rows: frozenset[int] = frozenset()
    filled_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and data rows of one sheet. `labels` has one text per column, '' where a column has none."""

    sheet: Sheet
    heading_rows: tuple[int, ...]
    first_column: int
    labels: tuple[str, ...]
    first_row: int
    last_row: int
    ignored: tuple[Region, ...] = ()
    skipped_rows: frozenset[int] = field(default=frozenset(), repr=False)
    filled_columns: frozenset[int] = frozenset()

    @property
    def end_column(self) -> int:
        """The column after the last."""
        return self.first_column + len(self.labels)

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """Yield (row from 0, its cells in the table's columns) for every data row that is not blank.

        A cell merged downwards gives its value to each of its rows, as a reader of the sheet sees it.
        """
        start, end = self.first_column, self.end_column
        merged, filled = self._merged_downwards(), [column - start for column in self.filled_columns]
        carried: dict[int, tuple[Raw, int]] = {}
        for index, row in enumerate(self.sheet.rows(self.first_row, self.last_row + 1), self.first_row):
            cells = row[start:end]
            if all(map(is_blank, cells)) or index in self.skipped_rows:
                continue
            for column, last_row in merged.pop(index, ()):
                carried[column] = (cells[column], last_row)
            for column in filled:
                if not is_blank(cells[column]):
                    carried[column] = (cells[column], self.last_row)
            for column, (value, last_row) in carried.items():
                if index <= last_row and is_blank(cells[column]):
                    cells[column] = value
            yield index, cells

    def sample(self, count: int = 200) -> list[list[Raw]]:
        """Return the first data rows, by which columns are judged."""
        return [cells for _, cells in islice(self.rows(), count)]

    def _merged_downwards(self) -> dict[int, list[tuple[int, int]]]:
        merged: dict[int, list[tuple[int, int]]] = {}
        for merge in self.sheet.merges:
            inside = self.first_row <= merge.first_row < merge.last_row <= self.last_row
            if inside and self.first_column <= merge.first_column < self.end_column:
                column = merge.first_column - self.first_column
                merged.setdefault(merge.first_row, []).append((column, merge.last_row))
        return merged
