"""How a payment is shared among bills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol


class Owed(Protocol):
    """A bill as far as sharing a payment goes: a mapped row or a plain one."""

    id: Any
    period: Any
    due_on: Any

    @property
    def open_fen(self) -> int: ...


class OverAllocated(ValueError):
    """More was to be put on a bill than is open there, or on all bills than was paid."""

    def __init__(self, bill_id: int | None, open_fen: int) -> None:
        super().__init__(f"only {open_fen} fen can be allocated")
        self.bill_id = bill_id
        self.open_fen = open_fen


def oldest_first(bills: Iterable[Owed], amount_fen: int) -> dict[int, int]:
    """Share `amount_fen` over the bills in the order in which they fell due, oldest month first among equals.

    The trade's default where the payer says nothing, and the order of Civil Code art. 560 for debts of one
    kind. What is left over is the difference to the sum of the shares.
    """
    shares: dict[int, int] = {}
    left = amount_fen
    for bill in sorted(bills, key=lambda bill: (bill.due_on, bill.period, bill.id)):
        if left == 0:
            break
        if share := min(left, bill.open_fen):
            shares[bill.id] = share
            left -= share
    return shares


def as_chosen(bills: Sequence[Owed], chosen: Mapping[int, int], amount_fen: int) -> dict[int, int]:
    """The shares that the payer chose (Civil Code art.

    560). Raises OverAllocated; unknown bills raise KeyError.
    """
    by_id = {bill.id: bill for bill in bills}
    for bill_id, share in chosen.items():
        if share > by_id[bill_id].open_fen:
            raise OverAllocated(bill_id, by_id[bill_id].open_fen)
    if sum(chosen.values()) > amount_fen:
        raise OverAllocated(None, amount_fen)
    return dict(chosen)


RECEIPT = "billing.receipt"
"""The kind of document by which receipts are numbered."""
