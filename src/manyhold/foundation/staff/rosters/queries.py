"""Reads: a project's roster, and who is away."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.rosters.models import Absence, Duty, Shift
from manyhold.foundation.staff.rosters.schemas import AbsenceOut, DutyOut, RosterMember, RosterOut, ShiftOut
from manyhold.foundation.staff.sealing import name_of
from manyhold.kernel.context import Context


def roster(ctx: Context, project_id: int, first: date, days: int) -> RosterOut:
    """Everybody with a post in the project on one of the days, what they work and when they are away."""
    ctx.get(Project, project_id)
    last = first + timedelta(days=days - 1)
    held = (
        select(Post, Member)
        .join(Member, Member.id == Post.member_id)
        .where(
            Post.project_id == project_id,
            Post.starts_on <= last,
            or_(Post.ends_on.is_(None), Post.ends_on >= first),
            or_(Member.last_day.is_(None), Member.last_day >= first),
        )
    )
    rows = ctx.session.execute(held.order_by(Post.title, Member.number, Post.id)).all()
    ids = {member.id for _, member in rows}
    duties = ctx.session.scalars(
        select(Duty)
        .where(Duty.project_id == project_id, Duty.day.between(first, last), Duty.member_id.in_(ids))
        .order_by(Duty.day, Duty.id)
    ).all()
    absences = ctx.session.scalars(
        select(Absence)
        .where(Absence.member_id.in_(ids), Absence.starts_on <= last, Absence.ends_on >= first)
        .order_by(Absence.id)
    )
    now = ctx.session.scalars(
        select(Duty.member_id).where(
            Duty.project_id == project_id, Duty.begins_at <= ctx.now, Duty.ends_at > ctx.now
        )
    )
    on_duty = set(now)
    members: dict[int, RosterMember] = {}
    for post, member in rows:
        ends = [day for day in (post.ends_on, member.last_day) if day is not None]
        members.setdefault(
            member.id,
            RosterMember(
                id=member.id,
                number=member.number,
                name=name_of(ctx, member),
                title=post.title,
                works_from=post.starts_on,
                works_until=min(ends) if ends else None,
                is_on_duty=member.id in on_duty,
            ),
        )
    return RosterOut(
        first=first,
        days=days,
        members=list(members.values()),
        shifts=shifts(ctx, project_id),
        duties=[DutyOut.model_validate(one, from_attributes=True) for one in duties],
        absences=[AbsenceOut.model_validate(one, from_attributes=True) for one in absences],
    )


def shifts(ctx: Context, project_id: int) -> list[ShiftOut]:
    """A project's shifts by the time at which they begin."""
    rows = ctx.session.scalars(
        select(Shift)
        .where(Shift.project_id == project_id)
        .order_by(Shift.begins_minute, Shift.name, Shift.id)
    )
    return [shift_shown(row) for row in rows]


def shift_shown(row: Shift) -> ShiftOut:
    """One shift."""
    ends = row.begins_minute + row.lasts_minutes
    return ShiftOut(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        begins=rules.clock_of(row.begins_minute),
        ends=rules.clock_of(ends),
        crosses_midnight=ends > rules.MINUTES_A_DAY,
        is_closed=row.is_closed,
        revision=row.revision,
    )
