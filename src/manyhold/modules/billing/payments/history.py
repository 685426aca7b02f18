"""Payments of the past by the thousand: for a demonstration's history and for ledgers taken over from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.tokens import COMPANY_CODE, PROJECT_CODE
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.standards.numbering.service import take_many
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date, period
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.billing.payments.rules import RECEIPT


@dataclass(frozen=True, slots=True)
class PastPayment:
    """Money that was taken for a space, and how much of it settled which bill; the rest is prepayment."""

    space_id: int
    amount_fen: int
    received_at: datetime
    shares: Mapping[int, int]
    cashier_id: int
    payer_version_id: int | None = None
    method: str = "cash"
    reference: str = ""


@dataclass(slots=True)
class _Rows:
    payments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    entries: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def book(ctx: Context, project: Project, legal_entity_id: int, past: Sequence[PastPayment]) -> int:
    """Book payments that one company took in one project, as sets; returns how many.

    They get receipt numbers in the order in which they were received, and leave the ledger as if each had been
    taken at the desk, but send no events. The database refuses all of them when one puts more on a bill than is
    open there. It trusts that the bills are of the space and the company named.
    """
    if not past:
        return 0
    ordered = sorted(past, key=lambda one: one.received_at)
    days = [business_date(one.received_at, project.time_zone) for one in ordered]
    company = ctx.get(LegalEntity, legal_entity_id)
    codes = {COMPANY_CODE.name: company.code, PROJECT_CODE.name: project.code}
    numbers = take_many(ctx, RECEIPT, [(codes, day) for day in days])
    first_id = bulk.reserve_ids(ctx.session, len(ordered))
    rows = _Rows()
    for place, (one, day, number) in enumerate(zip(ordered, days, numbers, strict=True)):
        _add(rows, one, day, number, payment_id=first_id + place, legal_entity_id=legal_entity_id)
    names = {"company_name": company.name, "project_name": project.name}
    spaces = ctx.session.execute(select(Space.id, Space.label).where(Space.project_id == project.id))
    labels = {space_id: label for space_id, label in spaces.tuples()}
    for row in rows.payments:
        row |= names | {"space_label": labels[row["space_id"]]}
    for kind, found in ((Payment, rows.payments), (Entry, rows.entries)):
        bulk.insert_rows(ctx.session, kind, [{"project_id": project.id, **row} for row in found])
    _settle(ctx, first_id, first_id + len(ordered) - 1)
    return len(ordered)


def _add(
    rows: _Rows, one: PastPayment, day: date, number: str, *, payment_id: int, legal_entity_id: int
) -> None:
    moved = {
        "space_id": one.space_id,
        "legal_entity_id": legal_entity_id,
        "business_date": day,
        "period": period(day),
    }
    rows.payments.append(
        {
            **moved,
            "id": payment_id,
            "amount_fen": one.amount_fen,
            "method": one.method,
            "reference": one.reference,
            "drawn_id": None,
            "held_for": "",
            "payer_version_id": one.payer_version_id,
            "receipt_no": number,
            "received_at": one.received_at,
            "cashier_id": one.cashier_id,
        }
    )
    for bill_id, amount_fen in ((None, one.amount_fen), *one.shares.items()):
        rows.entries.append(
            {
                **moved,
                "kind": RECEIVED if bill_id is None else ALLOCATED,
                "amount_fen": amount_fen,
                "payment_id": payment_id,
                "bill_id": bill_id,
                "drawn_id": None,
                "held_for": "",
                "reverses_id": None,
                "recorded_by": one.cashier_id,
                "recorded_at": one.received_at,
            }
        )


def _settle(ctx: Context, first_payment: int, last_payment: int) -> None:
    """Set what the bills of these payments were settled by to what the ledger says."""
    touched = select(Entry.bill_id).where(
        Entry.payment_id.between(first_payment, last_payment), Entry.kind == ALLOCATED
    )
    said = (
        select(Entry.bill_id.label("id"), total(Entry.amount_fen).label("settled_fen"))
        .where(Entry.kind == ALLOCATED, Entry.bill_id.in_(touched))
        .group_by(Entry.bill_id)
    )
    bulk.update_from_select(ctx.session, Bill, said)
