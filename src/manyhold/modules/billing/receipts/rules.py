"""How the lines of a receipt are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from manyhold.kernel.clock import add_months
from manyhold.kernel.quantities import yuan


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment went to one month of one fee."""

    fee: str
    period: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: a fee through consecutive months."""

    fee: str
    first_period: int
    last_period: int
    amount_fen: int


def lines(shares: Iterable[Share]) -> list[Line]:
    """The shares by fee and month, consecutive months of one fee on one line."""
    printed: list[Line] = []
    by_month = groupby(
        sorted(shares, key=lambda one: (one.fee, one.period)), key=lambda one: (one.fee, one.period)
    )
    for (fee, month), of_month in by_month:
        amount = sum(one.amount_fen for one in of_month)
        last = printed[-1] if printed else None
        if last is not None and last.fee == fee and add_months(last.last_period, 1) == month:
            printed[-1] = Line(fee, last.first_period, month, last.amount_fen + amount)
        else:
            printed.append(Line(fee, month, month, amount))
    return printed


def months(line: Line) -> str:
    """The months of a line as printed: 2026年3月, or 2026年3月至2026年5月."""
    first, last = _month(line.first_period), _month(line.last_period)
    return first if line.first_period == line.last_period else f"{first}至{last}"


def money(amount_fen: int) -> str:
    """Yuan with two places and thousands separators."""
    return f"{yuan(amount_fen):,.2f}"


def _month(of_period: int) -> str:
    return f"{of_period // 100}年{of_period % 100}月"
