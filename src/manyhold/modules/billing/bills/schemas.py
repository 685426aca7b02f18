"""Shapes of answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel


class BillRow(BaseModel):
    """A bill in a list."""

    id: int
    project_id: int
    space_id: int
    space_label: str
    fee_item_id: int
    fee_item_name: str
    fee_item_name_en: str
    period: int
    service_from: date
    service_to: date
    amount_fen: int
    open_fen: int
    due_on: date
    reversed_on: date | None


class ExplanationStep(BaseModel):
    """One step of the sum; clients have the words for `code` and put `params` into them."""

    code: Literal["monthly_by_area", "monthly_fixed", "share_of_month", "rounded", "tax_within"]
    params: dict[str, Any]


class Explanation(BaseModel):
    """How a bill's amount came about, from what was kept when it was posted."""

    bill_id: int
    project_id: int
    space_id: int
    space_label: str
    period: int
    service_from: date
    service_to: date
    amount_fen: int
    open_fen: int
    due_on: date
    reversed_on: date | None
    fee_item_id: int
    fee_item_name: str
    fee_item_name_en: str
    area_m2: Decimal | None
    area_kind: Literal["billing", "building"] | None
    price: Decimal
    price_starts_on: date
    basis: Literal["contract", "filing", "owners_decision"]
    rests_on: str
    legal_entity_name: str
    run_number: int
    steps: list[ExplanationStep]
