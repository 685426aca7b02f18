"""Routes: incidents with personal data, and drills."""

from __future__ import annotations

from typing import Any, Literal

from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.incidents import queries, service
from manyhold.foundation.privacy.incidents.models import Incident
from manyhold.foundation.privacy.incidents.schemas import (
    CategoryName,
    CloseIn,
    IncidentChange,
    IncidentDetail,
    IncidentIn,
    IncidentOut,
    LogIn,
    ToldIn,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, KEEP = "privacy.read", "privacy.keep"
State = Literal["open", "closed"]
routes = Routes("/privacy", tag="privacy")


@routes.read("/categories", permission=READ, response_model=list[CategoryName])
def list_categories(ctx: Context) -> Any:
    """Every category of personal data that a module keeps."""
    return [
        CategoryName(code=one.code, zh=one.zh, en=one.en)
        for one in registered.categories(ctx.runtime.registry)
    ]


@routes.read("/incidents", permission=READ, response_model=pages.Page[IncidentOut])
def list_incidents(
    ctx: Context,
    state: State | None = None,
    is_drill: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Incidents and drills, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.found(state=state, is_drill=is_drill),
        order_by=[Incident.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("privacy-incidents", state, is_drill),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/incidents/count", permission=READ, response_model=pages.Count)
def count_incidents(ctx: Context, state: State | None = None, is_drill: bool | None = None) -> Any:
    """How many there are."""
    return pages.count(ctx, queries.found(state=state, is_drill=is_drill))


@routes.create("/incidents", permission=KEEP, response_model=IncidentDetail)
def open_incident(ctx: Context, wanted: IncidentIn) -> Any:
    """Open an incident or a drill."""
    return _answer(ctx, service.open_incident(ctx, wanted))


@routes.read("/incidents/{incident_id}", permission=READ, response_model=IncidentDetail)
def get_incident(ctx: Context, incident_id: int) -> Any:
    """One incident."""
    return _answer(ctx, ctx.get(Incident, incident_id))


@routes.change("/incidents/{incident_id}", permission=KEEP, response_model=IncidentDetail)
def change_incident(ctx: Context, incident_id: int, wanted: IncidentChange, if_match: IfMatch = None) -> Any:
    """Edit an open incident."""
    row = ctx.get(Incident, incident_id)
    etags.match(ctx, row, if_match)
    service.change(ctx, row, wanted)
    return _answer(ctx, row)


@routes.act("/incidents/{incident_id}/log", permission=KEEP, response_model=IncidentDetail)
def log_incident(ctx: Context, incident_id: int, wanted: LogIn) -> Any:
    """Add a line to the log."""
    row = ctx.get(Incident, incident_id)
    service.require_open(row)
    service.log(ctx, row, "noted", wanted.text)
    return _answer(ctx, row)


@routes.act("/incidents/{incident_id}/count", permission=KEEP, response_model=IncidentDetail)
def count_affected(ctx: Context, incident_id: int) -> Any:
    """Count anew who is affected."""
    row = ctx.get(Incident, incident_id)
    service.count(ctx, row)
    return _answer(ctx, row)


@routes.act("/incidents/{incident_id}/tell", permission=KEEP, response_model=IncidentDetail)
def tell_of_incident(ctx: Context, incident_id: int, wanted: ToldIn) -> Any:
    """Say that the authority or those affected were told."""
    row = ctx.get(Incident, incident_id)
    service.tell(ctx, row, wanted)
    return _answer(ctx, row)


@routes.act("/incidents/{incident_id}/close", permission=KEEP, response_model=IncidentDetail)
def close_incident(ctx: Context, incident_id: int, wanted: CloseIn) -> Any:
    """Close it with what was learned."""
    row = ctx.get(Incident, incident_id)
    service.close(ctx, row, wanted.lessons)
    return _answer(ctx, row)


def _answer(ctx: Context, row: Incident) -> IncidentDetail:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.detail(ctx, row)
