"""Months to which charges belong: 2025-03, 2025年3月, 202503, 2025.3; a day stands for its month."""

import re
from typing import NamedTuple

from manyhold.foundation.imports.cells.dates import EARLIEST, LATEST, parse_date
from manyhold.foundation.imports.problem import BLANK, Code, Parsed, refused
from manyhold.foundation.imports.text import fold, one_dash
from manyhold.foundation.imports.workbook.values import Cell, text_of

_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?份?")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—|--)\s*")


class Months(NamedTuple):
    """The first and the last month as YYYYMM; the same for one."""

    first: int
    last: int


def parse_month(cell: Cell, *, date_1904: bool = False) -> Parsed[Months]:
    """Read a month, or a run of months written with 至 between them."""
    if cell is None:
        return BLANK
    text = one_dash(fold(text_of(cell)))
    if not text:
        return BLANK
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) == 1 and (halves := re.fullmatch(r"(\d{4}[./年]\d{1,2}月?)-(\d{4}[./年]\d{1,2}月?)", text)):
        parts = [halves[1], halves[2]]
    read = [_one(cell if len(parts) == 1 else part, part, date_1904=date_1904) for part in parts]
    if len(read) > 2 or None in read:
        return refused(Code.MONTH_UNREADABLE, value=text[:40])
    known = [one for one in read if one is not None]
    if known[0] > known[-1]:
        return refused(Code.MONTH_UNREADABLE, value=text[:40])
    return Parsed(Months(known[0], known[-1]))


def _one(cell: Cell, text: str, *, date_1904: bool) -> int | None:
    if written := _MONTH.fullmatch(text):
        year, month = int(written[1]), int(written[2])
        return year * 100 + month if EARLIEST.year <= year <= LATEST.year and 1 <= month <= 12 else None
    day = parse_date(cell, date_1904=date_1904).value
    return None if day is None else day.year * 100 + day.month
