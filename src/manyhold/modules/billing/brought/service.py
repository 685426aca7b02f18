"""Verbs on what was brought over with a project: use a prepayment, collect for others, refund, forfeit, hand money over.

They hold what they change in the order of `payments.service`: openings by id, bills by id, run of receipts.
"""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.kernel.events import publish
from manyhold.modules.billing.brought.schemas import CollectIn, HandedOverIn, SettleIn, UseIn
from manyhold.modules.billing.contract import PaymentReceived, PrepaymentUsed
from manyhold.modules.billing.openings.models import (
    DEPOSIT,
    FORFEITED,
    HANDED_OVER,
    PREPAYMENT,
    Opening,
    OpeningAct,
)
from manyhold.modules.billing.payments.booking import Money, book, company_of_project
from manyhold.modules.billing.payments.claims import liable, open_arrears, open_claims, shares_of
from manyhold.modules.billing.payments.kin import require_was
from manyhold.modules.billing.payments.models import Payment

VOUCHER = "billing.voucher"
BROUGHT_OVER = "brought_over"


def use(ctx: Context, opening: Opening, wanted: UseIn) -> Payment:
    """Settle what is open with a brought-over prepayment; its receipt says so, and no money is taken.

    Raises Conflict `not_a_prepayment`, `nothing_left`, `nothing_open`; BadInput `more_than_left`, and as payments do.
    """
    if opening.kind != PREPAYMENT:
        raise Conflict("not_a_prepayment")
    if wanted.legal_entity_id is not None:
        ctx.get(LegalEntity, wanted.legal_entity_id)
    entity_id = wanted.legal_entity_id or opening.legal_entity_id
    space = ctx.get(Space, opening.space_id)
    claims = open_claims(ctx, space, wanted, entity_id, drawn_id=opening.id)
    left = opening.open_fen
    if left == 0:
        raise Conflict("nothing_left")
    if wanted.amount_fen is not None and wanted.amount_fen > left:
        raise BadInput.of("amount_fen", "more_than_left", left_fen=left)
    companies = sorted({claim.legal_entity_id for claim in claims if claim.legal_entity_id is not None})
    if len(companies) > 1:
        raise BadInput.of("legal_entity_id", "several_companies", companies=companies)
    shares = shares_of(claims, wanted, wanted.amount_fen or left)
    amount_fen = sum(shares.values())
    if amount_fen == 0:
        raise Conflict("nothing_open")
    money = Money(
        space,
        companies[0],
        amount_fen,
        BROUGHT_OVER,
        payer_version_id=opening.party_version_id or next(filter(None, map(liable, claims)), None),
        drawn_id=opening.id,
    )
    opening.settled_fen += amount_fen
    payment = book(ctx, money, claims, shares)
    publish(
        ctx,
        PrepaymentUsed(
            id=payment.id,
            project_id=payment.project_id,
            space_id=payment.space_id,
            opening_id=opening.id,
            amount_fen=amount_fen,
        ),
        project_id=payment.project_id,
    )
    return payment


def collect(ctx: Context, wanted: CollectIn) -> Payment:
    """Take money for a former manager or developer on their arrears (代收): it is owed to them from then on.

    Raises BadInput `more_than_open` where something would be left over, and as payments do.
    """
    space = ctx.get(Space, wanted.space_id)
    require_was(ctx, space)
    for kind, one_id in ((PartyVersion, wanted.payer_version_id), (LegalEntity, wanted.legal_entity_id)):
        if one_id is not None:
            ctx.get(kind, one_id)
    claims = open_arrears(ctx, space, wanted.creditor, wanted)
    shares = shares_of(claims, wanted, wanted.amount_fen)
    if (most := sum(shares.values())) != wanted.amount_fen:
        raise BadInput.of("amount_fen", "more_than_open", open_fen=most)
    money = Money(
        space,
        wanted.legal_entity_id or company_of_project(ctx, space.project_id),
        wanted.amount_fen,
        wanted.method,
        wanted.reference,
        wanted.payer_version_id or next(filter(None, map(liable, claims)), None),
        held_for=wanted.creditor,
    )
    payment = book(ctx, money, claims, shares)
    publish(
        ctx,
        PaymentReceived(
            id=payment.id,
            project_id=payment.project_id,
            space_id=space.id,
            amount_fen=payment.amount_fen,
            allocated_fen=payment.amount_fen,
            held_for=payment.held_for,
        ),
        project_id=payment.project_id,
    )
    return payment


def settle(ctx: Context, opening: Opening, wanted: SettleIn) -> OpeningAct:
    """Refund a prepayment or deposit, or forfeit a deposit, with the voucher that stands for it.

    Raises Conflict `not_refundable`, `money_not_with_us` (nobody pays back what another holds), `nothing_left`; BadInput
    `more_than_left`.
    """
    kinds = (DEPOSIT,) if wanted.kind == FORFEITED else (PREPAYMENT, DEPOSIT)
    if opening.kind not in kinds:
        raise Conflict("not_refundable", kind=opening.kind)
    held = _held(ctx, [opening.id])[0]
    if not held.is_with_us:
        raise Conflict("money_not_with_us", creditor=held.creditor)
    amount_fen = held.open_fen if wanted.amount_fen is None else wanted.amount_fen
    if held.open_fen == 0:
        raise Conflict("nothing_left")
    if amount_fen > held.open_fen:
        raise BadInput.of("amount_fen", "more_than_left", left_fen=held.open_fen)
    _check_files(ctx, held.project_id, wanted.voucher_file_ids)
    held.settled_fen += amount_fen
    return _record(
        ctx,
        held,
        wanted.kind,
        amount_fen,
        wanted.voucher,
        wanted.reason,
        sorted(set(wanted.voucher_file_ids)),
    )


def hand_money_over(ctx: Context, wanted: HandedOverIn) -> list[OpeningAct]:
    """Record that the money of prepayments and deposits reached us from who held it; from that day on it is ours to use.

    Raises BadInput `unknown_reference`, `with_us_already` for one of them, `in_the_future`.
    """
    rows = _held(ctx, wanted.opening_ids)
    known = {row.id for row in rows if row.kind in (PREPAYMENT, DEPOSIT)}
    for place, one_id in enumerate(wanted.opening_ids):
        if one_id not in known:
            raise BadInput.of(f"opening_ids.{place}", "unknown_reference")
    made: list[OpeningAct] = []
    for row in rows:
        if row.is_with_us:
            raise BadInput.of(f"opening_ids.{wanted.opening_ids.index(row.id)}", "with_us_already")
        if wanted.received_on > today(ctx, ctx.get(Project, row.project_id)):
            raise BadInput.of("received_on", "in_the_future")
        row.handed_over_on = wanted.received_on
        made.append(_record(ctx, row, HANDED_OVER, row.amount_fen, wanted.voucher, "", []))
    return made


def undo(ctx: Context, act: OpeningAct, reason: str) -> Opening:
    """Undo a refund, a forfeit or a handing-over that was recorded wrongly; not by whoever recorded it.

    Raises Conflict `already_undone`, `money_spent` when what was handed over has been paid out since.
    """
    if act.recorded_by == ctx.actor.id:
        raise Forbidden("undone_by_recorder")
    opening = _held(ctx, [act.opening_id])[0]
    statement = select(OpeningAct).where(OpeningAct.id == act.id).with_for_update()
    held = ctx.session.scalars(statement.execution_options(populate_existing=True)).one()
    if held.undone_at is not None:
        raise Conflict("already_undone")
    if held.kind == HANDED_OVER:
        paid_out = select(OpeningAct.id).where(
            OpeningAct.opening_id == opening.id,
            OpeningAct.kind != HANDED_OVER,
            OpeningAct.undone_at.is_(None),
        )
        if ctx.session.scalar(paid_out.limit(1)) is not None:
            raise Conflict("money_spent")
        opening.handed_over_on = None
    else:
        opening.settled_fen -= held.amount_fen
    held.undone_by, held.undone_at, held.undo_reason = ctx.actor.id, ctx.now, reason.strip()
    return opening


def _held(ctx: Context, opening_ids: list[int]) -> list[Opening]:
    statement = select(Opening).where(Opening.id.in_(opening_ids)).order_by(Opening.id)
    held = statement.with_for_update(of=Opening).execution_options(populate_existing=True)
    return list(ctx.session.scalars(held))


def _record(
    ctx: Context, opening: Opening, kind: str, amount_fen: int, voucher: str, reason: str, files: list[int]
) -> OpeningAct:
    act = OpeningAct(
        project_id=opening.project_id,
        space_id=opening.space_id,
        opening_id=opening.id,
        kind=kind,
        amount_fen=amount_fen,
        reason=reason.strip(),
        voucher=voucher.strip(),
        voucher_file_ids=files,
        business_date=today(ctx, ctx.get(Project, opening.project_id)),
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )
    ctx.session.add(act)
    ctx.session.flush()
    return act


def _check_files(ctx: Context, project_id: int, file_ids: list[int]) -> None:
    known = set(
        ctx.session.scalars(
            select(StoredFile.id).where(
                StoredFile.id.in_(file_ids),
                StoredFile.project_id == project_id,
                StoredFile.purpose == VOUCHER,
            )
        )
    )
    if set(file_ids) - known:
        raise BadInput.of("voucher_file_ids", "unknown_reference")
