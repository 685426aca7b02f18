"""Routes: runs of bills."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.bills.models import BillRun
from manyhold.modules.billing.runs import reversal, service
from manyhold.modules.billing.runs.schemas import RunIn, RunOut, RunPreview, RunReversalIn
from manyhold.modules.billing.runs.shown import run_shown, runs_shown

routes = Routes("/bill-runs", tag="billing")


@routes.read("", permission="billing.read", response_model=pages.Page[RunOut])
def list_runs(
    ctx: Context,
    project_id: int | None = None,
    period: int | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Runs, newest first."""
    statement = select(BillRun)
    if project_id is not None:
        statement = statement.where(BillRun.project_id == project_id)
    if period is not None:
        statement = statement.where(BillRun.period == period)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[BillRun.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("bill-runs", project_id, period),
    )
    return {"items": runs_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("", permission="billing.run", response_model=RunOut)
def draft_run(ctx: Context, wanted: RunIn) -> Any:
    """Draft a project's bills for a month; nothing is owed before it is posted."""
    run = service.draft_run(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, run)
    return run_shown(ctx, run)


@routes.read("/{run_id}", permission="billing.read", response_model=RunOut)
def get_run(ctx: Context, run_id: int) -> Any:
    """One run."""
    run = ctx.get(BillRun, run_id)
    etags.show(ctx, run)
    return run_shown(ctx, run)


@routes.read("/{run_id}/preview", permission="billing.run", response_model=RunPreview)
def preview_run(ctx: Context, run_id: int) -> Any:
    """A dry run: count and sum of the bills, and the spaces that would be left out."""
    return service.preview(ctx, ctx.get(BillRun, run_id))


@routes.act("/{run_id}/post", permission="billing.run", response_model=RunOut)
def post_run(ctx: Context, run_id: int) -> Any:
    """Post a run as a job; its bills appear all at once."""
    run = service.start_posting(ctx, ctx.get(BillRun, run_id))
    ctx.session.flush()
    return run_shown(ctx, run)


@routes.act("/{run_id}/reverse", permission="billing.reverse_run", response_model=RunOut)
def reverse_run(ctx: Context, run_id: int, wanted: RunReversalIn) -> Any:
    """Reverse a posted run: all its bills, while none of them holds money."""
    run = reversal.reverse_run(ctx, ctx.get(BillRun, run_id), wanted.reason)
    ctx.session.flush()
    return run_shown(ctx, run)


@routes.remove("/{run_id}", permission="billing.run", response_model=None)
def discard_run(ctx: Context, run_id: int, if_match: IfMatch = None) -> None:
    """Discard a draft; what was posted stays."""
    run = ctx.get(BillRun, run_id)
    etags.match(ctx, run, if_match)
    service.discard_run(ctx, run)
