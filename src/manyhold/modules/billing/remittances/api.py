"""Routes: what is held for former managers and developers, and its passing on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.queries import project_held
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.remittances import queries, service
from manyhold.modules.billing.remittances.models import Remittance
from manyhold.modules.billing.remittances.schemas import HeldOut, RemittanceIn, RemittanceOut, UndoIn

routes = Routes("/remittances", tag="billing")


@routes.read("", permission="billing.settle_openings", response_model=pages.Page[RemittanceOut])
def list_remittances(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """What was passed on, newest first."""
    statement = select(Remittance)
    if project_id is not None:
        statement = statement.where(Remittance.project_id == project_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[Remittance.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("remittances", project_id),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/held", permission="billing.settle_openings", response_model=list[HeldOut])
def list_held(ctx: Context, project_id: int) -> Any:
    """What is held for whom in a project: taken at the desk for them and not passed on yet."""
    return queries.held(ctx, project_held(ctx, project_id).id)


@routes.create("", permission="billing.settle_openings", response_model=RemittanceOut)
def remit(ctx: Context, wanted: RemittanceIn) -> Any:
    """Record that money taken for somebody was passed on to them."""
    row = service.remit(ctx, wanted)
    ctx.session.flush()
    return queries.shown(ctx, [row])[0]


@routes.act("/{remittance_id}/undo", permission="billing.settle_openings", response_model=RemittanceOut)
def undo_remittance(ctx: Context, remittance_id: int, wanted: UndoIn) -> Any:
    """Undo a remittance that was recorded wrongly; by somebody else than who recorded it."""
    row = service.undo(ctx, ctx.get(Remittance, remittance_id), wanted.reason)
    ctx.session.flush()
    return queries.shown(ctx, [row])[0]
