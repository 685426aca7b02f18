"""Verbs: take a payment, use what is left of one, reverse one.

Every verb holds what it changes in one order (payment, bills by id, receipt counter), so that two cashiers
wait for each other and never for each other's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.organisation.models import LegalEntity, Project, ProjectEntity
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.organisation.rules import in_force
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, FieldProblem, Forbidden
from manyhold.kernel.events import publish
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.contract import PaymentReceived, PaymentReversed
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.ledger.queries import left_of_payment
from manyhold.modules.billing.payments.models import Payment, ReceiptCounter, Reversal
from manyhold.modules.billing.payments.rules import OverAllocated, as_chosen, oldest_first, receipt_number
from manyhold.modules.billing.payments.schemas import PaymentIn, ReversalIn, Shares


def receive(ctx: Context, wanted: PaymentIn) -> Payment:
    """Take money for a space, settle bills with it and give it a receipt number; the rest is prepayment.

    Raises BadInput for a bill of another space or company, one that has less open than was put on it, or a bank
    reference that is booked for this space already.
    """
    space = ctx.get(Space, wanted.space_id)
    if wanted.payer_version_id is not None:
        ctx.get(PartyVersion, wanted.payer_version_id)
    bills = _open_bills(ctx, space.id, wanted, wanted.legal_entity_id)
    entity_id = _company(ctx, space, bills, wanted)
    shares = _shares([bill for bill in bills if bill.legal_entity_id == entity_id], wanted, wanted.amount_fen)
    project = ctx.get(Project, space.project_id)
    day = today(ctx, project)
    payment = Payment(
        project_id=space.project_id,
        space_id=space.id,
        legal_entity_id=entity_id,
        amount_fen=wanted.amount_fen,
        method=wanted.method,
        reference=wanted.reference,
        payer_version_id=wanted.payer_version_id or next((bill.liable_version_id for bill in bills), None),
        receipt_no="",
        received_at=ctx.now,
        business_date=day,
        period=period(day),
        cashier_id=ctx.actor.id,
        company_name=ctx.get(LegalEntity, entity_id).name,
        project_name=project.name,
        space_label=space.label,
    )
    counter = {"legal_entity_id": entity_id, "year": day.year}
    number = bulk.next_number(ctx.session, ReceiptCounter, counter, column="last_no")
    _check_reference(ctx, payment)
    payment.receipt_no = receipt_number(day.year, number)
    ctx.session.add(payment)
    ctx.session.flush()
    ctx.session.add(_entry(ctx, payment, RECEIVED, payment.amount_fen))
    _allocate(ctx, payment, bills, shares)
    publish(
        ctx,
        PaymentReceived(
            id=payment.id,
            project_id=payment.project_id,
            space_id=space.id,
            amount_fen=payment.amount_fen,
            allocated_fen=sum(shares.values()),
        ),
        project_id=payment.project_id,
    )
    return payment


def allocate(ctx: Context, payment: Payment, wanted: Shares) -> Payment:
    """Settle bills with what is left of a payment. Raises Conflict `nothing_left`."""
    _hold(ctx, payment)
    left = left_of_payment(ctx, payment.id)
    if left == 0:
        raise Conflict("nothing_left")
    bills = _open_bills(ctx, payment.space_id, wanted, payment.legal_entity_id)
    _allocate(ctx, payment, bills, _shares(bills, wanted, left))
    return payment


def reverse(ctx: Context, payment: Payment, wanted: ReversalIn) -> Reversal:
    """Undo a payment by equal and opposite entries; the bills that it settled are open again.

    Whoever took the money cannot reverse it (不相容岗位分离). Raises Conflict `payment_reversed` for the
    second time.
    """
    if payment.cashier_id == ctx.actor.id:
        raise Forbidden("reversal_by_receiver")
    _hold(ctx, payment)
    if ctx.one(Reversal, Reversal.payment_id == payment.id) is not None:
        raise Conflict("payment_reversed")
    day = today(ctx, ctx.get(Project, payment.project_id))
    reversal = Reversal(
        project_id=payment.project_id,
        payment_id=payment.id,
        reason=wanted.reason,
        reversed_by=ctx.actor.id,
        reversed_at=ctx.now,
        business_date=day,
    )
    ctx.session.add(reversal)
    entries = ctx.session.scalars(
        select(Entry).where(Entry.payment_id == payment.id).order_by(Entry.id)
    ).all()
    bills = _held_bills(ctx, [entry.bill_id for entry in entries if entry.bill_id is not None])
    for entry in entries:
        opposite = _entry(ctx, payment, entry.kind, -entry.amount_fen, bill_id=entry.bill_id)
        opposite.reverses_id, opposite.business_date, opposite.period = entry.id, day, period(day)
        ctx.session.add(opposite)
        if entry.bill_id is not None:
            bills[entry.bill_id].settled_fen -= entry.amount_fen
    ctx.session.flush()
    publish(
        ctx,
        PaymentReversed(
            id=payment.id,
            project_id=payment.project_id,
            space_id=payment.space_id,
            amount_fen=payment.amount_fen,
        ),
        project_id=payment.project_id,
    )
    return reversal


def _allocate(ctx: Context, payment: Payment, bills: Sequence[Bill], shares: dict[int, int]) -> None:
    by_id = {bill.id: bill for bill in bills}
    for bill_id, share in sorted(shares.items()):
        by_id[bill_id].settled_fen += share
        ctx.session.add(_entry(ctx, payment, ALLOCATED, share, bill_id=bill_id))
    ctx.session.flush()


def _entry(
    ctx: Context, payment: Payment, kind: str, amount_fen: int, *, bill_id: int | None = None
) -> Entry:
    day = today(ctx, ctx.get(Project, payment.project_id))
    return Entry(
        project_id=payment.project_id,
        space_id=payment.space_id,
        kind=kind,
        amount_fen=amount_fen,
        payment_id=payment.id,
        bill_id=bill_id,
        reverses_id=None,
        legal_entity_id=payment.legal_entity_id,
        business_date=day,
        period=period(day),
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )


def _open_bills(ctx: Context, space_id: int, wanted: Shares, legal_entity_id: int | None) -> Sequence[Bill]:
    """The bills that may be settled, held until the commit: the chosen ones, or all that are open."""
    statement = select(Bill).where(Bill.space_id == space_id, Bill.amount_fen > Bill.settled_fen)
    if legal_entity_id is not None:
        statement = statement.where(Bill.legal_entity_id == legal_entity_id)
    if wanted.strategy == "chosen":
        ids = [one.bill_id for one in wanted.allocations]
        if len(set(ids)) < len(ids):
            raise BadInput.of("allocations", "bill_twice")
        statement = statement.where(Bill.id.in_(ids))
    elif wanted.allocations:
        raise BadInput.of("allocations", "strategy_is_oldest_first")
    return ctx.session.scalars(_holding(statement)).all()


def _held_bills(ctx: Context, ids: Sequence[int]) -> dict[int, Bill]:
    rows = ctx.session.scalars(_holding(select(Bill).where(Bill.id.in_(ids))))
    return {bill.id: bill for bill in rows}


def _holding(bills: Any) -> Any:
    # The rows as they are once they are ours: on PostgreSQL somebody may have settled them while we waited.
    return bills.order_by(Bill.id).with_for_update(of=Bill).execution_options(populate_existing=True)


def _hold(ctx: Context, payment: Payment) -> None:
    ctx.session.execute(select(Payment.id).where(Payment.id == payment.id).with_for_update())


def _shares(bills: Sequence[Bill], wanted: Shares, amount_fen: int) -> dict[int, int]:
    if wanted.strategy == "oldest_first":
        return oldest_first(bills, amount_fen)
    chosen = {one.bill_id: one.amount_fen for one in wanted.allocations}
    known = {bill.id for bill in bills}
    faults = [
        FieldProblem(f"allocations.{place}.bill_id", "bill_not_open")
        for place, one in enumerate(wanted.allocations)
        if one.bill_id not in known
    ]
    if faults:
        raise BadInput("invalid_input", fields=faults)
    try:
        return as_chosen(bills, chosen, amount_fen)
    except OverAllocated as fault:
        raise BadInput.of(
            "allocations", "over_allocated", bill_id=fault.bill_id, open_fen=fault.open_fen
        ) from None


def _company(ctx: Context, space: Space, bills: Sequence[Bill], wanted: PaymentIn) -> int:
    """Whose receipt it is:

    the company named, the one with claims, or for a pure prepayment the property fee's.
    """
    if wanted.legal_entity_id is not None:
        return _having_business(ctx, space, bills, wanted.legal_entity_id)
    claiming = sorted({bill.legal_entity_id for bill in bills})
    if len(claiming) > 1:
        raise BadInput.of("legal_entity_id", "several_companies", companies=claiming)
    if claiming:
        return claiming[0]
    entities = ctx.session.scalars(
        select(ProjectEntity).where(
            ProjectEntity.project_id == space.project_id, ProjectEntity.business == "property_fee"
        )
    ).all()
    entity = in_force(entities, today(ctx, ctx.get(Project, space.project_id)))
    if entity is None:
        raise Conflict("without_legal_entity")
    return entity.legal_entity_id


def _having_business(ctx: Context, space: Space, bills: Sequence[Bill], entity_id: int) -> int:
    """The company named, which must have a claim here or run one of the project's businesses today."""
    ctx.get(LegalEntity, entity_id)
    day = today(ctx, ctx.get(Project, space.project_id))
    running = select(ProjectEntity.id).where(
        ProjectEntity.project_id == space.project_id,
        ProjectEntity.legal_entity_id == entity_id,
        ProjectEntity.starts_on <= day,
        or_(ProjectEntity.ends_on.is_(None), ProjectEntity.ends_on >= day),
    )
    if any(bill.legal_entity_id == entity_id for bill in bills) or ctx.session.scalar(running.limit(1)):
        return entity_id
    raise BadInput.of("legal_entity_id", "company_not_here")


def _check_reference(ctx: Context, payment: Payment) -> None:
    """A bank reference stands for one transfer: twice for one space it was typed twice.

    Asked while the company's receipt counter is held, so that two desks cannot both pass. One transfer may
    settle several spaces.
    """
    if not payment.reference:
        return
    before = ctx.session.scalar(
        select(Payment.receipt_no).where(
            Payment.legal_entity_id == payment.legal_entity_id,
            Payment.space_id == payment.space_id,
            Payment.method == payment.method,
            Payment.reference == payment.reference,
            Payment.id.not_in(select(Reversal.payment_id)),
        )
    )
    if before is not None:
        raise BadInput.of("reference", "reference_booked", receipt_no=before)
