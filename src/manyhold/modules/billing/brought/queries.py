"""Reads: an opening document with all that happened to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.openings.models import Opening, OpeningAct
from manyhold.modules.billing.openings.queries import shown
from manyhold.modules.billing.payments.models import Payment


def detail(ctx: Context, opening: Opening) -> dict[str, Any]:
    """The document and its movements, oldest first."""
    label = ctx.get(Space, opening.space_id).label
    return {**shown(ctx, [(opening, label)])[0], "movements": _movements(ctx, opening.id)}


def _movements(ctx: Context, opening_id: int) -> list[dict[str, Any]]:
    is_its = or_(
        (Entry.drawn_id == opening_id) & (Entry.kind == RECEIVED),
        (Entry.opening_id == opening_id) & (Entry.kind == ALLOCATED),
    )
    entries = ctx.session.execute(
        select(Entry, Payment.receipt_no, Payment.method)
        .join(Payment, Payment.id == Entry.payment_id)
        .where(is_its)
        .order_by(Entry.id)
    ).all()
    acts = ctx.session.scalars(
        select(OpeningAct).where(OpeningAct.opening_id == opening_id).order_by(OpeningAct.id)
    ).all()
    people = names(ctx, [*(row[0].recorded_by for row in entries), *(act.recorded_by for act in acts)])
    found: list[dict[str, Any]] = [
        {
            "kind": "used" if entry.drawn_id == opening_id else "paid",
            "amount_fen": entry.amount_fen,
            "at": entry.recorded_at,
            "by_name": people.get(entry.recorded_by, ""),
            "payment_id": entry.payment_id,
            "receipt_no": receipt_no,
            "method": method,
            "act_id": None,
            "reason": "",
            "voucher": "",
            "is_undone": False,
        }
        for entry, receipt_no, method in entries
    ]
    found += (
        {
            "kind": act.kind,
            "amount_fen": act.amount_fen,
            "at": act.recorded_at,
            "by_name": people.get(act.recorded_by, ""),
            "payment_id": None,
            "receipt_no": None,
            "method": None,
            "act_id": act.id,
            "reason": act.reason,
            "voucher": act.voucher,
            "is_undone": act.undone_at is not None,
        }
        for act in acts
    )
    return sorted(found, key=lambda one: one["at"])
