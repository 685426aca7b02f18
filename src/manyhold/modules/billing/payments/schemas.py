"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.modules.billing.openings.schemas import OpeningOut

Taken = Literal["cash", "transfer"]
Method = Literal["cash", "transfer", "brought_over"]
"""How a bill was paid: by money, or by using up a prepayment that was brought over with the project."""
Amount = Annotated[int, Field(gt=0, le=10**12)]


class AllocationIn(BaseModel):
    """So much on that bill; arrears that came with a take-over are named by their own id in its place."""

    bill_id: int
    amount_fen: Amount


class Shares(BaseModel):
    """How money is shared:

    on the bills chosen, or over what is open, oldest first; the rest is prepayment.
    """

    strategy: Literal["chosen", "oldest_first"] = "oldest_first"
    allocations: Annotated[list[AllocationIn], Field(max_length=500)] = []


class PaymentIn(Shares):
    """Money handed over at the desk, or a transfer seen on the bank statement, for one space.

    A receipt is one company's: `legal_entity_id` may be left out while only one company has claims on the
    space.
    """

    space_id: int
    amount_fen: Amount
    method: Taken = "cash"
    reference: Annotated[str, Field(max_length=60, description="The bank's number of a transfer")] = ""
    payer_version_id: int | None = None
    legal_entity_id: int | None = None


class ReversalIn(BaseModel):
    """Why a payment is reversed."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class AllocationOut(BaseModel):
    """What of a payment settles a bill now, or (`is_opening`) arrears that came with a take-over.

    `item` is the fee's name where the group's catalogue has none for it.
    """

    bill_id: int
    is_opening: bool
    fee_item_id: int | None
    item: str
    period: int
    amount_fen: int


class PaymentRow(BaseModel):
    """A payment in a list. With `held_for` it was taken for a former manager or developer (代收)."""

    id: int
    project_id: int
    space_id: int
    space_label: str
    legal_entity_id: int
    amount_fen: int
    method: Method
    reference: str
    receipt_no: str
    received_at: datetime
    business_date: date
    cashier_id: int
    cashier_name: str
    is_reversed: bool
    held_for: Literal["", "former_manager", "developer"]


class PaymentOut(PaymentRow):
    """A payment with what it settles; what is left is prepayment, and nothing once it is reversed.

    `payer_name` is masked; the receipt alone has it in full.
    """

    legal_entity_name: str
    payer_name: str | None
    print_count: int
    allocations: list[AllocationOut]
    prepaid_fen: int
    reversal_reason: str | None
    reversed_at: datetime | None
    reversed_by_name: str | None


class MethodTaken(BaseModel):
    """What came in by one method on a day, what of that method was reversed on it, and the difference."""

    method: Taken
    count: int
    amount_fen: int
    reversed_count: int
    reversed_fen: int
    net_fen: int


class TakingsOut(BaseModel):
    """The takings of a business day: payments whole, though they were reversed later; reversals on their own day.

    The sums are the drawer's and the bank's. `held_fen` is what of the net was taken for others; brought-over
    prepayments that were used up are no takings at all.
    """

    business_date: date
    methods: list[MethodTaken]
    amount_fen: int
    reversed_count: int
    reversed_fen: int
    net_fen: int
    held_fen: int


class BillPayment(BaseModel):
    """A movement on a bill: what a payment settled of it, or below zero what a reversal took back."""

    payment_id: int
    receipt_no: str
    method: Method
    amount_fen: int
    recorded_at: datetime
    recorded_by_name: str


class OpenBill(BaseModel):
    """A bill that is not settled, or (`is_opening`) arrears of our own that came with a take-over.

    Its space is another than the account's where that was split or merged.
    """

    id: int
    space_id: int
    space_label: str
    fee_item_id: int
    legal_entity_id: int
    period: int
    amount_fen: int
    open_fen: int
    due_on: date
    is_overdue: bool
    is_opening: bool


class Company(BaseModel):
    """A company that has claims on a space, or holds its credit; a receipt is one company's."""

    legal_entity_id: int
    name: str


class Prepayment(BaseModel):
    """Credit of a space with one company."""

    legal_entity_id: int
    amount_fen: int


class AccountOut(BaseModel):
    """What a space owes, what it has to its credit, and its last payments.

    Where it was split or merged, what it was before counts with it: each of its heirs is told the same debt and the same
    credit, which is paid and used once.
    """

    space_id: int
    project_id: int
    space_label: str
    open_fen: int
    overdue_fen: int
    open_bills: list[OpenBill]
    prepayments: list[Prepayment]
    openings: Annotated[
        list[OpeningOut],
        Field(
            description="What else was handed over: prepayments, deposits, arrears of others, readings and terms"
        ),
    ]
    companies: list[Company]
    payments: list[PaymentRow]
