"""Verbs: draft a month's bills, look at what would come of it, post it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.queries import hold_project, project_held, today
from manyhold.kernel import bulk
from manyhold.kernel.clock import ClockError, add_months, last_day, period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.jobs.run import start
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import DRAFT, POSTED, REVERSED, Bill, BillRun, RunItem
from manyhold.modules.billing.contract import RunPosted
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.rules import day_divisor, day_factor
from manyhold.modules.billing.runs import queries
from manyhold.modules.billing.runs.charges import Refused, charge_of, check_last_day, is_run, last_number
from manyhold.modules.billing.runs.queries import Charge
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.shown import run_shown

EXAMPLES = 100


def draft_run(ctx: Context, wanted: RunIn) -> BillRun:
    """A draft of a project's month.

    Raises BadInput `period_too_far` for a month beyond the next one, Conflict `past_last_billing_day` for one after the
    project's last day, and Conflict `already_posted` when it was posted and this is no supplement.
    """
    project = project_held(ctx, wanted.project_id)
    try:
        end = last_day(wanted.period)
    except ClockError:
        raise BadInput.of("period", "period_wrong") from None
    _check_near(ctx, project, wanted.period)
    check_last_day(ctx, project.id, wanted.period)
    for fee_item_id in wanted.fee_item_ids:
        ctx.get(FeeItem, fee_item_id)
        if not wanted.is_supplementary and is_run(ctx, project.id, fee_item_id, wanted.period):
            raise Conflict("already_posted", fee_item_id=fee_item_id, period=wanted.period)
    run = BillRun(
        project_id=project.id,
        period=wanted.period,
        fee_item_ids=sorted(set(wanted.fee_item_ids)),
        due_on=wanted.due_on or end,
        is_supplementary=wanted.is_supplementary,
        state=DRAFT,
        job_id=None,
        line_count=0,
        total_fen=0,
        reverse_reason="",
        created_by=ctx.actor.id,
        created_at=ctx.now,
        posted_at=None,
    )
    ctx.session.add(run)
    return run


def preview(ctx: Context, run: BillRun) -> dict[str, Any]:
    """What posting the run would make now, fee by fee, and which spaces it would leave out."""
    check_last_day(ctx, run.project_id, run.period)
    day = today(ctx, ctx.get(Project, run.project_id))
    fees = [_fee_preview(ctx, run, fee_item_id, day) for fee_item_id in run.fee_item_ids]
    return {
        "run": run_shown(ctx, run),
        "line_count": sum(fee["line_count"] for fee in fees),
        "total_fen": sum(fee["total_fen"] for fee in fees),
        "fees": fees,
    }


def discard_run(ctx: Context, run: BillRun) -> None:
    """Remove a draft. Raises Conflict when the run is posted or is being posted."""
    _check_draft(ctx, run)
    ctx.session.delete(run)


def start_posting(ctx: Context, run: BillRun) -> BillRun:
    """Queue the posting as a job. Raises Conflict when the run is posted or is being posted."""
    _check_draft(ctx, run)
    check_last_day(ctx, run.project_id, run.period)
    day = today(ctx, ctx.get(Project, run.project_id))
    for fee_item_id in run.fee_item_ids:
        _charge(ctx, run, fee_item_id, day)
    run.job_id = start(ctx, "billing.run", {"run_id": run.id}, project_id=run.project_id).id
    return run


def post_run(ctx: Context, run: BillRun, *, business_date: date | None = None) -> BillRun:
    """Make the run's bills: all of them with this transaction, or none. A posted run stays as it is.

    `business_date` is the day on which the bills count as issued, today when not said; only a
    demonstration's past says it.
    """
    held = select(BillRun).where(BillRun.id == run.id).with_for_update()
    run = ctx.session.scalars(held.execution_options(populate_existing=True)).one()
    if run.state != DRAFT:
        return run
    hold_project(ctx, run.project_id)
    check_last_day(ctx, run.project_id, run.period)
    day = business_date or today(ctx, ctx.get(Project, run.project_id))
    for fee_item_id in run.fee_item_ids:
        item = _post_fee(ctx, run, _charge(ctx, run, fee_item_id, day, holds=True))
        run.line_count += item.line_count
        run.total_fen += item.total_fen
    run.state, run.posted_at = POSTED, ctx.now
    publish(
        ctx,
        RunPosted(
            id=run.id,
            project_id=run.project_id,
            period=run.period,
            line_count=run.line_count,
            total_fen=run.total_fen,
        ),
        project_id=run.project_id,
    )
    ctx.session.flush()
    return run


def post_month(ctx: Context, wanted: RunIn, business_date: date) -> BillRun:
    """Draft and post a past month at once, as issued on `business_date`: for a demonstration's history."""
    run = draft_run(ctx, wanted)
    ctx.session.flush()
    return post_run(ctx, run, business_date=business_date)


def _post_fee(ctx: Context, run: BillRun, charge: Charge) -> RunItem:
    item = RunItem(
        project_id=run.project_id,
        run_id=run.id,
        fee_item_id=charge.fee_item_id,
        period=charge.period,
        number=last_number(ctx, run.project_id, charge.fee_item_id, charge.period) + 1,
        price_version_id=charge.price_version_id,
        legal_entity_id=charge.legal_entity_id,
        calculation={
            "calculation": charge.calculation,
            "price": str(charge.price),
            "day_method": charge.day_method,
            "day_factor": day_factor(charge.day_method),
            "day_divisor": day_divisor(charge.day_method, charge.period),
            "rounding": "half_up",
            "tax_rate_bp": charge.tax_rate_bp,
            "space_kinds": list(charge.space_kinds),
            "legal_entity_name": ctx.get(LegalEntity, charge.legal_entity_id).name,
        },
        line_count=0,
        total_fen=0,
        posted_at=ctx.now,
    )
    ctx.session.add(item)
    ctx.session.flush()
    for beginning in queries.beginnings(ctx, charge):
        first_id = bulk.reserve_ids(ctx.session, beginning.ids)
        source = queries.bills(charge, item.id, beginning, first_id)
        item.line_count += bulk.insert_from_select(ctx.session, Bill, source, project_id=run.project_id)
        item.total_fen += queries.posted_total(ctx, item.id, first_id, beginning.ids)
    price = ctx.get(PriceVersion, charge.price_version_id)
    price.billed_until = max(price.billed_until or 0, charge.period)
    return item


def _charge(ctx: Context, run: BillRun, fee_item_id: int, day: date, *, holds: bool = False) -> Charge:
    try:
        return charge_of(ctx, run, fee_item_id, day, holds=holds)
    except Refused as refused:
        raise Conflict(refused.code, fee_item_id=fee_item_id, period=run.period) from None


def _fee_preview(ctx: Context, run: BillRun, fee_item_id: int, day: date) -> dict[str, Any]:
    before = _posted_before(ctx, run, fee_item_id)
    try:
        charge = charge_of(ctx, run, fee_item_id, day)
    except Refused as refused:
        return {
            **before,
            "fee_item_id": fee_item_id,
            "price_version_id": refused.price_version_id,
            "refusal": refused.code,
            "line_count": 0,
            "total_fen": 0,
            "left_out": {},
            "examples": [],
        }
    count, sum_fen = queries.totals(ctx, charge)
    spaces = queries.left_out(ctx, charge)
    reasons = spaces.subquery("spaces")
    counts = ctx.session.execute(
        select(reasons.c.reason, func.count()).select_from(reasons).group_by(reasons.c.reason)
    )
    examples = ctx.session.execute(spaces.order_by("reason", "space_id").limit(EXAMPLES)).mappings()
    return {
        **before,
        "fee_item_id": fee_item_id,
        "price_version_id": charge.price_version_id,
        "refusal": None,
        "line_count": count,
        "total_fen": sum_fen,
        "left_out": {row[0]: row[1] for row in counts},
        "examples": list(examples),
    }


def _posted_before(ctx: Context, run: BillRun, fee_item_id: int) -> dict[str, int]:
    """What the month before was posted with, for the same fee."""
    count, sum_fen = ctx.session.execute(
        select(func.coalesce(func.sum(RunItem.line_count), 0), total(RunItem.total_fen)).where(
            RunItem.project_id == run.project_id,
            RunItem.fee_item_id == fee_item_id,
            RunItem.period == add_months(run.period, -1),
            RunItem.run_id.in_(select(BillRun.id).where(BillRun.state == POSTED)),
        )
    ).one()
    return {"last_line_count": count, "last_total_fen": sum_fen}


def _check_draft(ctx: Context, run: BillRun) -> None:
    if run.state != DRAFT:
        raise Conflict("run_reversed" if run.state == REVERSED else "run_posted")
    job = None if run.job_id is None else ctx.session.get(Job, run.job_id)
    if job is not None and job.state in (QUEUED, RUNNING):
        raise Conflict("run_under_way", job_id=job.id)


def _check_near(ctx: Context, project: Project, wanted: int) -> None:
    # Residents see a posted run at once, so a mistyped year would be owed at once and would hold the price for as long.
    last = add_months(period(today(ctx, project)), 1)
    if wanted > last:
        raise BadInput.of("period", "period_too_far", last=last)
