"""Verbs: set a clock, look for what is due, confirm its removal."""

from __future__ import annotations

from manyhold.foundation.privacy.retention import queries
from manyhold.foundation.privacy.retention.models import RetentionRule, RetentionRun
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.jobs.run import start

FOUND, CONFIRMED, DONE = "found", "confirmed", "done"


def set_clock(ctx: Context, category: str, months: int) -> None:
    """The period of a category from now on. Raises NotFound for one without a clock."""
    queries.clocked(ctx, category)
    row = ctx.one(RetentionRule, RetentionRule.category == category)
    if row is None:
        ctx.session.add(RetentionRule(group_id=ctx.group_id, category=category, months=months))
    else:
        row.months = months
    ctx.session.flush()


def look(ctx: Context) -> int:
    """Find what is due by every clock; a run that waits for its confirmation is brought up to date. How many wait."""
    waiting = 0
    for one, months, _ in queries.periods(ctx):
        row = ctx.one(RetentionRun, RetentionRun.category == one.code, RetentionRun.state == FOUND)
        before = queries.last_day(ctx, months)
        count = queries.count_due(ctx, one, before) if months else 0
        if row is not None and not count:
            ctx.session.delete(row)
            continue
        if not count:
            continue
        if row is None:
            row = RetentionRun(
                group_id=ctx.group_id, category=one.code, state=FOUND, removed=0, held=0, reasons={}
            )
            ctx.session.add(row)
        row.months, row.before, row.due, row.found_at = months, before, count, ctx.now
        waiting += 1
    ctx.session.flush()
    return waiting


def confirm(ctx: Context, row: RetentionRun) -> None:
    """Let a job remove what is due. Raises Conflict `retention_confirmed` for one that was confirmed."""
    if row.state != FOUND:
        raise Conflict("retention_confirmed")
    row.state, row.confirmed_by, row.confirmed_at = CONFIRMED, ctx.actor.id, ctx.now
    job = start(ctx, "privacy.remove_due", {"run_id": row.id})
    ctx.session.flush()
    row.job_id = job.id
