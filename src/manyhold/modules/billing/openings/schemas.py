"""Shapes of answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

OpeningKind = Literal["arrears", "prepayment", "deposit", "reading", "parking_term", "lease_term"]
Creditor = Literal["us", "former_manager", "developer"]


class OpeningOut(BaseModel):
    """An opening document. `open_fen` is what we still have to receive of it: of arrears of our own alone.

    `left_fen` is what is left of it: of arrears what is unpaid, of a prepayment or deposit what is neither used, refunded
    nor forfeited. `is_with_us` says that the money of a prepayment or deposit lies with us.
    """

    id: int
    project_id: int
    space_id: int
    space_label: str
    kind: OpeningKind
    creditor: Creditor
    fee_item_id: int | None
    item: str
    first_period: int
    period: int
    starts_on: date | None
    ends_on: date | None
    amount_fen: int
    open_fen: int
    left_fen: int
    is_with_us: bool
    handed_over_on: date | None
    quantity: Decimal | None
    meter: str
    party_name: str | None
    as_of: date
    import_id: int
    row_no: int
    loaded_at: datetime
