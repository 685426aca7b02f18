"""Reads: payments as lists and pages show them, and the account of a space."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.parties.models import Party, PartyVersion
from manyhold.foundation.parties.sealing import masked_name, version_name
from manyhold.foundation.printing.prints.queries import print_count
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, Entry
from manyhold.modules.billing.ledger.queries import left_of_payment, prepayments
from manyhold.modules.billing.openings.models import ARREARS, US, Opening
from manyhold.modules.billing.openings.queries import listed
from manyhold.modules.billing.openings.queries import shown as openings_shown
from manyhold.modules.billing.payments.kin import credited_at, payable_at
from manyhold.modules.billing.payments.models import Payment, Reversal

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
    return {
        **rows_shown(ctx, [found])[0],
        "legal_entity_name": payment.company_name,
        "payer_name": _payer(ctx, payment.payer_version_id),
        "print_count": print_count(ctx, "billing.receipt", payment.project_id, payment_id),
        "allocations": _allocations(ctx, payment_id),
        "prepaid_fen": left_of_payment(ctx, payment_id),
        "reversal_reason": reversal.reason if reversal else None,
        "reversed_at": reversal.reversed_at if reversal else None,
        "reversed_by_name": names(ctx, [reversal.reversed_by]).get(reversal.reversed_by)
        if reversal
        else None,
    }


def takings(ctx: Context, day: date, *, project_id: int | None, cashier_id: int | None) -> dict[str, Any]:
    """What was taken on a day and what of earlier or the same day's money was reversed on it, by method.

    Each is booked on its own day, as in the ledger: a day that is over says the same for ever.
    """
    wanted = {Payment.project_id: project_id, Payment.cashier_id: cashier_id}
    only = [column == value for column, value in wanted.items() if value is not None]
    only.append(Payment.drawn_id.is_(None))
    sums = select(Payment.method, func.count(Payment.id), total(Payment.amount_fen)).where(*only)
    taken = sums.where(Payment.business_date == day)
    undone = sums.join(Reversal, Reversal.payment_id == Payment.id).where(Reversal.business_date == day)
    came, went = (
        {method: (count, fen) for method, count, fen in ctx.session.execute(one.group_by(Payment.method))}
        for one in (taken, undone)
    )
    methods: list[dict[str, Any]] = []
    for method in sorted(came.keys() | went.keys()):
        (count, amount_fen), (reversed_count, reversed_fen) = (
            came.get(method, (0, 0)),
            went.get(method, (0, 0)),
        )
        methods.append(
            {
                "method": method,
                "count": count,
                "amount_fen": amount_fen,
                "reversed_count": reversed_count,
                "reversed_fen": reversed_fen,
                "net_fen": amount_fen - reversed_fen,
            }
        )
    sums_of_all = ("amount_fen", "reversed_count", "reversed_fen", "net_fen")
    return {
        "business_date": day,
        "methods": methods,
        **{name: sum(one[name] for one in methods) for name in sums_of_all},
        "held_fen": _held_of(ctx, taken) - _held_of(ctx, undone),
    }


def _held_of(ctx: Context, sums: Any) -> int:
    """What of the payments of a day was taken for others."""
    held = sums.where(Payment.held_for != "").with_only_columns(total(Payment.amount_fen))
    return ctx.session.scalar(held) or 0


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

    Sums are of all open bills, the list has the oldest 500. Where it was split or merged, what its money may settle
    (`payable_at`) and what counts to its credit (`credited_at`) is told with it; the rows say of which space they are.
    """
    payable, credited = payable_at(ctx, space), credited_at(ctx, space)
    day = today(ctx, ctx.get(Project, space.project_id))
    is_open = (
        Bill.space_id.in_(payable),
        Bill.amount_fen > Bill.settled_fen,
        Bill.reversed_on.is_(None),
    )
    rest = Bill.amount_fen - Bill.settled_fen
    sums = ctx.session.execute(
        select(total(rest), total(rest, where=Bill.due_on < day)).where(*is_open)
    ).one()
    brought = ctx.session.execute(
        listed().where(Opening.space_id.in_(payable)).order_by(Opening.due_on, Opening.id)
    ).all()
    ours = [row[0] for row in brought if (row[0].kind, row[0].creditor) == (ARREARS, US) and row[0].open_fen]
    rest_of_ours = [row for row in brought if row[0] not in ours and row[0].space_id in credited]
    oldest = select(Bill).where(*is_open).order_by(Bill.due_on, Bill.id).limit(MOST_OPEN_BILLS)
    open_bills = ctx.session.scalars(oldest).all()
    labels = {
        row.id: row.label
        for row in ctx.session.execute(select(Space.id, Space.label).where(Space.id.in_(payable)))
    }
    credit = sorted(prepayments(ctx, *credited).items())
    last = payments().where(Payment.space_id.in_(credited)).order_by(Payment.id.desc()).limit(LAST_PAYMENTS)
    return {
        "space_id": space.id,
        "project_id": space.project_id,
        "space_label": space.label,
        "open_fen": sums[0] + sum(one.open_fen for one in ours),
        "overdue_fen": sums[1] + sum(one.open_fen for one in ours if one.due_on < day),
        "open_bills": [
            {
                **{name: getattr(claim, name) for name in _OPEN_BILL},
                "space_label": labels[claim.space_id],
                "is_overdue": claim.due_on < day,
                "is_opening": isinstance(claim, Opening),
            }
            for claim in (*ours, *open_bills)
        ],
        "openings": openings_shown(ctx, rest_of_ours),
        "prepayments": [{"legal_entity_id": entity_id, "amount_fen": amount} for entity_id, amount in credit],
        "companies": _companies(
            ctx,
            {one.legal_entity_id for one in (*ours, *open_bills) if one.legal_entity_id is not None}
            | dict(credit).keys(),
        ),
        "payments": rows_shown(ctx, ctx.session.execute(last)),
    }


_OPEN_BILL = (
    "id",
    "space_id",
    "fee_item_id",
    "legal_entity_id",
    "period",
    "amount_fen",
    "open_fen",
    "due_on",
)
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
    "held_for",
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
    parts: list[Any] = []
    names_of = ((Opening, Entry.opening_id, func.max(Opening.item)), (Bill, Entry.bill_id, literal("")))
    for kind, column, item in names_of:
        rows = ctx.session.execute(
            select(
                column.label("bill_id"),
                kind.fee_item_id,
                kind.period,
                settled.label("amount_fen"),
                item.label("item"),
            )
            .join(kind, kind.id == column)
            .where(Entry.payment_id == payment_id, Entry.kind == ALLOCATED)
            .group_by(column, kind.fee_item_id, kind.period)
            .having(settled != 0)
            .order_by(kind.period, column)
        )
        parts += ({**row, "is_opening": kind is Opening} for row in rows.mappings())
    return parts
