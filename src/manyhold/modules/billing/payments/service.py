"""Verbs: take a payment, use what is left of one, reverse one.

Every verb holds what it changes in one order (project where money is held for others, space, payment, openings by id, bills by id,
run of receipts), so that two cashiers wait for each other and never for each other's end.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from manyhold.foundation.organisation.models import LegalEntity, Project, ProjectEntity
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.kernel.events import publish
from manyhold.modules.billing.contract import PaymentReceived, PaymentReversed
from manyhold.modules.billing.ledger.models import RECEIVED, Entry
from manyhold.modules.billing.ledger.queries import left_of_payment
from manyhold.modules.billing.payments.booking import Money, book, company_of_project, entry, settle
from manyhold.modules.billing.payments.claims import Claim, held_claims, liable, open_claims, shares_of
from manyhold.modules.billing.payments.kin import require_was
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.payments.schemas import PaymentIn, ReversalIn, Shares
from manyhold.modules.billing.remittances.queries import owed_to


def receive(ctx: Context, wanted: PaymentIn) -> Payment:
    """Take money for a space, settle bills with it and give it a receipt number; the rest is prepayment.

    At a space that was split or merged it settles what is owed of before, too. Raises Conflict `space_closed` for one
    whose opening was reversed; BadInput for a bill of another space or company, one that has less open than was put on it, or a bank
    reference that is booked for this space already.
    """
    space = ctx.get(Space, wanted.space_id)
    require_was(ctx, space)
    if wanted.payer_version_id is not None:
        ctx.get(PartyVersion, wanted.payer_version_id)
    claims = open_claims(ctx, space, wanted, wanted.legal_entity_id)
    entity_id = _company(ctx, space, claims, wanted)
    shares = shares_of(
        [claim for claim in claims if claim.legal_entity_id == entity_id], wanted, wanted.amount_fen
    )
    money = Money(
        space,
        entity_id,
        wanted.amount_fen,
        wanted.method,
        wanted.reference,
        wanted.payer_version_id or next(filter(None, map(liable, claims)), None),
    )
    payment = book(ctx, money, claims, shares)
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
    claims = open_claims(ctx, ctx.get(Space, payment.space_id), wanted, payment.legal_entity_id)
    settle(ctx, payment, claims, shares_of(claims, wanted, left))
    return payment


def reverse(ctx: Context, payment: Payment, wanted: ReversalIn) -> Reversal:
    """Undo a payment by equal and opposite entries; the bills that it settled are open again.

    A brought-over prepayment that it used has its money again. Whoever took the money cannot reverse it
    (不相容岗位分离). Raises Conflict `payment_reversed` for the second time, and `money_passed_on` when it was taken
    for somebody who has it by now.
    """
    if payment.cashier_id == ctx.actor.id:
        raise Forbidden("reversal_by_receiver")
    if payment.held_for and owed_to(ctx, payment.project_id, payment.held_for) < payment.amount_fen:
        raise Conflict("money_passed_on", creditor=payment.held_for)
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
    claims = held_claims(ctx, entries)
    for one in entries:
        claim = claims.get(one.bill_id or one.opening_id or 0)
        opposite = entry(ctx, payment, one.kind, -one.amount_fen, claim=claim)
        opposite.reverses_id, opposite.business_date, opposite.period = one.id, day, period(day)
        ctx.session.add(opposite)
        if claim is not None:
            claim.settled_fen -= one.amount_fen
        if one.kind == RECEIVED and one.drawn_id is not None:
            claims[one.drawn_id].settled_fen -= one.amount_fen
    ctx.session.flush()
    publish(
        ctx,
        PaymentReversed(
            id=payment.id,
            project_id=payment.project_id,
            space_id=payment.space_id,
            amount_fen=payment.amount_fen,
            held_for=payment.held_for,
            is_brought_over=payment.drawn_id is not None,
        ),
        project_id=payment.project_id,
    )
    return reversal


def _hold(ctx: Context, payment: Payment) -> None:
    ctx.session.execute(select(Payment.id).where(Payment.id == payment.id).with_for_update())


def _company(ctx: Context, space: Space, claims: Sequence[Claim], wanted: PaymentIn) -> int:
    """Whose receipt it is:

    the company named, the one with claims, or for a pure prepayment the property fee's.
    """
    if wanted.legal_entity_id is not None:
        return _having_business(ctx, space, claims, wanted.legal_entity_id)
    claiming = sorted({claim.legal_entity_id for claim in claims if claim.legal_entity_id is not None})
    if len(claiming) > 1:
        raise BadInput.of("legal_entity_id", "several_companies", companies=claiming)
    return claiming[0] if claiming else company_of_project(ctx, space.project_id)


def _having_business(ctx: Context, space: Space, claims: Sequence[Claim], entity_id: int) -> int:
    """The company named, which must have a claim here or run one of the project's businesses today."""
    ctx.get(LegalEntity, entity_id)
    day = today(ctx, ctx.get(Project, space.project_id))
    running = select(ProjectEntity.id).where(
        ProjectEntity.project_id == space.project_id,
        ProjectEntity.legal_entity_id == entity_id,
        ProjectEntity.starts_on <= day,
        or_(ProjectEntity.ends_on.is_(None), ProjectEntity.ends_on >= day),
    )
    if any(claim.legal_entity_id == entity_id for claim in claims) or ctx.session.scalar(running.limit(1)):
        return entity_id
    raise BadInput.of("legal_entity_id", "company_not_here")
