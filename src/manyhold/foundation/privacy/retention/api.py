"""Routes: how long personal data is kept, and the removal of what is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.privacy.retention import queries, service
from manyhold.foundation.privacy.retention.models import RetentionRun
from manyhold.foundation.privacy.retention.schemas import ClockIn, ClockOut, DueOut, RetentionRunOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

READ, KEEP, HANDLE = "privacy.read", "privacy.keep", "privacy.handle"
routes = Routes("/privacy/retention", tag="privacy")


@routes.read("/clocks", permission=READ, response_model=list[ClockOut])
def list_clocks(ctx: Context) -> Any:
    """Every category with a clock, and what is due by it today."""
    return queries.clocks(ctx)


@routes.replace("/clocks/{category}", permission=KEEP, response_model=list[ClockOut])
def set_clock(ctx: Context, category: str, wanted: ClockIn) -> Any:
    """Set the period of a category."""
    service.set_clock(ctx, category, wanted.months)
    return queries.clocks(ctx)


@routes.read("/runs", permission=READ, response_model=pages.Page[RetentionRunOut])
def list_runs(ctx: Context, limit: pages.Limit = 50, cursor: pages.CursorParam = None) -> Any:
    """What was found due, the newest first."""
    rows, after = pages.load(
        ctx,
        select(RetentionRun),
        order_by=[RetentionRun.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound="privacy-retention-runs",
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("/runs", permission=HANDLE, is_idempotent=False, response_model=list[ClockOut])
def look_now(ctx: Context) -> Any:
    """Look for what is due now, instead of waiting for the night."""
    service.look(ctx)
    return queries.clocks(ctx)


@routes.read("/runs/{retention_run_id}/due", permission=HANDLE, response_model=list[DueOut])
def list_due(ctx: Context, retention_run_id: int) -> Any:
    """The first fifty that a confirmation would remove, and what would hold each."""
    return queries.sample(ctx, ctx.get(RetentionRun, retention_run_id))


@routes.act("/runs/{retention_run_id}/confirm", permission=HANDLE, response_model=RetentionRunOut)
def confirm_run(ctx: Context, retention_run_id: int) -> Any:
    """Remove what is due; it cannot be taken back."""
    row = ctx.get(RetentionRun, retention_run_id)
    service.confirm(ctx, row)
    return queries.shown(ctx, [row])[0]
