"""Reads: payments as lists and pages show them, and the account of a space."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.parties.models import Party, PartyVersion
from manyhold.foundation.parties.sealing import masked_name, version_name
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, Entry
from manyhold.modules.billing.ledger.queries import left_of_payment, prepayments
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.receipts.models import ReceiptPrint

MOST_OPEN_BILLS = 500
LAST_PAYMENTS = 50


def payments() -> Select[Any]:
    """Payments with the label of their space and their reversal, if there is one."""
    return (
        select(Payment, Space.label, Reversal)
        .join(Space, Space.id == Payment.space_id)
        .outerjoin(Reversal, Reversal.payment_id == Payment.id)
    )


def rows_shown(ctx: Context, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of `payments()` as a list shows them."""
    found = list(rows)
    cashiers = names(ctx, [row[0].cashier_id for row in found])
    return [_row(row[0], row[1], row[2], cashiers.get(row[0].cashier_id, "")) for row in found]


def payment_shown(ctx: Context, payment_id: int) -> dict[str, Any]:
    """One payment with the bills that it settles now."""
    found = ctx.session.execute(payments().where(Payment.id == payment_id)).one()
    payment, reversal = found[0], found[2]
    prints = select(func.count(ReceiptPrint.id)).where(ReceiptPrint.payment_id == payment_id)
    return {
        **rows_shown(ctx, [found])[0],
        "legal_entity_name": payment.company_name,
        "payer_name": _payer(ctx, payment.payer_version_id),
        "print_count": ctx.session.scalar(prints) or 0,
        "allocations": _allocations(ctx, payment_id),
        "prepaid_fen": left_of_payment(ctx, payment_id),
        "reversal_reason": reversal.reason if reversal else None,
        "reversed_at": reversal.reversed_at if reversal else None,
    }


def bill_payments(ctx: Context, bill_id: int) -> list[dict[str, Any]]:
    """The entries that settled a bill or were taken back, oldest first."""
    rows = ctx.session.execute(
        select(Entry, Payment.receipt_no, Payment.method)
        .join(Payment, Payment.id == Entry.payment_id)
        .where(Entry.bill_id == bill_id)
        .order_by(Entry.id)
    ).all()
    people = names(ctx, [entry.recorded_by for entry, *_ in rows])
    return [
        {
            "payment_id": entry.payment_id,
            "receipt_no": receipt_no,
            "method": method,
            "amount_fen": entry.amount_fen,
            "recorded_at": entry.recorded_at,
            "recorded_by_name": people.get(entry.recorded_by, ""),
        }
        for entry, receipt_no, method in rows
    ]


def account(ctx: Context, space: Space) -> dict[str, Any]:
    """What a space owes, its credit and its last payments.

    Sums are of all open bills, the list has the oldest 500.
    """
    day = today(ctx, ctx.get(Project, space.project_id))
    is_open = (Bill.space_id == space.id, Bill.amount_fen > Bill.settled_fen)
    rest = Bill.amount_fen - Bill.settled_fen
    sums = ctx.session.execute(
        select(total(rest), total(rest, where=Bill.due_on < day)).where(*is_open)
    ).one()
    oldest = select(Bill).where(*is_open).order_by(Bill.due_on, Bill.id).limit(MOST_OPEN_BILLS)
    open_bills = ctx.session.scalars(oldest).all()
    credit = sorted(prepayments(ctx, space.id).items())
    last = payments().where(Payment.space_id == space.id).order_by(Payment.id.desc()).limit(LAST_PAYMENTS)
    return {
        "space_id": space.id,
        "project_id": space.project_id,
        "space_label": space.label,
        "open_fen": sums[0],
        "overdue_fen": sums[1],
        "open_bills": [
            {**{name: getattr(bill, name) for name in _OPEN_BILL}, "is_overdue": bill.due_on < day}
            for bill in open_bills
        ],
        "prepayments": [{"legal_entity_id": entity_id, "amount_fen": amount} for entity_id, amount in credit],
        "companies": _companies(ctx, {bill.legal_entity_id for bill in open_bills} | dict(credit).keys()),
        "payments": rows_shown(ctx, ctx.session.execute(last)),
    }


_OPEN_BILL = ("id", "fee_item_id", "legal_entity_id", "period", "amount_fen", "open_fen", "due_on")
_PAYMENT = (
    "id",
    "project_id",
    "space_id",
    "legal_entity_id",
    "amount_fen",
    "method",
    "reference",
    "receipt_no",
    "received_at",
    "business_date",
    "cashier_id",
)


def _row(payment: Payment, label: str, reversal: Reversal | None, cashier: str) -> dict[str, Any]:
    return {
        **{name: getattr(payment, name) for name in _PAYMENT},
        "space_label": label,
        "cashier_name": cashier,
        "is_reversed": reversal is not None,
    }


def _companies(ctx: Context, ids: Collection[int]) -> list[dict[str, Any]]:
    entities = ctx.session.execute(
        select(LegalEntity.id, LegalEntity.name).where(LegalEntity.id.in_(ids)).order_by(LegalEntity.id)
    )
    return [{"legal_entity_id": row.id, "name": row.name} for row in entities]


def _payer(ctx: Context, version_id: int | None) -> str | None:
    version = None if version_id is None else ctx.session.get(PartyVersion, version_id)
    party = None if version is None else ctx.session.get(Party, version.party_id)
    if version is None or party is None:
        return None
    return masked_name(party.kind, version_name(ctx, version))


def _allocations(ctx: Context, payment_id: int) -> Sequence[Any]:
    """The bills that a payment settles, net of reversals, oldest month first."""
    settled = total(Entry.amount_fen)
    return (
        ctx.session.execute(
            select(
                Entry.bill_id.label("bill_id"),
                Bill.fee_item_id,
                Bill.period,
                settled.label("amount_fen"),
            )
            .join(Bill, Bill.id == Entry.bill_id)
            .where(Entry.payment_id == payment_id, Entry.kind == ALLOCATED)
            .group_by(Entry.bill_id, Bill.fee_item_id, Bill.period)
            .having(settled != 0)
            .order_by(Bill.period, Entry.bill_id)
        )
        .mappings()
        .all()
    )
