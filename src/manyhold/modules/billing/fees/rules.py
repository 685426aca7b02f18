"""The sums of a month's charge, and which prices may stand beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from manyhold.kernel.clock import days_in, period
from manyhold.kernel.quantities import divide, fen, multiply

AREA, FIXED = "area", "fixed"
ACTUAL_DAYS, THIRTY_DAYS, YEAR_OF_365 = "A", "B", "C"
DAY_METHODS = (ACTUAL_DAYS, THIRTY_DAYS, YEAR_OF_365)
"""How a month that is not whole is charged:

by its own days (A), by thirtieths (B), by 365ths of a year (C).
"""


class Priced(Protocol):
    """A price with its days: mapped rows and plain ones alike, so the protocol says no type of theirs."""

    starts_on: Any
    ends_on: Any


def day_factor(method: str) -> int:
    """How many months the divisor of `method` stands for."""
    return 12 if method == YEAR_OF_365 else 1


def day_divisor(method: str, of_period: int) -> int:
    """The days by which a month that is not whole is divided."""
    return {ACTUAL_DAYS: days_in(of_period), THIRTY_DAYS: 30, YEAR_OF_365: 365}[method]


def charge_fen(units: Decimal, price: Decimal, *, days: int, of_period: int, method: str) -> int:
    """One month's charge in fen, half-up once at the end; `units` is the area, or 1 for a fixed fee.

    89.37 m² at 2.80 is 250.24 for a whole month and 129.15 for 16 days of March by method A. The set
    statement of a run says the same in SQL; a test holds the two equal.
    """
    if days == days_in(of_period):
        return fen(multiply(units, price, scale=2))
    weighted = multiply(multiply(units, price, scale=6), Decimal(days * day_factor(method)), scale=6)
    return fen(divide(weighted, Decimal(day_divisor(method, of_period)), scale=2))


def tax_within(amount_fen: int, rate_bp: int) -> int:
    """The VAT inside an amount that includes it: 250.24 at 6 % holds 14.16."""
    rate = Decimal(rate_bp).scaleb(-4)
    amount = Decimal(amount_fen).scaleb(-2)
    return amount_fen - fen(divide(amount, Decimal(1) + rate, scale=2))


def is_first_of_month(day: date) -> bool:
    return day.day == 1


def is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def overlaps(one: Priced, others: Iterable[Priced]) -> bool:
    """Whether a day of `one` is priced by one of `others` too."""
    return any(
        (other.ends_on is None or one.starts_on <= other.ends_on)
        and (one.ends_on is None or other.starts_on <= one.ends_on)
        for other in others
    )


def covers(price: Priced, of_period: int) -> bool:
    """Whether the price holds in a month; prices hold through whole months."""
    return period(price.starts_on) <= of_period and (
        price.ends_on is None or of_period <= period(price.ends_on)
    )
