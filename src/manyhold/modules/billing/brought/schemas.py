"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.modules.billing.openings.schemas import OpeningOut
from manyhold.modules.billing.payments.schemas import Amount, Method, Shares
from manyhold.modules.billing.remittances.schemas import Other

Words = Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]
Voucher = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
VoucherFiles = Annotated[list[int], Field(max_length=10)]


class UseIn(Shares):
    """A brought-over prepayment is to settle what is open: so much of it, or all that it can."""

    amount_fen: Amount | None = None
    legal_entity_id: int | None = None


class CollectIn(Shares):
    """Money taken for a former manager or developer, on arrears that are theirs: whole, nothing of it is prepaid."""

    space_id: int
    creditor: Other
    amount_fen: Amount
    method: Literal["cash", "transfer"] = "cash"
    reference: Annotated[str, Field(max_length=60)] = ""
    payer_version_id: int | None = None
    legal_entity_id: int | None = None


class SettleIn(BaseModel):
    """A prepayment or deposit is paid back, or a deposit is kept: how much (all that is left when not said) and why."""

    kind: Literal["refunded", "forfeited"]
    amount_fen: Amount | None = None
    reason: Words
    voucher: Voucher
    voucher_file_ids: VoucherFiles = []


class HandedOverIn(BaseModel):
    """The money of these prepayments and deposits reached us from who held it."""

    opening_ids: Annotated[list[int], Field(min_length=1, max_length=500)]
    received_on: date
    voucher: Voucher


class Movement(BaseModel):
    """What happened to an opening document. `amount_fen` is below zero where something was taken back.

    `act_id` names what can be undone here, `payment_id` the payment that is reversed as payments are.
    """

    kind: Literal["used", "paid", "refunded", "forfeited", "handed_over"]
    amount_fen: int
    at: datetime
    by_name: str
    payment_id: int | None
    receipt_no: str | None
    method: Method | None
    act_id: int | None
    reason: str
    voucher: str
    is_undone: bool


class OpeningDetail(OpeningOut):
    """An opening document with all that happened to it, oldest first."""

    movements: list[Movement]
