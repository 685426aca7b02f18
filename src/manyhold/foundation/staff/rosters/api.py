"""Routes: shifts, rosters, leave."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.rosters import queries, service
from manyhold.foundation.staff.rosters.models import Absence, Shift
from manyhold.foundation.staff.rosters.schemas import (
    AbsenceIn,
    AbsenceOut,
    RosterChange,
    RosterOut,
    ShiftIn,
    ShiftOut,
)
from manyhold.foundation.staff.schemas import Day
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, ROSTER = "staff.read", "staff.roster"
Days = Annotated[int, Query(ge=1, le=42)]
routes = Routes("", tag="staff")


@routes.read("/shifts", permission=READ, response_model=list[ShiftOut])
def list_shifts(ctx: Context, project_id: int) -> Any:
    """A project's shifts."""
    ctx.get(Project, project_id)
    return queries.shifts(ctx, project_id)


@routes.create("/shifts", permission=ROSTER, response_model=ShiftOut)
def add_shift(ctx: Context, wanted: ShiftIn) -> Any:
    """Add a shift."""
    return queries.shift_shown(service.keep_shift(ctx, None, wanted))


@routes.replace("/shifts/{shift_id}", permission=ROSTER, response_model=ShiftOut)
def change_shift(ctx: Context, shift_id: int, wanted: ShiftIn, if_match: IfMatch = None) -> Any:
    """Change a shift, or close it."""
    row = ctx.get(Shift, shift_id)
    etags.match(ctx, row, if_match)
    return queries.shift_shown(service.keep_shift(ctx, row, wanted))


@routes.read("/rosters", permission=READ, response_model=RosterOut)
def get_roster(ctx: Context, project_id: int, first: Day, days: Days = 7) -> Any:
    """Who works when in a project."""
    return queries.roster(ctx, project_id, first, days)


@routes.replace("/rosters", permission=ROSTER, status_code=204)
def plan(ctx: Context, wanted: RosterChange) -> None:
    """Set some cells of a project's roster."""
    service.plan(ctx, wanted)


@routes.read("/staff/{member_id}/absences", permission=READ, response_model=list[AbsenceOut])
def list_absences(ctx: Context, member_id: int) -> Any:
    """Somebody's leave, the latest first."""
    mine = select(Absence).where(Absence.member_id == ctx.get(Member, member_id).id)
    return list(ctx.session.scalars(mine.order_by(Absence.starts_on.desc(), Absence.id.desc()).limit(200)))


@routes.create("/staff/{member_id}/absences", permission=ROSTER, response_model=AbsenceOut)
def take_leave(ctx: Context, member_id: int, wanted: AbsenceIn) -> Any:
    """Enter leave; what is planned on these days leaves the roster."""
    return service.take_leave(ctx, ctx.get(Member, member_id), wanted)


@routes.remove("/staff/{member_id}/absences/{absence_id}", permission=ROSTER)
def cancel_leave(ctx: Context, member_id: int, absence_id: int) -> None:
    """Take leave back."""
    row = ctx.get(Absence, absence_id)
    if row.member_id != member_id:
        raise NotFound("not_found", kind=Absence.__tablename__, id=absence_id)
    ctx.session.delete(row)
