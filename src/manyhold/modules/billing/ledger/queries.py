"""Balances from the ledger: what is left of a payment, a space's credit, what settled a bill."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from manyhold.kernel.context import Context
from manyhold.kernel.fixed import Fen
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry


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


def prepayments(ctx: Context, space_id: int) -> dict[int, int]:
    """A space's credit in fen by legal entity; those without any are left out."""
    rows = ctx.session.execute(
        select(Entry.legal_entity_id, unallocated())
        .where(Entry.space_id == space_id)
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
    """How many bills of the scope hold another `settled_fen` than the entries say:

    none, or the ledger is broken.
    """
    said = settled().subquery("said")
    return (
        ctx.session.scalar(
            select(func.count(Bill.id))
            .outerjoin(said, said.c.bill_id == Bill.id)
            .where(Bill.settled_fen != func.coalesce(said.c.settled_fen, literal(0, Fen())))
        )
        or 0
    )
