"""How a bill's amount came about, step by step, from what was kept with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import divide, multiply
from manyhold.modules.billing.bills.models import Bill, RunItem
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.rules import AREA, tax_within


def explain(ctx: Context, bill: Bill) -> dict[str, Any]:
    """The explanation of one bill. Nothing is read that could have changed since but words and names."""
    part = ctx.get(RunItem, bill.run_item_id)
    item = ctx.get(FeeItem, bill.fee_item_id)
    price = ctx.get(PriceVersion, bill.price_version_id)
    by_area = part.calculation["calculation"] == AREA
    return {
        "bill_id": bill.id,
        "project_id": bill.project_id,
        "space_id": bill.space_id,
        "space_label": ctx.get(Space, bill.space_id).label,
        "period": bill.period,
        "service_from": bill.service_from,
        "service_to": bill.service_to,
        "amount_fen": bill.amount_fen,
        "open_fen": bill.open_fen,
        "due_on": bill.due_on,
        "reversed_on": bill.reversed_on,
        "fee_item_id": item.id,
        "fee_item_name": item.name,
        "fee_item_name_en": item.name_en,
        "area_m2": bill.units if by_area else None,
        "area_kind": bill.basis if by_area else None,
        "price": bill.price,
        "price_starts_on": price.starts_on,
        "basis": price.basis,
        "rests_on": price.rests_on,
        "legal_entity_name": part.calculation["legal_entity_name"],
        "run_number": part.number,
        "steps": steps(bill, part.calculation),
    }


def steps(bill: Bill, calculation: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps from the price to the amount; sums that are not final are shown unrounded."""
    monthly = multiply(bill.units, bill.price, scale=6)
    by_area = calculation["calculation"] == AREA
    found: list[dict[str, Any]] = [
        {
            "code": "monthly_by_area" if by_area else "monthly_fixed",
            "params": {"area_m2": str(bill.units), "price": str(bill.price), "monthly": _plain(monthly)},
        }
    ]
    if bill.days < bill.month_days:
        factor, divisor = calculation["day_factor"], calculation["day_divisor"]
        weighted = multiply(monthly, Decimal(bill.days * factor), scale=6)
        found.append(
            {
                "code": "share_of_month",
                "params": {
                    "days": bill.days,
                    "factor": factor,
                    "divisor": divisor,
                    "method": calculation["day_method"],
                    "exact": _plain(divide(weighted, Decimal(divisor), scale=6)),
                },
            }
        )
    found.append({"code": "rounded", "params": {"amount_fen": bill.amount_fen}})
    if bill.tax_rate_bp:
        tax = tax_within(bill.amount_fen, bill.tax_rate_bp)
        found.append({"code": "tax_within", "params": {"tax_rate_bp": bill.tax_rate_bp, "tax_fen": tax}})
    return found


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
