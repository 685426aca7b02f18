"""Whole numbers (33, 33层) and yes-or-no cells."""

import re
from decimal import Decimal

from manyhold.foundation.imports.problem import BLANK, Code, Parsed, refused
from manyhold.foundation.imports.text import squeeze
from manyhold.foundation.imports.workbook.values import Cell

_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?(?:层|楼|个|户|间|台|F)?", re.IGNORECASE)
_YES = {"是", "有", "Y", "YES", "TRUE", "1", "√", "✓"}
_NO = {"否", "无", "没有", "N", "NO", "FALSE", "0", "×", "✗"}


def parse_count(cell: Cell) -> Parsed[int]:
    """Read a whole number that is not negative, with or without its counting word."""
    if cell is None:
        return BLANK
    text = squeeze(f"{cell:f}" if isinstance(cell, Decimal) else str(cell))
    if not text:
        return BLANK
    if match := _COUNT.fullmatch(text):
        return Parsed(int(match[1]))
    return refused(Code.COUNT_UNREADABLE, value=text[:40])


def parse_flag(text: str) -> Parsed[bool]:
    """Read yes or no: 是/否, 有/无, Y/N, 1/0."""
    folded = squeeze(text).upper()
    if not folded:
        return BLANK
    if folded in _YES or folded in _NO:
        return Parsed(folded in _YES)
    return refused(Code.CHOICE_UNKNOWN, value=folded[:40], allowed="是 / 否")
