"""Sums of money and meter readings: 1,234.50, ¥1234.5, 1234.5元, (120.00) and －１２０ for what is below zero."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Never

from manyhold.foundation.imports.problem import BLANK, Code, Parsed, refused
from manyhold.foundation.imports.text import one_dash, squeeze
from manyhold.foundation.imports.workbook.values import Cell

FEN = Decimal("0.01")
LARGEST = Decimal("9999999999.99")
_NOISE = Decimal("0.000001")
_SUM = re.compile(r"[¥￥]?(-?)[¥￥]?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:元|RMB|CNY)?整?", re.IGNORECASE)
_BRACKETED = re.compile(r"[(（](.+)[)）]")


def parse_money(cell: Cell) -> Parsed[int]:
    """Read a sum of yuan as whole fen; more than two places are refused and never rounded away."""
    exact = _exact(cell)
    if exact is None:
        return (
            BLANK
            if cell is None or (isinstance(cell, str) and squeeze(cell) in {"", "-", "/"})
            else _no(cell)
        )
    amount = exact.quantize(FEN, ROUND_HALF_UP)
    if abs(exact - amount) > _NOISE or abs(amount) > LARGEST:
        return _no(cell)
    return Parsed(int(amount * 100))


def parse_reading(cell: Cell) -> Parsed[Decimal]:
    """Read a meter's reading to 0.001, never below zero."""
    exact = _exact(cell)
    if exact is None:
        return BLANK if cell is None or (isinstance(cell, str) and not squeeze(cell)) else _no(cell)
    return Parsed(exact.quantize(Decimal("0.001"))) if 0 <= exact <= LARGEST else _no(cell)


def _exact(cell: Cell) -> Decimal | None:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return Decimal(cell)
    text = one_dash(squeeze(cell)) if isinstance(cell, str) else ""
    sign = 1
    if bracketed := _BRACKETED.fullmatch(text):
        text, sign = bracketed[1], -1
    written = _SUM.fullmatch(text)
    if written is None:
        return None
    return sign * Decimal(written[1] + written[2].replace(",", ""))


def _no(cell: Cell) -> Parsed[Never]:
    return refused(Code.MONEY_UNREADABLE, value=str(cell)[:40])
