"""Scheduled work: warn before certificates expire, and when they have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.messaging.service import send
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.catalogue import WARNED_DAYS_BEFORE
from manyhold.foundation.staff.certificates.models import Certificate
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.queries import held_on, today
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun

AT_ONCE = 200


def warn(run: JobRun) -> dict[str, Any]:
    """Tell the holder and who keeps the register where he works: 60 and 30 days before, and when it has expired."""
    told = after = 0
    while True:
        with run.step() as ctx:
            day = today(ctx)
            due = (
                select(Certificate, Member)
                .join(Member, Member.id == Certificate.member_id)
                .where(Certificate.id > after, Certificate.expires_on.is_not(None), Member.left_at.is_(None))
                .where(Certificate.expires_key <= _horizon(day), Certificate.warned_days.is_distinct_from(0))
                .order_by(Certificate.id)
                .limit(AT_ONCE)
            )
            rows = ctx.session.execute(due).all()
            for certificate, member in rows:
                warning = rules.warning_due(certificate.expires_on, day, certificate.warned_days)
                if warning is not None:
                    certificate.warned_days = warning
                    told += _tell(ctx, certificate, member)
        if len(rows) < AT_ONCE:
            return {"told": told}
        after = rows[-1][0].id


def _tell(ctx: Context, certificate: Certificate, member: Member) -> int:
    day, told = today(ctx), 0
    assert certificate.expires_on is not None
    past = "expired" if certificate.expires_on < day else "expires"
    template = f"staff.certificate_{past}.{certificate.kind}"
    params = {"number": member.number, "day": certificate.expires_on.isoformat()}
    places = select(Post.project_id).where(
        Post.member_id == member.id, held_on(day), Post.project_id.is_not(None)
    )
    for project_id in sorted({one for one in ctx.session.scalars(places) if one is not None}):
        people = holders(ctx, "staff.manage", project_id)
        link = f"/p/{project_id}/staff?q={member.number}"
        told += send(ctx, to=people, template=template, params=params, link=link, project_id=project_id)
    if member.person_id is not None:
        told += send(ctx, to=[member.person_id], template=template, params=params)
    return told


def _horizon(day: Any) -> int:
    last = day.fromordinal(day.toordinal() + WARNED_DAYS_BEFORE[0])
    return last.year * 10000 + last.month * 100 + last.day
