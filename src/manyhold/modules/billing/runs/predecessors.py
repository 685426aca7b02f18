"""Spaces whose floor was billed already in a month, under what they were made of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from manyhold.foundation.spaces.lineage.kin import ancestry
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.modules.billing.bills.models import Bill

AT_ONCE = 1_000


def billed_before(ctx: Context, project_id: int, fee_item_id: int, period: int) -> tuple[int, ...]:
    """The opened spaces of a project, any ancestor of which has a bill of the month that reaches past their first day.

    Asked once for a run, over all generations: a project in which nothing was split or merged costs one query.
    """
    kin = ancestry(ctx, project_id)
    if not kin:
        return ()
    until: dict[int, date] = {}
    before = sorted(set().union(*kin.values()))
    for start in range(0, len(before), AT_ONCE):
        rows = ctx.session.execute(
            select(Bill.space_id, func.max(Bill.service_to))
            .where(
                Bill.project_id == project_id,
                Bill.fee_item_id == fee_item_id,
                Bill.period == period,
                Bill.space_id.in_(before[start : start + AT_ONCE]),
                Bill.reversed_on.is_(None),
            )
            .group_by(Bill.space_id)
        )
        until |= {row[0]: row[1] for row in rows}
    opened = ctx.session.execute(
        select(Space.id, Space.opened_on).where(Space.project_id == project_id, Space.opened_on.is_not(None))
    )
    return tuple(
        space_id
        for space_id, opened_on in opened
        if any(until.get(one, date.min) >= opened_on for one in kin.get(space_id, ()))
    )
