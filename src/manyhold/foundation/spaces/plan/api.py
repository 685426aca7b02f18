"""Routes: a project's plan, and reading GeoJSON for it."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.plan import geojson, queries, service
from manyhold.foundation.spaces.plan.schemas import PlanIn, PlanOut, Reading, ReadingIn
from manyhold.foundation.spaces.service import require_whole_project
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("/projects/{project_id}/site-plan", tag="spaces")


@routes.read("", permission="spaces.read", response_model=PlanOut)
def show_plan(ctx: Context, project_id: int) -> Any:
    """The plan of a project with its footprints."""
    ctx.get(Project, project_id)
    plan = service.plan_of(ctx, project_id)
    etags.show(ctx, plan)
    return queries.shown(ctx, plan)


@routes.replace("", permission="spaces.edit", response_model=PlanOut)
def keep_plan(ctx: Context, project_id: int, wanted: PlanIn, if_match: IfMatch = None) -> Any:
    """Keep the plan as a whole."""
    ctx.get(Project, project_id)
    plan = service.plan_of(ctx, project_id)
    etags.match(ctx, plan, if_match)
    plan = service.keep(ctx, plan, wanted)
    ctx.session.flush()
    etags.show(ctx, plan)
    return queries.shown(ctx, plan)


@routes.create(
    "/readings", permission="spaces.edit", is_idempotent=False, status_code=200, response_model=Reading
)
def read_geojson(ctx: Context, project_id: int, wanted: ReadingIn) -> Any:
    """Read a GeoJSON file and match its outlines to spaces by name; nothing is kept."""
    require_whole_project(ctx, project_id)
    outlines = geojson.read(wanted.geojson, is_gcj02=wanted.coordinates == "GCJ-02")
    footprints = queries.labelled(ctx, project_id, service.matched(ctx, project_id, outlines))
    return {"footprints": footprints, "matched": sum(one["space_id"] is not None for one in footprints)}
