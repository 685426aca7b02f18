"""How a fee is charged in a month: which price holds, which company earns it, and what forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.organisation.models import ProjectEntity
from manyhold.foundation.organisation.rules import in_force
from manyhold.kernel.clock import last_day
from manyhold.kernel.context import Context
from manyhold.modules.billing.bills.models import BillRun, RunItem
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.rules import covers
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
    if not run.is_supplementary and runs_before(ctx, run.project_id, fee_item_id, run.period):
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
        is_supplementary=run.is_supplementary,
    )


def runs_before(ctx: Context, project_id: int, fee_item_id: int, of_period: int) -> int:
    """How many times a month of a fee was posted already."""
    last = ctx.session.scalar(
        select(func.max(RunItem.number)).where(
            RunItem.project_id == project_id, RunItem.fee_item_id == fee_item_id, RunItem.period == of_period
        )
    )
    return last or 0
