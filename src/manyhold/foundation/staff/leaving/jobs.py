"""Scheduled work: end what leavers held, once their last day is over where they worked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.staff.leaving.service import end
from manyhold.foundation.staff.members.models import Member
from manyhold.kernel.jobs.run import JobRun


def end_leavers(run: JobRun) -> dict[str, Any]:
    """Each leaver in a transaction of its own; what was missed while no worker ran is caught up with."""
    with run.reading() as ctx:
        due = select(Member.id).where(Member.left_at.is_(None), Member.ends_at <= ctx.now).order_by(Member.id)
        ids = list(ctx.session.scalars(due))
    for number, member_id in enumerate(ids, start=1):
        with run.step(done=number, total=len(ids)) as ctx:
            held = select(Member).where(Member.id == member_id, Member.left_at.is_(None))
            member = ctx.session.scalars(held.with_for_update()).one_or_none()
            if member is not None and member.ends_at is not None and member.ends_at <= ctx.now:
                end(ctx, member)
    return {"left": len(ids)}
