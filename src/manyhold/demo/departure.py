"""A site that is being left: the notice is given, its last billing day is set, and what is open is half decided."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from manyhold.demo.stage import Stage, at
from manyhold.kernel.clock import last_day, period
from manyhold.modules.departures.models import DepartureLine
from manyhold.modules.departures.schemas import DecideIn, DepartureIn, StageIn
from manyhold.modules.departures.service import begin, decide, move, set_last_day


def begin_departure(stage: Stage) -> None:
    """The last site leaves at the end of this month; the money is decided, the rest waits."""
    if len(stage.sites) < 4 or stage.takeover is None:
        return
    site, today = stage.sites[-1], stage.now.date()
    notice = today - timedelta(days=38)
    with stage.unit(at(today - timedelta(days=3), 10), only=site) as ctx:
        row = begin(
            ctx,
            DepartureIn(
                project_id=site.project_id, successor="新程物业服务有限公司", reason="合同到期，业主大会另行选聘",
                notice_on=notice,
            ),
        )  # fmt: skip
        ctx.session.flush()
        move(ctx, row, StageIn(to="last_day"))
        set_last_day(ctx, row, last_day(period(today)))
        ctx.session.flush()
        move(ctx, row, StageIn(to="final_runs"))
        move(ctx, row, StageIn(to="balances", unbilled_reason="本月账单由承接方一并出具"))
        kinds = set(
            ctx.session.scalars(
                select(DepartureLine.kind).where(
                    DepartureLine.departure_id == row.id, DepartureLine.decision == ""
                )
            )
        )
        if "prepayment" in kinds:
            decide(ctx, row, DecideIn(kind="prepayment", decision="hand_over"))
