"""Routes: the views of a list, one's own, the project's and the group's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.views import queries, service
from manyhold.foundation.views.models import GroupView, OwnView, ProjectView
from manyhold.foundation.views.queries import SHARE, SHARE_GROUP
from manyhold.foundation.views.schemas import (
    DefaultIn,
    ListViews,
    ShareWithGroup,
    ShareWithProject,
    ViewChange,
    ViewIn,
    ViewOut,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import SIGNED_IN, Routes

routes = Routes("/views", tag="views")


@routes.read("", permission=SIGNED_IN, response_model=ListViews)
def list_views(
    ctx: Context,
    list_key: Annotated[str, Query(max_length=40, description="The list, as the console names it")],
    project_id: int | None = None,
) -> Any:
    """All views of a list: one's own, the project's, the group's."""
    service.known_keys(ctx, list_key)
    return queries.of_list(ctx, list_key, project_id)


@routes.create("", permission=SIGNED_IN, response_model=ViewOut)
def save_view(ctx: Context, wanted: ViewIn) -> Any:
    """Save filters, sort and columns under a name, for oneself."""
    return _answer(ctx, service.save(ctx, wanted))


@routes.change("/{view_id}", permission=SIGNED_IN, response_model=ViewOut)
def change_view(ctx: Context, view_id: int, wanted: ViewChange, if_match: IfMatch = None) -> Any:
    """Rename a view of one's own, or let it show something else."""
    return _changed(ctx, ctx.get(OwnView, view_id), wanted, if_match)


@routes.remove("/{view_id}", permission=SIGNED_IN)
def remove_view(ctx: Context, view_id: int) -> None:
    """Remove a view of one's own."""
    service.remove(ctx, ctx.get(OwnView, view_id))


@routes.replace("/defaults/{list_key}", permission=SIGNED_IN, status_code=204)
def set_default(ctx: Context, list_key: str, wanted: DefaultIn) -> None:
    """Let one's list open with a view."""
    service.set_default(ctx, list_key, wanted)


@routes.remove("/defaults/{list_key}", permission=SIGNED_IN)
def unset_default(ctx: Context, list_key: str) -> None:
    """Let one's list open with all; doing it again changes nothing."""
    service.unset_default(ctx, list_key)


@routes.create("/projects", permission=SHARE, response_model=ViewOut)
def share_with_project(ctx: Context, wanted: ShareWithProject) -> Any:
    """Make one's own view the project's."""
    return _answer(ctx, service.share(ctx, wanted.view_id, wanted.project_id))


@routes.change("/projects/{project_view_id}", permission=SHARE, response_model=ViewOut)
def change_project_view(
    ctx: Context, project_view_id: int, wanted: ViewChange, if_match: IfMatch = None
) -> Any:
    """Change a view that one shared with a project."""
    return _changed(ctx, ctx.get(ProjectView, project_view_id), wanted, if_match)


@routes.remove("/projects/{project_view_id}", permission=SHARE)
def remove_project_view(ctx: Context, project_view_id: int) -> None:
    """Remove a project's view, whoever shared it."""
    service.remove(ctx, ctx.get(ProjectView, project_view_id))


@routes.create("/group", permission=SHARE_GROUP, response_model=ViewOut)
def share_with_group(ctx: Context, wanted: ShareWithGroup) -> Any:
    """Make one's own view the group's."""
    return _answer(ctx, service.share(ctx, wanted.view_id, None))


@routes.change("/group/{group_view_id}", permission=SHARE_GROUP, response_model=ViewOut)
def change_group_view(ctx: Context, group_view_id: int, wanted: ViewChange, if_match: IfMatch = None) -> Any:
    """Change a view that one shared with the group."""
    return _changed(ctx, ctx.get(GroupView, group_view_id), wanted, if_match)


@routes.remove("/group/{group_view_id}", permission=SHARE_GROUP)
def remove_group_view(ctx: Context, group_view_id: int) -> None:
    """Remove a view of the group, whoever shared it."""
    service.remove(ctx, ctx.get(GroupView, group_view_id))


def _changed(ctx: Context, view: Any, wanted: ViewChange, if_match: str | None) -> ViewOut:
    etags.match(ctx, view, if_match)
    service.change(ctx, view, wanted)
    return _answer(ctx, view)


def _answer(ctx: Context, view: Any) -> ViewOut:
    ctx.session.flush()
    etags.show(ctx, view)
    return queries.shown(ctx, [view])[0]
