"""The verb that takes a posted run back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.events import publish
from manyhold.modules.billing.bills.models import POSTED, REVERSED, Bill, BillRun, RunItem
from manyhold.modules.billing.contract import RunReversed
from manyhold.modules.billing.fees.models import PriceVersion

EXAMPLES = 5


def reverse_run(ctx: Context, run: BillRun, reason: str) -> BillRun:
    """Reverse all bills of a posted run, or none; the month can be run again then.

    Raises Conflict `run_not_posted`, and `run_paid` with the places of the bills that hold money: their payments
    are to be reversed first. Held are the run, its prices as a posting holds them, and its bills by id as payments
    hold them: of a payment and a reversal at one time the later sees what the other did.
    """
    held = select(BillRun).where(BillRun.id == run.id).with_for_update()
    run = ctx.session.scalars(held.execution_options(populate_existing=True)).one()
    if run.state != POSTED:
        raise Conflict("run_not_posted", state=run.state)
    its_bills = _bills_of(run)
    prices = _held_prices(ctx, run)
    by_id = Bill.id + 0  # sorted, not read off the index of all the project's bills by id
    bills = select(Bill.id).where(*its_bills).order_by(by_id).with_for_update(of=Bill)
    ctx.session.execute(select(func.count()).select_from(bills.subquery()))
    _check_unpaid(ctx, its_bills)
    day = today(ctx, ctx.get(Project, run.project_id))
    bulk.update_where(ctx.session, Bill, its_bills, {"reversed_on": day})
    run = ctx.get(BillRun, run.id)
    run.state, run.reversed_by, run.reversed_at = REVERSED, ctx.actor.id, ctx.now
    run.reverse_reason = reason
    ctx.session.flush()
    _free_prices(ctx, prices)
    publish(
        ctx,
        RunReversed(
            id=run.id,
            project_id=run.project_id,
            period=run.period,
            line_count=run.line_count,
            total_fen=run.total_fen,
        ),
        project_id=run.project_id,
    )
    return run


def _bills_of(run: BillRun) -> list[ColumnElement[bool]]:
    """The bills of a run that stands, so named that the index of those in force finds them.

    None is kept by run: the index would be paid for by every bill, for the sake of a rare act.
    """
    return [
        Bill.project_id == run.project_id,
        Bill.fee_item_id.in_(run.fee_item_ids),
        Bill.period == run.period,
        Bill.reversed_on.is_(None),
        Bill.run_item_id.in_(select(RunItem.id).where(RunItem.run_id == run.id)),
    ]


def _held_prices(ctx: Context, run: BillRun) -> list[int]:
    used = select(RunItem.price_version_id).where(RunItem.run_id == run.id)
    prices = select(PriceVersion.id).where(PriceVersion.id.in_(used)).order_by(PriceVersion.id)
    return list(ctx.session.scalars(prices.with_for_update()))


def _check_unpaid(ctx: Context, its_bills: list[ColumnElement[bool]]) -> None:
    paid = (*its_bills, Bill.settled_fen > 0)
    count = ctx.session.scalar(select(func.count(Bill.id)).where(*paid))
    if count:
        places = select(Space.label).join(Bill, Bill.space_id == Space.id).where(*paid)
        labels = ctx.session.scalars(places.order_by(Bill.id).limit(EXAMPLES)).all()
        raise Conflict("run_paid", bills=count, spaces="、".join(labels))


def _free_prices(ctx: Context, price_ids: list[int]) -> None:
    """What a price has billed until is again what the runs say that stand."""
    standing = select(BillRun.id).where(BillRun.state == POSTED)
    for price_id in price_ids:
        last = select(func.max(RunItem.period)).where(
            RunItem.price_version_id == price_id, RunItem.run_id.in_(standing)
        )
        ctx.get(PriceVersion, price_id).billed_until = ctx.session.scalar(last)
