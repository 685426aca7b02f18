"""The site that is being taken over: its takeover has begun, the sheet's figures are typed in, the ledger waits."""

from __future__ import annotations

from datetime import timedelta

from manyhold.demo.stage import Stage
from manyhold.modules.takeovers.schemas import TakeoverIn, TotalsIn
from manyhold.modules.takeovers.service import begin, move, state


def begin_takeover(stage: Stage) -> None:
    """Begin the takeover and lead it to its masters; whoever shows the product loads the ledger that lies beside it."""
    if stage.takeover is None:
        return
    site = stage.takeover
    with stage.unit(stage.now - timedelta(days=3)) as ctx:
        row = begin(
            ctx,
            TakeoverIn(
                project_id=site.project_id,
                former_manager="旧日物业服务有限公司",
                cut_over_on=stage.now.date().replace(day=1) - timedelta(days=1),
            ),
        )
        ctx.session.flush()
        stated = {
            "households": 330,
            "rooms": 330,
            "parking": 200,
            "arrears/物业服务费": 18_642_350,
            "prepayment_fen": 2_310_000,
            "deposit_fen": 1_400_000,
        }
        state(ctx, row, TotalsIn(stated=stated))
        move(ctx, row, "masters")
