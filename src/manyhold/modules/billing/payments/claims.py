"""What money can settle: found, held until the commit, and shared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, FieldProblem
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.openings.models import ARREARS, US, Opening
from manyhold.modules.billing.payments.kin import payable_at
from manyhold.modules.billing.payments.rules import OverAllocated, as_chosen, oldest_first
from manyhold.modules.billing.payments.schemas import Shares

Claim = Bill | Opening
"""What money can settle: a bill, or arrears that came with a take-over."""


def open_claims(
    ctx: Context, space: Space, wanted: Shares, legal_entity_id: int | None, *, drawn_id: int | None = None
) -> Sequence[Claim]:
    """What of ours may be settled, held until the commit: the chosen bills and openings, or all that are open.

    They are those of the space, and where it was split or merged of what it was before and of what became of it.

    `drawn_id` is a brought-over prepayment that is to pay for them: it is held along, in the order of ids, and not given.
    """
    bills = select(Bill).where(
        Bill.space_id.in_(payable_at(ctx, space)),
        Bill.amount_fen > Bill.settled_fen,
        Bill.reversed_on.is_(None),
    )
    if legal_entity_id is not None:
        bills = bills.where(Bill.legal_entity_id == legal_entity_id)
    ids = _chosen(wanted)
    if ids is not None:
        bills = bills.where(Bill.id.in_(ids))
    brought = open_arrears(ctx, space, US, wanted, legal_entity_id=legal_entity_id, drawn_id=drawn_id)
    return [*brought, *ctx.session.scalars(_holding(bills)).all()]


def open_arrears(
    ctx: Context,
    space: Space,
    creditor: str,
    wanted: Shares,
    *,
    legal_entity_id: int | None = None,
    drawn_id: int | None = None,
) -> Sequence[Opening]:
    """Brought-over arrears of a creditor that may be settled, held until the commit."""
    wanted_ids = [
        Opening.creditor == creditor,
        Opening.kind == ARREARS,
        Opening.amount_fen > Opening.settled_fen,
    ]
    if legal_entity_id is not None:
        wanted_ids.append(Opening.legal_entity_id == legal_entity_id)
    if (ids := _chosen(wanted)) is not None:
        wanted_ids.append(Opening.id.in_(ids))
    found = select(Opening.id).where(Opening.space_id.in_(payable_at(ctx, space)), *wanted_ids)
    named = [*ctx.session.scalars(found), *([] if drawn_id is None else [drawn_id])]
    if not named:
        return []
    held = ctx.session.scalars(_holding(select(Opening).where(Opening.id.in_(named)), Opening)).all()
    return [one for one in held if one.id != drawn_id and one.open_fen > 0]


def held_claims(ctx: Context, entries: Collection[Entry]) -> dict[int, Claim]:
    """What the entries settled and drew on, held until the commit; ids are unique across both tables."""
    bills = {entry.bill_id for entry in entries if entry.bill_id is not None}
    openings = {entry.opening_id for entry in entries if entry.opening_id is not None}
    openings |= {entry.drawn_id for entry in entries if entry.drawn_id is not None}
    rows: list[Claim] = []
    if openings:
        rows += ctx.session.scalars(_holding(select(Opening).where(Opening.id.in_(openings)), Opening))
    if bills:
        rows += ctx.session.scalars(_holding(select(Bill).where(Bill.id.in_(bills))))
    return {claim.id: claim for claim in rows}


def shares_of(claims: Sequence[Claim], wanted: Shares, amount_fen: int) -> dict[int, int]:
    """How `amount_fen` is shared: as chosen, or oldest first. Raises BadInput for what is not open or too much."""
    if wanted.strategy == "oldest_first":
        return oldest_first(claims, amount_fen)
    chosen = {one.bill_id: one.amount_fen for one in wanted.allocations}
    known = {claim.id for claim in claims}
    faults = [
        FieldProblem(f"allocations.{place}.bill_id", "bill_not_open")
        for place, one in enumerate(wanted.allocations)
        if one.bill_id not in known
    ]
    if faults:
        raise BadInput("invalid_input", fields=faults)
    try:
        return as_chosen(claims, chosen, amount_fen)
    except OverAllocated as fault:
        raise BadInput.of(
            "allocations", "over_allocated", bill_id=fault.bill_id, open_fen=fault.open_fen
        ) from None


def liable(claim: Claim) -> int | None:
    """Who owes it, by the version that names them."""
    return claim.liable_version_id if isinstance(claim, Bill) else claim.party_version_id


def _chosen(wanted: Shares) -> list[int] | None:
    if wanted.strategy != "chosen":
        if wanted.allocations:
            raise BadInput.of("allocations", "strategy_is_oldest_first")
        return None
    ids = [one.bill_id for one in wanted.allocations]
    if len(set(ids)) < len(ids):
        raise BadInput.of("allocations", "bill_twice")
    return ids


def _holding(claims: Any, kind: type[Claim] = Bill) -> Any:
    # The rows as they are once they are ours: on PostgreSQL somebody may have settled them while we waited.
    return claims.order_by(kind.id).with_for_update(of=kind).execution_options(populate_existing=True)
