"""Routes: spaces as a list, a tree, a grid and one by one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import ColumnElement, Select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces import queries, service
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.spaces.own import SPACES
from manyhold.foundation.spaces.schemas import (
    BuildingGrid,
    DeliveryState,
    Kind,
    OccupancyState,
    SpaceChange,
    SpaceDetail,
    SpaceIn,
    SpaceOut,
    TreeSpace,
)
from manyhold.kernel.context import Context
from manyhold.kernel.own_fields import meets
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.own import OwnAsked, WithOwn, with_values
from manyhold.kernel.web.routes import Routes, Rows

Text = Annotated[str | None, Query(max_length=60, description="Part of a label, a code, or 3-2-1803")]
Within = Annotated[int | None, Query(description="Whatever stands in this phase, building, unit or area")]
Archived = Annotated[bool, Query(description="Also what is archived")]
routes = Routes("/spaces", tag="spaces")


@routes.read("", permission="spaces.read", response_model=pages.Page[SpaceOut])
def list_spaces(
    ctx: Context,
    project_id: int | None = None,
    parent_id: int | None = None,
    building_id: int | None = None,
    within_id: Within = None,
    kind: Kind | None = None,
    delivery_state: DeliveryState | None = None,
    occupancy_state: OccupancyState | None = None,
    q: Text = None,
    with_archived: Archived = False,
    own: OwnAsked = None,
    with_own: WithOwn = False,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Spaces in the order of the site: 2栋 before 10栋, floors from below."""
    filters = {
        "project_id": project_id,
        "parent_id": parent_id,
        "building_id": building_id,
        "kind": kind,
        "delivery_state": delivery_state,
        "occupancy_state": occupancy_state,
    }
    rows, after = pages.load(
        ctx,
        _filtered(queries.listed(), filters, q, within_id=within_id, with_archived=with_archived).where(
            *_meeting(ctx, own, project_id)
        ),
        order_by=[Space.sort_key, Space.id],
        limit=limit,
        cursor=cursor,
        bound=("spaces", filters, q, within_id, with_archived, own),
    )
    items = with_values(ctx, "space", [queries.shown(row) for row in rows], is_asked=with_own)
    return Rows({"items": items, "next_cursor": after})


@routes.read("/count", permission="spaces.read", response_model=pages.Count)
def count_spaces(
    ctx: Context,
    project_id: int | None = None,
    parent_id: int | None = None,
    building_id: int | None = None,
    within_id: Within = None,
    kind: Kind | None = None,
    delivery_state: DeliveryState | None = None,
    occupancy_state: OccupancyState | None = None,
    q: Text = None,
    with_archived: Archived = False,
    own: OwnAsked = None,
) -> Any:
    """How many the list has."""
    filters = {
        "project_id": project_id,
        "parent_id": parent_id,
        "building_id": building_id,
        "kind": kind,
        "delivery_state": delivery_state,
        "occupancy_state": occupancy_state,
    }
    listed = _filtered(queries.listed(), filters, q, within_id=within_id, with_archived=with_archived)
    return pages.count(ctx, listed.where(*_meeting(ctx, own, project_id)))


@routes.read("/tree", permission="spaces.read", response_model=list[TreeSpace])
def show_tree(ctx: Context, project_id: int) -> Any:
    """The upper part of a project's tree with the number of rooms, shops and offices."""
    ctx.get(Project, project_id)
    return queries.tree(ctx, project_id)


@routes.read("/{space_id}", permission="spaces.find", response_model=SpaceDetail)
def get_space(ctx: Context, space_id: int) -> Any:
    """One space."""
    space = ctx.get(Space, space_id)
    etags.show(ctx, space)
    return queries.detail(ctx, space)


@routes.read("/{space_id}/grid", permission="spaces.read", response_model=BuildingGrid)
def show_grid(ctx: Context, space_id: int) -> Any:
    """A building's rooms by floor and unit; its ETag is that of the building, for edits."""
    building = ctx.get(Space, space_id)
    etags.show(ctx, building)
    return Rows(queries.grid(ctx, building))


@routes.create("", permission="spaces.edit", response_model=SpaceDetail)
def add_space(ctx: Context, wanted: SpaceIn) -> Any:
    """Add one space."""
    space = service.add_space(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, space)
    return queries.detail(ctx, space)


@routes.change("/{space_id}", permission="spaces.edit", response_model=SpaceDetail)
def change_space(ctx: Context, space_id: int, change: SpaceChange, if_match: IfMatch = None) -> Any:
    """Edit a space, rename it, archive it."""
    space = ctx.get(Space, space_id)
    etags.match(ctx, space, if_match)
    service.change_space(ctx, space, change)
    ctx.session.flush()
    etags.show(ctx, space)
    return queries.detail(ctx, space)


def _meeting(ctx: Context, own: list[str] | None, project_id: int | None) -> list[ColumnElement[bool]]:
    if not own:
        return []
    return meets(SPACES, ctx.runtime.own_fields.asked(ctx.session, "space", own, project_id))


def _filtered(
    statement: Select[Any],
    filters: dict[str, Any],
    q: str | None,
    *,
    within_id: int | None,
    with_archived: bool,
) -> Select[Any]:
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(getattr(Space, name) == value)
    if within_id is not None:
        statement = statement.where(queries.within(within_id))
    if q and q.strip():
        statement = statement.where(queries.called(q))
    return statement if with_archived else statement.where(Space.is_active)
