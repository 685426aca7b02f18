"""A workbook as sheets of rows, whatever the file's format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from manyhold.foundation.imports.workbook.values import Raw


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold. A takeover of a large site is about 200,000 rows of 15 columns."""

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 256 * 1024 * 1024
    sheets: int = 60
    rows: int = 400_000
    columns: int = 256


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns count from 0, both ends belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows count from 0 as in the file and are all `column_count` wide; blanks are ''."""

    name: str
    row_count: int
    column_count: int
    source: Callable[[], Iterator[list[Raw]]] = field(repr=False)
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    date_1904: bool = False

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[list[Raw]]:
        """Yield the rows `first` up to but not including `end`, without keeping them."""
        return islice(self.source(), first, end)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets in the file's order; `encoding` only for separated text."""

    sheets: tuple[Sheet, ...]
    encoding: str | None = None

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of this name; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)
