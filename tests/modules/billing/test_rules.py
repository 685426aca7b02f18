"""The sums, from the trade's own examples and from properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.kernel.clock import days_in
from manyhold.modules.billing.fees.rules import DAY_METHODS, charge_fen, covers, overlaps, tax_within
from manyhold.modules.billing.payments.rules import OverAllocated, as_chosen, oldest_first

AREA, PRICE = Decimal("89.37"), Decimal("2.8000")


def test_a_whole_month_is_rounded_once_per_bill() -> None:
    month = charge_fen(AREA, PRICE, days=31, of_period=202603, method="A")
    assert month == 25024
    assert 3 * month == 75072  # a quarter is the sum of its rounded months, not the rounded quarter (750.71)


@pytest.mark.parametrize(("method", "expected"), [("A", 12915), ("B", 13346), ("C", 13163)])
def test_moving_in_on_16_march(method: str, expected: int) -> None:
    assert charge_fen(AREA, PRICE, days=16, of_period=202603, method=method) == expected


@given(
    area=st.decimals("0.01", "99999.99", places=2),
    price=st.decimals("0.0001", "999.9999", places=4),
    period=st.integers(2020, 2030).flatmap(
        lambda year: st.integers(1, 12).map(lambda month: year * 100 + month)
    ),
    method=st.sampled_from(DAY_METHODS),
    data=st.data(),
)
def test_more_days_never_cost_less(
    area: Decimal, price: Decimal, period: int, method: str, data: st.DataObject
) -> None:
    days = data.draw(st.integers(1, days_in(period) - 1))
    part = charge_fen(area, price, days=days, of_period=period, method=method)
    longer = charge_fen(area, price, days=days + 1, of_period=period, method=method)
    assert part >= 0
    if days + 1 < days_in(period) or method == "A":
        assert part <= longer


def test_tax_is_inside_the_amount() -> None:
    assert tax_within(25024, 600) == 1416
    assert tax_within(25024, 0) == 0


@dataclass
class Span:
    starts_on: date
    ends_on: date | None


def test_prices_beside_each_other() -> None:
    spring = Span(date(2026, 3, 1), date(2026, 5, 31))
    assert not overlaps(spring, [Span(date(2026, 1, 1), date(2026, 2, 28)), Span(date(2026, 6, 1), None)])
    assert overlaps(spring, [Span(date(2026, 5, 1), None)])
    assert overlaps(Span(date(2025, 1, 1), None), [spring])
    assert [covers(spring, period) for period in (202602, 202603, 202605, 202606)] == [
        False,
        True,
        True,
        False,
    ]


@dataclass
class Owed:
    id: int
    period: int
    due_on: date
    open_fen: int


@st.composite
def debts(draw: st.DrawFn) -> list[Owed]:
    days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
    found = draw(st.lists(st.tuples(days, st.integers(0, 10**9)), max_size=12))
    return [Owed(number, day.year * 100 + day.month, day, fen) for number, (day, fen) in enumerate(found)]


@given(debts(), st.integers(1, 10**10))
def test_allocation_adds_up_and_leaves_no_older_bill_open(bills: list[Owed], amount: int) -> None:
    shares = oldest_first(bills, amount)
    by_id = {bill.id: bill for bill in bills}
    assert sum(shares.values()) == min(amount, sum(bill.open_fen for bill in bills))
    assert all(0 < share <= by_id[bill_id].open_fen for bill_id, share in shares.items())
    left_open = [bill for bill in bills if shares.get(bill.id, 0) < bill.open_fen]
    if left_open:
        first = min(bill.due_on for bill in left_open)
        assert all(by_id[bill_id].due_on <= first for bill_id in shares)


def test_choice_is_the_payers_within_what_is_open() -> None:
    bills = [Owed(1, 202601, date(2026, 1, 31), 500), Owed(2, 202602, date(2026, 2, 28), 500)]
    assert as_chosen(bills, {2: 400}, 400) == {2: 400}
    with pytest.raises(OverAllocated) as fault:
        as_chosen(bills, {2: 501}, 1000)
    assert (fault.value.bill_id, fault.value.open_fen) == (2, 500)
    with pytest.raises(OverAllocated):
        as_chosen(bills, {1: 500, 2: 500}, 999)
