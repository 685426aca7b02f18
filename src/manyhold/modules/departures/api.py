"""Routes: departures of projects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.queries import project_held
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes
from manyhold.modules.departures import queries, service
from manyhold.modules.departures.models import Departure, DepartureLine
from manyhold.modules.departures.schemas import (
    DecideIn,
    DepartureIn,
    DepartureOut,
    DepartureRow,
    LastDayIn,
    LeaveIn,
    MatterOut,
    ReaderRef,
    StageIn,
    WithdrawIn,
)

routes = Routes("/departures", tag="departures")


@routes.read("", permission="departures.read", response_model=pages.Page[DepartureRow])
def list_departures(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """Departures, newest first."""
    statement = select(Departure)
    if project_id is not None:
        statement = statement.where(Departure.project_id == project_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[Departure.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("departures", project_id),
    )
    return {"items": queries.rows_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("", permission="departures.prepare", response_model=DepartureOut)
def begin_departure(ctx: Context, wanted: DepartureIn) -> Any:
    """Begin to leave a project: its stage is `leaving` from the day of the notice on."""
    return _answer(ctx, service.begin(ctx, wanted))


@routes.read("/{departure_id}", permission="departures.read", response_model=DepartureOut)
def get_departure(ctx: Context, departure_id: int) -> Any:
    """One departure with its control totals."""
    return _answer(ctx, ctx.get(Departure, departure_id))


@routes.read("/{departure_id}/lines", permission="departures.read", response_model=pages.Page[MatterOut])
def list_lines(
    ctx: Context,
    departure_id: int,
    kind: str | None = None,
    decision: str | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """What is open, kind by kind; `decision=none` are those that nobody decided of."""
    statement = select(DepartureLine).where(DepartureLine.departure_id == ctx.get(Departure, departure_id).id)
    if kind is not None:
        statement = statement.where(DepartureLine.kind == kind)
    if decision is not None:
        statement = statement.where(DepartureLine.decision == ("" if decision == "none" else decision))
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[DepartureLine.kind, DepartureLine.id],
        limit=limit,
        cursor=cursor,
        bound=("departure-lines", departure_id, kind, decision),
    )
    return {"items": queries.lines_shown([row[0] for row in rows]), "next_cursor": after}


@routes.read("/{departure_id}/possible-readers", permission="departures.sign", response_model=list[ReaderRef])
def list_possible_readers(ctx: Context, departure_id: int) -> Any:
    """Who holds a grant in the project and may be named to read on."""
    return queries.possible_readers(ctx, project_held(ctx, ctx.get(Departure, departure_id).project_id).id)


@routes.replace("/{departure_id}/last-day", permission="departures.prepare", response_model=DepartureOut)
def set_last_day(ctx: Context, departure_id: int, wanted: LastDayIn, if_match: IfMatch = None) -> Any:
    """Set the last billing day: no run goes beyond it."""
    row = ctx.get(Departure, departure_id)
    etags.match(ctx, row, if_match)
    return _answer(ctx, service.set_last_day(ctx, row, wanted.last_billing_on))


@routes.act("/{departure_id}/move", permission="departures.prepare", response_model=DepartureOut)
def move_departure(ctx: Context, departure_id: int, wanted: StageIn) -> Any:
    """To the stage before or after."""
    return _answer(ctx, service.move(ctx, ctx.get(Departure, departure_id), wanted))


@routes.act("/{departure_id}/gather", permission="departures.prepare", response_model=DepartureOut)
def gather_lines(ctx: Context, departure_id: int) -> Any:
    """List anew what is open; what did not change stays decided."""
    return _answer(ctx, service.gather(ctx, ctx.get(Departure, departure_id)))


@routes.act("/{departure_id}/decide", permission="departures.prepare", response_model=DepartureOut)
def decide_lines(ctx: Context, departure_id: int, wanted: DecideIn) -> Any:
    """Refund, hand over to the successor, or keep: some lines, or all of a kind that are undecided."""
    return _answer(ctx, service.decide(ctx, ctx.get(Departure, departure_id), wanted))


@routes.act("/{departure_id}/package", permission="departures.read_package", response_model=DepartureOut)
def make_package(ctx: Context, departure_id: int) -> Any:
    """Have the hand-over package made, with names and numbers in full."""
    return _answer(ctx, service.make_package(ctx, ctx.get(Departure, departure_id)))


@routes.act("/{departure_id}/sign", permission="departures.sign", response_model=DepartureOut)
def sign_departure(ctx: Context, departure_id: int, wanted: LeaveIn) -> Any:
    """Sign: from the moment named on, nobody writes to the project."""
    return _answer(ctx, service.sign(ctx, ctx.get(Departure, departure_id), wanted))


@routes.act("/{departure_id}/withdraw", permission="departures.sign", status_code=204)
def withdraw_departure(ctx: Context, departure_id: int, wanted: WithdrawIn) -> None:
    """The project stays after all; only before the sign-off."""
    ctx.reason = wanted.reason.strip()
    service.withdraw(ctx, ctx.get(Departure, departure_id))


def _answer(ctx: Context, row: Departure) -> DepartureOut:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(ctx, row)
