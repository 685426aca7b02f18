"""Verbs: pass on what was taken for somebody else, and undo that."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.organisation.queries import project_held, today
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.modules.billing.remittances.models import Remittance
from manyhold.modules.billing.remittances.queries import owed_to
from manyhold.modules.billing.remittances.schemas import RemittanceIn


def remit(ctx: Context, wanted: RemittanceIn) -> Remittance:
    """Record money that was passed on. Raises BadInput `more_than_owed`, `in_the_future`."""
    project = project_held(ctx, wanted.project_id)
    if wanted.paid_on > today(ctx, project):
        raise BadInput.of("paid_on", "in_the_future")
    owed = owed_to(ctx, project.id, wanted.creditor)
    if wanted.amount_fen > owed:
        raise BadInput.of("amount_fen", "more_than_owed", owed_fen=owed)
    row = Remittance(
        project_id=project.id,
        creditor=wanted.creditor,
        amount_fen=wanted.amount_fen,
        paid_on=wanted.paid_on,
        voucher=wanted.voucher.strip(),
        note=wanted.note.strip(),
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )
    ctx.session.add(row)
    return row


def undo(ctx: Context, row: Remittance, reason: str) -> Remittance:
    """Take a remittance back that was recorded wrongly. Not by whoever recorded it (不相容岗位分离)."""
    if row.recorded_by == ctx.actor.id:
        raise Forbidden("undone_by_recorder")
    statement = select(Remittance).where(Remittance.id == row.id).with_for_update()
    held = ctx.session.scalars(statement.execution_options(populate_existing=True)).one()
    if held.undone_at is not None:
        raise Conflict("already_undone")
    held.undone_by, held.undone_at, held.undo_reason = ctx.actor.id, ctx.now, reason.strip()
    return held
