"""How a fee is charged in a month: which price holds, which company earns it, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.organisation.closing import last_billing_day
from manyhold.foundation.organisation.models import ProjectEntity
from manyhold.foundation.organisation.rules import in_force
from manyhold.kernel.clock import add_months, first_day, last_day
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.modules.billing.bills.models import POSTED, BillRun, RunItem
from manyhold.modules.billing.contract import UnbilledMonth
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.rules import covers
from manyhold.modules.billing.runs.predecessors import billed_before
from manyhold.modules.billing.runs.queries import Charge


class Refused(Exception):
    """A fee cannot be charged in that month; `code` says why."""

    def __init__(self, code: str, fee_item_id: int, price_version_id: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.fee_item_id = fee_item_id
        self.price_version_id = price_version_id


def charge_of(
    ctx: Context, run: BillRun, fee_item_id: int, business_date: date, *, holds: bool = False
) -> Charge:
    """The charge of one fee of a run.

    Raises Refused; with `holds` the price's row is held until the commit.
    """
    item = ctx.get(FeeItem, fee_item_id)
    if not item.is_active:
        raise Refused("fee_item_inactive", fee_item_id)
    prices = select(PriceVersion).where(
        PriceVersion.project_id == run.project_id, PriceVersion.fee_item_id == fee_item_id
    )
    if holds:
        prices = prices.with_for_update().execution_options(populate_existing=True)
    price = next((one for one in ctx.session.scalars(prices).all() if covers(one, run.period)), None)
    if price is None:
        raise Refused("without_price", fee_item_id)
    if not run.is_supplementary and is_run(ctx, run.project_id, fee_item_id, run.period):
        raise Refused("already_posted", fee_item_id, price.id)
    entities: Sequence[Any] = ctx.session.scalars(
        select(ProjectEntity).where(
            ProjectEntity.project_id == run.project_id, ProjectEntity.business == item.business
        )
    ).all()
    # Price, company and payer are all judged as of the month's last day.
    entity = in_force(entities, last_day(run.period))
    if entity is None:
        raise Refused("without_legal_entity", fee_item_id, price.id)
    return Charge(
        project_id=run.project_id,
        period=run.period,
        fee_item_id=item.id,
        space_kinds=tuple(item.space_kinds),
        calculation=item.calculation,
        price_version_id=price.id,
        price=price.price,
        day_method=price.day_method,
        tax_rate_bp=item.tax_rate_bp,
        legal_entity_id=entity.legal_entity_id,
        due_on=run.due_on,
        business_date=business_date,
        until=_until(ctx, run),
        billed_before=billed_before(ctx, run.project_id, item.id, run.period),
    )


def check_last_day(ctx: Context, project_id: int, of_period: int) -> None:
    """Raise Conflict `past_last_billing_day`, which names the day, for a month that lies wholly after it."""
    day = last_billing_day(ctx, project_id)
    if day is not None and first_day(of_period) > day:
        raise Conflict("past_last_billing_day", last_billing_on=day.isoformat())


def unbilled_months(ctx: Context, project_id: int, last: int) -> Iterator[UnbilledMonth]:
    """Months up to `last` that a price covers and no run has billed, from each fee's last run on."""
    prices = ctx.session.scalars(select(PriceVersion).where(PriceVersion.project_id == project_id)).all()
    fees = {price.fee_item_id: ctx.get(FeeItem, price.fee_item_id) for price in prices}
    standing = select(BillRun.id).where(BillRun.project_id == project_id, BillRun.state == POSTED)
    ran = ctx.session.execute(
        select(RunItem.fee_item_id, func.max(RunItem.period))
        .where(RunItem.project_id == project_id, RunItem.run_id.in_(standing), RunItem.period <= last)
        .group_by(RunItem.fee_item_id)
    )
    billed: dict[int, int] = {row[0]: row[1] for row in ran}
    for fee_item_id, fee in sorted(fees.items()):
        month = add_months(billed[fee_item_id], 1) if fee_item_id in billed else last
        while month <= last and fee.is_active:
            if any(price.fee_item_id == fee_item_id and covers(price, month) for price in prices):
                yield UnbilledMonth(fee_item_id=fee_item_id, fee=fee.name, period=month)
            month = add_months(month, 1)


def _until(ctx: Context, run: BillRun) -> date | None:
    day = last_billing_day(ctx, run.project_id)
    return day if day is not None and day < last_day(run.period) else None


def is_run(ctx: Context, project_id: int, fee_item_id: int, of_period: int) -> bool:
    """Whether a run of a month of a fee stands: neither reversed, nor a supplement to one that may be."""
    ran = _items(select(RunItem.id), project_id, fee_item_id, of_period)
    standing = ran.join(BillRun, BillRun.id == RunItem.run_id).where(
        BillRun.state == POSTED, BillRun.is_supplementary.is_(False)
    )
    return ctx.session.scalar(standing.limit(1)) is not None


def last_number(ctx: Context, project_id: int, fee_item_id: int, of_period: int) -> int:
    """The number of the last run of a month of a fee, whatever became of it."""
    return (
        ctx.session.scalar(_items(select(func.max(RunItem.number)), project_id, fee_item_id, of_period)) or 0
    )


def _items(statement: Select[Any], project_id: int, fee_item_id: int, of_period: int) -> Select[Any]:
    return statement.where(
        RunItem.project_id == project_id, RunItem.fee_item_id == fee_item_id, RunItem.period == of_period
    )
