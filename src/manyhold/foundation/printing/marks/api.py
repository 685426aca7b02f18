"""Routes: what a project puts on its documents."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.marks import queries, service
from manyhold.foundation.printing.marks.schemas import MarksIn, MarksOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("/projects/{project_id}/print-marks", tag="printing")


@routes.read("", permission="printing.print", response_model=MarksOut)
def get_marks(ctx: Context, project_id: int) -> Any:
    """Logo, seal and wording of a project."""
    project = ctx.get(Project, project_id)
    row = queries.kept(ctx, project.id)
    if row is None:
        return {"project_id": project.id, "revision": 0}
    etags.show(ctx, row)
    return row


@routes.replace("", permission="printing.set_up", response_model=MarksOut)
def keep_marks(ctx: Context, project_id: int, wanted: MarksIn, if_match: IfMatch = None) -> Any:
    """Say what a project puts on its documents; once there is something, with the ETag of what was read."""
    project = ctx.get(Project, project_id)
    if (before := queries.kept(ctx, project.id)) is not None:
        etags.match(ctx, before, if_match)
    row = service.keep(ctx, project, wanted)
    etags.show(ctx, row)
    return row
