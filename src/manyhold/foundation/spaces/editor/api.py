"""Route: all edits of a building in one call."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.spaces import queries
from manyhold.foundation.spaces.editor import service
from manyhold.foundation.spaces.editor.schemas import BuildingEdit
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.spaces.schemas import BuildingGrid
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes, Rows

routes = Routes("/spaces", tag="spaces")


@routes.act("/{space_id}/edits", permission="spaces.edit", response_model=BuildingGrid)
def edit_building(ctx: Context, space_id: int, wanted: BuildingEdit, if_match: IfMatch = None) -> Any:
    """Add, change, rename and remove rooms and floors of a building: all of it or nothing."""
    building = ctx.get(Space, space_id)
    etags.match(ctx, building, if_match)
    service.edit(ctx, building, wanted)
    ctx.session.flush()
    etags.show(ctx, building)
    return Rows(queries.grid(ctx, building))
