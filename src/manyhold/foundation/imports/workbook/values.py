"""Cell values: what readers deliver (`Raw`) and what a person means by it (`Cell`)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_ERROR_TEXT = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error such as #REF!: the cell has no value, and it is not empty either."""

    text: str


Raw = str | int | float | bool | date | datetime | time | timedelta | CellError
Cell = str | int | Decimal | bool | date | datetime | time | timedelta | CellError | None


def typed(raw: Raw) -> Cell:
    """Return the cell's meaning: None for blank, int for whole numbers, Decimal for others, stripped text."""
    if isinstance(raw, str):
        stripped = raw.strip()
        if stripped.startswith("#") and _ERROR_TEXT.fullmatch(stripped):
            return CellError(stripped)
        return stripped or None
    if isinstance(raw, float):
        # repr gives the shortest decimal that means this float: what the person typed.
        return int(raw) if raw.is_integer() else Decimal(repr(raw))
    return raw


def shown(raw: Raw) -> str:
    """Return the cell as text, as a person would read it: no '.0', ISO dates, no time when it is midnight."""
    return text_of(typed(raw))


def text_of(cell: Cell) -> str:
    """Return a typed cell as text, as `shown` does."""
    match cell:
        case None:
            text = ""
        case bool():
            text = "TRUE" if cell else "FALSE"
        case datetime():
            text = cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
        case date() | time():
            text = cell.isoformat()
        case Decimal():
            text = f"{cell:f}"
        case CellError():
            text = cell.text
        case _:
            text = str(cell)
    return text


def is_blank(raw: Raw) -> bool:
    """Whether the cell holds nothing but blanks."""
    return isinstance(raw, str) and (not raw or raw.isspace())
