"""Scheduled work: tell of contracts that end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.messaging.service import send
from manyhold.kernel.jobs.run import JobRun
from manyhold.modules.agreements.models import Agreement
from manyhold.modules.agreements.queries import group_day
from manyhold.modules.agreements.rules import MARKS, due_mark


def warn(run: JobRun) -> dict[str, Any]:
    """Tell those who keep a project's contracts, once at each mark; one contract a step, so that none is told twice."""
    told = 0
    with run.reading() as ctx:
        day = group_day(ctx)
        near = select(Agreement.id).where(
            Agreement.ended_on.is_(None),
            Agreement.ends_on.between(day, day + timedelta(days=MARKS[0])),
            or_(Agreement.warned_days.is_(None), Agreement.warned_days > MARKS[-1]),
        )
        ids = ctx.session.scalars(near.order_by(Agreement.id)).all()
    for agreement_id in ids:
        with run.step() as ctx:
            row = ctx.get(Agreement, agreement_id)
            mark = due_mark(day, row.ends_on, row.warned_days)
            if mark is None or row.ends_on is None or row.ended_on is not None:
                continue
            row.warned_days = mark
            told += send(
                ctx,
                to=holders(ctx, "agreements.keep", row.project_id),
                template="agreements.expiring",
                params={
                    "title": row.title,
                    "day": row.ends_on.isoformat(),
                    "days": (row.ends_on - day).days,
                },
                link=f"/agreements/{row.id}",
                project_id=row.project_id,
            )
    return {"told": told}
