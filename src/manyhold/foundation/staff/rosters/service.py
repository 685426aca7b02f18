"""Verbs: shifts, the roster's cells, leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.rosters.models import Absence, Duty, Shift
from manyhold.foundation.staff.rosters.schemas import AbsenceIn, RosterChange, ShiftIn
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotFound

LONGEST_ABSENCE_DAYS = 366


def keep_shift(ctx: Context, row: Shift | None, wanted: ShiftIn) -> Shift:
    """Make or change a shift; days that are planned keep the times that they were planned with.

    Raises NotFound for a project that is not seen, Conflict `name_taken`.
    """
    if wanted.project_id not in ctx.scope.projects or (
        row is not None and row.project_id != wanted.project_id
    ):
        raise NotFound("not_found", kind=Project.__tablename__, id=wanted.project_id)
    name = wanted.name.strip()
    other = ctx.one(Shift, Shift.project_id == wanted.project_id, Shift.name == name)
    if other is not None and other is not row:
        raise Conflict("name_taken", name=name)
    if row is None:
        row = Shift(id=ctx.session.ids.next(), project_id=wanted.project_id)
        ctx.session.add(row)
    row.name, row.is_closed = name, wanted.is_closed
    row.begins_minute = rules.minute_of(wanted.begins)
    row.lasts_minutes = rules.length(row.begins_minute, rules.minute_of(wanted.ends))
    ctx.session.flush()
    return row


def plan(ctx: Context, wanted: RosterChange) -> None:
    """Set cells of a project's roster, all or none.

    Raises BadInput on `cells.<n>.<field>`: `unknown_reference`, `cell_twice`, `shift_closed`, `no_post_here`,
    `is_away`, `shifts_overlap`.
    """
    if wanted.project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=wanted.project_id)
    zone = ctx.get(Project, wanted.project_id).time_zone
    people, days = {one.member_id for one in wanted.cells}, {one.day for one in wanted.cells}
    near = (min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    shifts = {
        one.id: one for one in ctx.session.scalars(select(Shift).where(Shift.project_id == wanted.project_id))
    }
    spans = _spans(ctx, wanted.project_id, people)
    away = _away(ctx, people, *near)
    held = {
        (one.member_id, one.day): one
        for one in ctx.session.scalars(
            select(Duty).where(
                Duty.project_id == wanted.project_id, Duty.member_id.in_(people), Duty.day.between(*near)
            )
        )
    }
    seen: set[tuple[int, date]] = set()
    for number, cell in enumerate(wanted.cells):
        road, place = f"cells.{number}", (cell.member_id, cell.day)
        if place in seen:
            raise BadInput.of(f"{road}.day", "cell_twice")
        seen.add(place)
        former = held.pop(place, None)
        if cell.shift_id is None:
            if former is not None:
                ctx.session.delete(former)
            continue
        shift = shifts.get(cell.shift_id)
        if shift is None:
            raise BadInput.of(f"{road}.shift_id", "unknown_reference")
        if shift.is_closed and (former is None or former.shift_id != shift.id):
            raise BadInput.of(f"{road}.shift_id", "shift_closed")
        if not _covers(spans[cell.member_id], cell.day):
            raise BadInput.of(f"{road}.member_id", "no_post_here")
        if _covers(away[cell.member_id], cell.day):
            raise BadInput.of(f"{road}.day", "is_away")
        row = former or Duty(project_id=wanted.project_id, member_id=cell.member_id, day=cell.day)
        row.shift_id = shift.id
        row.begins_at, row.ends_at = rules.worked(cell.day, shift.begins_minute, shift.lasts_minutes, zone)
        if former is None:
            ctx.session.add(row)
        held[place] = row
    _refuse_overlaps(wanted, held)
    ctx.session.flush()


def take_leave(ctx: Context, member: Member, wanted: AbsenceIn) -> Absence:
    """Leave for some days; what is planned on them leaves the roster.

    Raises BadInput `ends_before`, `absence_too_long`; Conflict `away_already`, `member_left`.
    """
    if wanted.ends_on < wanted.starts_on:
        raise BadInput.of("ends_on", "ends_before")
    if (wanted.ends_on - wanted.starts_on).days >= LONGEST_ABSENCE_DAYS:
        raise BadInput.of("ends_on", "absence_too_long", days=LONGEST_ABSENCE_DAYS)
    if member.left_at is not None:
        raise Conflict("member_left")
    if _away(ctx, [member.id], wanted.starts_on, wanted.ends_on)[member.id]:
        raise Conflict("away_already")
    row = Absence(
        group_id=ctx.group_id,
        member_id=member.id,
        kind=wanted.kind,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        made_by=ctx.actor.id,
        made_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    planned = [Duty.member_id == member.id, Duty.day.between(wanted.starts_on, wanted.ends_on)]
    bulk.delete_where(ctx.session, Duty, planned)
    return row


def _refuse_overlaps(wanted: RosterChange, held: dict[tuple[int, date], Duty]) -> None:
    times: defaultdict[int, dict[date, tuple[datetime, datetime]]] = defaultdict(dict)
    for (member_id, day), duty in held.items():
        times[member_id][day] = (duty.begins_at, duty.ends_at)
    for number, cell in enumerate(wanted.cells):
        if cell.shift_id is not None:
            others = [span for day, span in times[cell.member_id].items() if day != cell.day]
            if rules.overlaps(times[cell.member_id][cell.day], others):
                raise BadInput.of(f"cells.{number}.shift_id", "shifts_overlap")


def _spans(
    ctx: Context, project_id: int, people: Iterable[int]
) -> defaultdict[int, list[tuple[date, date | None]]]:
    """When each member has a post in the project, no longer than until the last day."""
    found: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = ctx.session.execute(
        select(Post.member_id, Post.starts_on, Post.ends_on, Member.last_day)
        .join(Member, Member.id == Post.member_id)
        .where(Post.project_id == project_id, Post.member_id.in_(set(people)))
    )
    for member_id, starts_on, ends_on, last_day in rows:
        ends = [day for day in (ends_on, last_day) if day is not None]
        found[member_id].append((starts_on, min(ends) if ends else None))
    return found


def _away(
    ctx: Context, people: Iterable[int], first: date, last: date
) -> defaultdict[int, list[tuple[date, date | None]]]:
    found: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = ctx.session.scalars(
        select(Absence).where(
            Absence.member_id.in_(set(people)), Absence.starts_on <= last, Absence.ends_on >= first
        )
    )
    for row in rows:
        found[row.member_id].append((row.starts_on, row.ends_on))
    return found


def _covers(spans: Iterable[tuple[date, date | None]], day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in spans)
