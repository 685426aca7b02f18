"""Routes: reading splits and mergers. `parties` records them, which knows the holders as well."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces.lineage import queries
from manyhold.foundation.spaces.lineage.models import Lineage
from manyhold.foundation.spaces.lineage.schemas import LineageOut, SpaceLineage
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="spaces")


@routes.read("/space-lineages", permission="spaces.read", response_model=pages.Page[LineageOut])
def list_lineages(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 20, cursor: pages.CursorParam = None
) -> Any:
    """Splits, mergers and re-cuts, the newest first."""
    statement = select(Lineage)
    if project_id is not None:
        statement = statement.where(Lineage.project_id == project_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[Lineage.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("space-lineages", project_id),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/space-lineages/{lineage_id}", permission="spaces.read", response_model=LineageOut)
def get_lineage(ctx: Context, lineage_id: int) -> Any:
    """One of them."""
    document = ctx.get(Lineage, lineage_id)
    etags.show(ctx, document)
    return queries.shown(ctx, [document])[0]


@routes.read("/spaces/{space_id}/lineage", permission="spaces.read", response_model=SpaceLineage)
def show_lineage(ctx: Context, space_id: int) -> Any:
    """What a space was before, and what became of it."""
    return queries.of_space(ctx, ctx.get(Space, space_id))
