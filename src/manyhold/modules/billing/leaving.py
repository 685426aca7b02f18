"""What billing tells of a project that leaves: balances that are open, and its books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.organisation.models import LegalEntity
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.parties.sealing import version_name
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.leaving import PAGE, Cell, Matter, Rows
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.ledger.queries import left_of_payment, unallocated
from manyhold.modules.billing.openings.models import ARREARS, DEPOSIT, PREPAYMENT, US, Opening
from manyhold.modules.billing.payments.models import Payment, Reversal

_MONEY = {
    PREPAYMENT: ("refund", "hand_over"),
    DEPOSIT: ("refund", "hand_over"),
    ARREARS: ("hand_over", "keep"),
}


def matters(ctx: Context, project_id: int) -> Iterator[Matter]:
    """Arrears by bill, prepayments by payment, and what is left of what was once brought over; readings and terms."""
    names = _fee_names(ctx)
    bills = ctx.session.execute(
        select(Bill, Space.label)
        .join(Space, Space.id == Bill.space_id)
        .where(Bill.project_id == project_id, Bill.amount_fen > Bill.settled_fen, Bill.reversed_on.is_(None))
        .order_by(Bill.id)
    )
    for bill, label in bills:
        yield Matter(
            ARREARS, bill.id, label, names.get(bill.fee_item_id, ""), ("hand_over", "keep"),
            bill.space_id, bill.open_fen, bill.period,
        )  # fmt: skip
    paid_ahead = select(Entry.payment_id).where(Entry.project_id == project_id).group_by(Entry.payment_id)
    credit = ctx.session.execute(
        select(Payment, Space.label)
        .join(Space, Space.id == Payment.space_id)
        .where(Payment.id.in_(paid_ahead.having(unallocated() > 0)))
        .order_by(Payment.id)
    ).all()
    for payment, label in credit:
        yield Matter(
            PREPAYMENT, payment.id, label, payment.receipt_no, ("refund", "hand_over"),
            payment.space_id, left_of_payment(ctx, payment.id),
        )  # fmt: skip
    openings = ctx.session.execute(
        select(Opening, Space.label)
        .join(Space, Space.id == Opening.space_id)
        .where(Opening.project_id == project_id)
        .order_by(Opening.id)
    )
    for opening, label in openings:
        yield from _of_opening(opening, label)


def _of_opening(opening: Opening, label: str) -> Iterator[Matter]:
    if opening.kind in _MONEY:
        is_theirs = opening.kind == ARREARS and opening.creditor != US
        # Nobody pays back what another holds: such a balance goes on to the successor as it came.
        is_elsewhere = opening.kind != ARREARS and not opening.is_with_us
        choices = ("hand_over",) if is_elsewhere else _MONEY[opening.kind]
        if opening.open_fen and not is_theirs:
            yield Matter(
                opening.kind, opening.id, label, opening.item, choices,  # type: ignore[arg-type]
                opening.space_id, opening.open_fen, opening.period,
            )  # fmt: skip
        return
    said = [str(opening.quantity)] if opening.quantity is not None else []
    said += [f"{opening.starts_on or ''}–{opening.ends_on}"] if opening.ends_on is not None else []
    yield Matter(
        opening.kind, opening.id, label, opening.meter or opening.item, ("hand_over",),
        opening.space_id, text=" ".join(said),
    )  # fmt: skip


def bills(ctx: Context, project_id: int, after: int) -> Rows:
    """Every bill: what was charged for which days at which price, and what of it is settled."""
    names = _fee_names(ctx)
    found = _page(
        ctx,
        select(Bill, Space.code, Space.label).join(Space, Space.id == Bill.space_id),
        Bill,
        project_id,
        after,
    )
    return Rows(
        (
            "id", "space_code", "space", "fee", "period", "service_from", "service_to", "units", "price_yuan",
            "amount_fen", "settled_fen", "due_on", "issued_on", "reversed_on",
        ),
        [
            (
                bill.id, code, label, names.get(bill.fee_item_id, ""), bill.period, _day(bill.service_from),
                _day(bill.service_to), str(bill.units), str(bill.price), bill.amount_fen, bill.settled_fen,
                _day(bill.due_on), _day(bill.business_date), _day(bill.reversed_on),
            )
            for bill, code, label in found
        ],
        _last(found),
    )  # fmt: skip


def payments(ctx: Context, project_id: int, after: int) -> Rows:
    """Every payment with its receipt number, its payer as on the receipt, and whether it was reversed."""
    statement = (
        select(Payment, Space.code, Reversal.business_date, PartyVersion)
        .join(Space, Space.id == Payment.space_id)
        .outerjoin(Reversal, Reversal.payment_id == Payment.id)
        .outerjoin(PartyVersion, PartyVersion.id == Payment.payer_version_id)
    )
    found = _page(ctx, statement, Payment, project_id, after)
    return Rows(
        (
            "id", "receipt_no", "company", "space_code", "space", "payer", "amount_fen", "method", "reference",
            "held_for", "received_on", "reversed_on",
        ),
        [
            (
                one.id, one.receipt_no, one.company_name, code, one.space_label,
                "" if version is None else version_name(ctx, version), one.amount_fen, one.method, one.reference,
                one.held_for, _day(one.business_date), _day(reversed_on),
            )
            for one, code, reversed_on, version in found
        ],
        _last(found),
    )  # fmt: skip


def entries(ctx: Context, project_id: int, after: int) -> Rows:
    """The ledger: each movement of money, and what it settled."""
    companies = {row.id: row.name for row in ctx.session.execute(select(LegalEntity.id, LegalEntity.name))}
    found = _page(ctx, select(Entry), Entry, project_id, after)
    return Rows(
        (
            "id", "kind", "amount_fen", "payment_id", "bill_id", "opening_id", "drawn_opening_id", "held_for",
            "reverses_id", "company", "booked_on",
        ),
        [
            (
                one.id, one.kind, one.amount_fen, one.payment_id, one.bill_id, one.opening_id, one.drawn_id,
                one.held_for, one.reverses_id, companies.get(one.legal_entity_id, ""), _day(one.business_date),
            )
            for (one,) in found
        ],
        _last(found),
    )  # fmt: skip


def openings(ctx: Context, project_id: int, after: int) -> Rows:
    """What was brought over when we took the project, and what is left of it."""
    statement = select(Opening, Space.code, Space.label).join(Space, Space.id == Opening.space_id)
    found = _page(ctx, statement, Opening, project_id, after)
    return Rows(
        (
            "id", "space_code", "space", "kind", "creditor", "item", "first_period", "period", "amount_fen",
            "settled_fen", "quantity", "meter", "starts_on", "ends_on", "as_of", "handed_over_on",
        ),
        [
            (
                one.id, code, label, one.kind, one.creditor, one.item, one.first_period, one.period, one.amount_fen,
                one.settled_fen, None if one.quantity is None else str(one.quantity), one.meter,
                _day(one.starts_on), _day(one.ends_on), _day(one.as_of), _day(one.handed_over_on),
            )
            for one, code, label in found
        ],
        _last(found),
    )  # fmt: skip


def _page(ctx: Context, statement: Select[Any], kind: Any, project_id: int, after: int) -> list[Any]:
    wanted = statement.where(kind.project_id == project_id, kind.id > after).order_by(kind.id).limit(PAGE)
    return list(ctx.session.execute(wanted))


def _last(found: list[Any]) -> int | None:
    return found[-1][0].id if len(found) == PAGE else None


def _day(day: Any) -> Cell:
    return None if day is None else day.isoformat()


def _fee_names(ctx: Context) -> dict[int, str]:
    return {row.id: row.name for row in ctx.session.execute(select(FeeItem.id, FeeItem.name))}
