"""Reads: who looked at whose personal data in full, out of the audit trail."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.identity.names import names
from manyhold.foundation.privacy.looks.rules import Look, days
from manyhold.foundation.privacy.looks.schemas import LookDay, LookReport, Reason
from manyhold.foundation.privacy.requests.queries import project_names
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.kernel.clock import start_of_day
from manyhold.kernel.context import Context

LOOKS = ("reveal", "look_up")
MOST_READ = 50_000
"""A group of a hundred desks unmasks some thousand a day; a month is read whole."""
MOST_SHOWN = 500


def report(
    ctx: Context, first: date, last: date, *, project_id: int | None, person_id: int | None, unusual: bool
) -> LookReport:
    """The looks of a span of days; the last day counts."""
    statement = select(
        AuditEntry.at,
        AuditEntry.actor_id,
        AuditEntry.project_id,
        AuditEntry.subject,
        AuditEntry.subject_id,
        AuditEntry.reason,
    ).where(
        AuditEntry.action.in_(LOOKS),
        AuditEntry.at >= start_of_day(first, GROUP_ZONE),
        AuditEntry.at < start_of_day(last + timedelta(days=1), GROUP_ZONE),
    )
    if project_id is not None:
        statement = statement.where(AuditEntry.project_id == project_id)
    if person_id is not None:
        statement = statement.where(AuditEntry.actor_id == person_id)
    rows = ctx.session.execute(statement.order_by(AuditEntry.at.desc()).limit(MOST_READ + 1)).all()
    looks = [
        Look(row.at, row.actor_id, row.project_id, (row.subject, row.subject_id), row.reason)
        for row in rows[:MOST_READ]
    ]
    limit = settings_of(ctx).looks_a_day
    found = days(looks, GROUP_ZONE, limit)
    wanted = [one for one in found if one.marks or not unusual][:MOST_SHOWN]
    people = names(ctx, (one.person_id for one in wanted))
    projects = project_names(ctx, (one.project_id for one in wanted if one.project_id is not None))
    return LookReport(
        first=first,
        last=last,
        looks=len(looks),
        people=len({one.person_id for one in looks}),
        subjects=len({one.subject for one in looks}),
        unusual=sum(bool(one.marks) for one in found),
        most_a_day=limit,
        is_cut_off=len(rows) > MOST_READ,
        days=[
            LookDay(
                day=one.day,
                person_id=one.person_id,
                person_name=people.get(one.person_id, ""),
                project_id=one.project_id,
                project_name=projects.get(one.project_id or 0),
                looks=one.looks,
                subjects=one.subjects,
                reasons=[Reason(text=text, count=count) for text, count in one.reasons if text],
                marks=list(one.marks),
            )
            for one in wanted
        ],
    )
