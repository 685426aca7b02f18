"""How a payment is booked: its receipt number, its entries, and what they settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from manyhold.foundation.organisation.models import LegalEntity, Project, ProjectEntity
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.organisation.rules import in_force
from manyhold.foundation.organisation.tokens import COMPANY_CODE, PROJECT_CODE
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.standards.numbering.service import take
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.openings.models import Opening
from manyhold.modules.billing.payments.claims import Claim
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.payments.rules import RECEIPT


@dataclass(frozen=True, slots=True)
class Money:
    """What is to be booked for a space: money of ours, money held for another, or a brought-over prepayment used."""

    space: Space
    legal_entity_id: int
    amount_fen: int
    method: str
    reference: str = ""
    payer_version_id: int | None = None
    drawn_id: int | None = None
    held_for: str = ""


def book(ctx: Context, money: Money, claims: Sequence[Claim], shares: dict[int, int]) -> Payment:
    """Give it a receipt number, enter it, and settle the claims by their shares; what is over is prepayment."""
    project = ctx.get(Project, money.space.project_id)
    company = ctx.get(LegalEntity, money.legal_entity_id)
    day = today(ctx, project)
    payment = Payment(
        project_id=project.id,
        space_id=money.space.id,
        legal_entity_id=money.legal_entity_id,
        amount_fen=money.amount_fen,
        method=money.method,
        reference=money.reference,
        drawn_id=money.drawn_id,
        held_for=money.held_for,
        payer_version_id=money.payer_version_id,
        receipt_no="",
        received_at=ctx.now,
        business_date=day,
        period=period(day),
        cashier_id=ctx.actor.id,
        company_name=company.name,
        project_name=project.name,
        space_label=money.space.label,
    )
    codes = {COMPANY_CODE.name: company.code, PROJECT_CODE.name: project.code}
    payment.receipt_no = take(ctx, RECEIPT, codes, day)
    _check_reference(ctx, payment)
    ctx.session.add(payment)
    ctx.session.flush()
    ctx.session.add(entry(ctx, payment, RECEIVED, payment.amount_fen))
    settle(ctx, payment, claims, shares)
    return payment


def settle(ctx: Context, payment: Payment, claims: Sequence[Claim], shares: dict[int, int]) -> None:
    """Settle claims that are held with money of a payment."""
    by_id = {claim.id: claim for claim in claims}
    for claim_id, share in sorted(shares.items()):
        by_id[claim_id].settled_fen += share
        ctx.session.add(entry(ctx, payment, ALLOCATED, share, claim=by_id[claim_id]))
    ctx.session.flush()


def entry(ctx: Context, payment: Payment, kind: str, amount_fen: int, *, claim: Claim | None = None) -> Entry:
    """An entry of today, not yet in the session."""
    day = today(ctx, ctx.get(Project, payment.project_id))
    return Entry(
        project_id=payment.project_id,
        space_id=payment.space_id,
        kind=kind,
        amount_fen=amount_fen,
        payment_id=payment.id,
        bill_id=claim.id if isinstance(claim, Bill) else None,
        opening_id=claim.id if isinstance(claim, Opening) else None,
        drawn_id=payment.drawn_id,
        held_for=payment.held_for,
        reverses_id=None,
        legal_entity_id=payment.legal_entity_id,
        business_date=day,
        period=period(day),
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )


def company_of_project(ctx: Context, project_id: int) -> int:
    """The company that runs the property fee today. Raises Conflict `without_legal_entity`."""
    entities = ctx.session.scalars(
        select(ProjectEntity).where(
            ProjectEntity.project_id == project_id, ProjectEntity.business == "property_fee"
        )
    ).all()
    entity = in_force(entities, today(ctx, ctx.get(Project, project_id)))
    if entity is None:
        raise Conflict("without_legal_entity")
    return entity.legal_entity_id


def _check_reference(ctx: Context, payment: Payment) -> None:
    """A bank reference stands for one transfer: twice for one space it was typed twice.

    Asked while the run of the receipt's number is held, the same for all of a space's receipts of a day, so that two
    desks cannot both pass. One transfer may settle several spaces, and pay us and somebody else.
    """
    if not payment.reference:
        return
    before = ctx.session.scalar(
        select(Payment.receipt_no).where(
            Payment.legal_entity_id == payment.legal_entity_id,
            Payment.space_id == payment.space_id,
            Payment.method == payment.method,
            Payment.reference == payment.reference,
            Payment.held_for == payment.held_for,
            Payment.id.not_in(select(Reversal.payment_id)),
        )
    )
    if before is not None:
        raise BadInput.of("reference", "reference_booked", receipt_no=before)
