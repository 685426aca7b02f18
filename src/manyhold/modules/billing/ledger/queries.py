"""Balances from the ledger: what is left of a payment, a space's credit, what settled a bill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from manyhold.kernel.context import Context
from manyhold.kernel.fixed import Fen
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.openings.models import HANDED_OVER, Opening, OpeningAct


def unallocated() -> ColumnElement[Any]:
    """What of the money received is still to the payer's credit, summed over the entries of a group."""
    return total(Entry.amount_fen, where=Entry.kind == RECEIVED) - total(
        Entry.amount_fen, where=Entry.kind == ALLOCATED
    )


def left_of_payment(ctx: Context, payment_id: int) -> int:
    """What of a payment settled nothing yet, in fen; 0 once it is reversed."""
    return ctx.session.scalar(select(unallocated()).where(Entry.payment_id == payment_id)) or 0


def allocated_by_payment(ctx: Context, payment_ids: Collection[int]) -> dict[int, int]:
    """How much of each payment settles bills, net of reversals."""
    rows = ctx.session.execute(
        select(Entry.payment_id, total(Entry.amount_fen))
        .where(Entry.payment_id.in_(payment_ids), Entry.kind == ALLOCATED)
        .group_by(Entry.payment_id)
    )
    return {row[0]: row[1] for row in rows}


def prepayments(ctx: Context, *space_ids: int) -> dict[int, int]:
    """The credit of spaces in fen by legal entity; those without any are left out."""
    rows = ctx.session.execute(
        select(Entry.legal_entity_id, unallocated())
        .where(Entry.space_id.in_(space_ids))
        .group_by(Entry.legal_entity_id)
    )
    return {row[0]: row[1] for row in rows if row[1]}


def settled(bills: Collection[int] | None = None) -> Select[Any]:
    """What the entries say that each bill was settled by: bill_id, settled_fen."""
    statement = select(Entry.bill_id, total(Entry.amount_fen).label("settled_fen")).where(
        Entry.kind == ALLOCATED
    )
    if bills is not None:
        statement = statement.where(Entry.bill_id.in_(bills))
    return statement.group_by(Entry.bill_id)


def disagreements(ctx: Context) -> int:
    """How many bills and opening documents of the scope hold another `settled_fen` than the entries and acts say:

    none, or the ledger is broken.
    """
    said = settled().subquery("said")
    bills = ctx.session.scalar(
        select(func.count(Bill.id))
        .outerjoin(said, said.c.bill_id == Bill.id)
        .where(Bill.settled_fen != func.coalesce(said.c.settled_fen, literal(0, Fen())))
    )
    return (bills or 0) + _openings_that_disagree(ctx)


def _openings_that_disagree(ctx: Context) -> int:
    sources = (
        select(Entry.opening_id.label("id"), Entry.amount_fen).where(
            Entry.opening_id.is_not(None), Entry.kind == ALLOCATED
        ),
        select(Entry.drawn_id.label("id"), Entry.amount_fen).where(
            Entry.drawn_id.is_not(None), Entry.kind == RECEIVED
        ),
        select(OpeningAct.opening_id.label("id"), OpeningAct.amount_fen).where(
            OpeningAct.kind != HANDED_OVER, OpeningAct.undone_at.is_(None)
        ),
    )
    said: Counter[int] = Counter()
    for source in sources:
        rows = source.subquery("rows")
        for opening_id, amount_fen in ctx.session.execute(
            select(rows.c.id, total(rows.c.amount_fen)).group_by(rows.c.id)
        ):
            said[opening_id] += amount_fen
    kept = ctx.session.execute(
        select(Opening.id, Opening.settled_fen).where(or_(Opening.settled_fen != 0, Opening.id.in_(said)))
    )
    return sum(said[one_id] != settled_fen for one_id, settled_fen in kept)
