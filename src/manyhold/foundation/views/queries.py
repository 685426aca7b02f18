"""Reads: the views of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.me import rights_of
from manyhold.foundation.identity.names import names
from manyhold.foundation.views.models import DefaultView, GroupView, OwnView, ProjectView
from manyhold.foundation.views.schemas import Columns, ListViews, ViewOut
from manyhold.kernel.context import Context
from manyhold.kernel.scoping.session import ScopedSession

SHARE, SHARE_GROUP = "views.share", "views.share_group"
PLACES: dict[type[Any], str] = {OwnView: "mine", ProjectView: "project", GroupView: "group"}
KINDS: dict[str, type[Any]] = {place: kind for kind, place in PLACES.items()}


def of_list(ctx: Context, list_key: str, project_id: int | None) -> ListViews:
    """One's own views of a list, those of the project where one stands, and the group's.

    They are read in a session of their own, which reaches wherever one holds anything; the route's reaches none.
    """
    wanted: list[Any] = [select(OwnView), select(GroupView)]
    if project_id is not None:
        wanted.insert(1, select(ProjectView).where(ProjectView.project_id == project_id))
    with ScopedSession(ctx.runtime.database, rights_of(ctx).reach(ctx.now), writes=False) as session:
        near = Context(ctx.runtime, session, ctx.actor, permission=ctx.permission)
        rows = [
            row
            for statement in wanted
            for row in session.scalars(
                statement.where(statement.column_descriptions[0]["entity"].list_key == list_key)
            )
        ]
        rows.sort(key=lambda row: (tuple(PLACES.values()).index(PLACES[type(row)]), row.id))
        return ListViews(
            items=shown(near, rows),
            may_share_with_project=project_id is not None and ctx.may(SHARE, project_id),
            may_share_with_group=ctx.may(SHARE_GROUP),
        )


def shown(ctx: Context, rows: Iterable[Any]) -> list[ViewOut]:
    """Views as the person who asks may use them."""
    rows = list(rows)
    chosen = {(one.list_key, one.place, one.view_id) for one in ctx.session.scalars(select(DefaultView))}
    sharers = names(ctx, {row.shared_by for row in rows if not isinstance(row, OwnView)})
    return [
        _shown(ctx, row, sharers, is_default=(row.list_key, PLACES[type(row)], row.id) in chosen)
        for row in rows
    ]


def _shown(ctx: Context, row: Any, sharers: dict[int, str], *, is_default: bool) -> ViewOut:
    is_own = isinstance(row, OwnView)
    project_id = row.project_id if isinstance(row, ProjectView) else None
    may_share = is_own or ctx.may(SHARE if project_id is not None else SHARE_GROUP, project_id)
    return ViewOut(
        id=row.id,
        place="mine" if is_own else "group" if project_id is None else "project",
        project_id=project_id,
        list_key=row.list_key,
        name=row.name,
        query=row.query,
        columns=None if row.columns is None else Columns(**row.columns),
        shared_by=None if is_own else sharers.get(row.shared_by, ""),
        is_default=is_default,
        may_change=is_own or (may_share and row.shared_by == ctx.actor.id),
        may_remove=may_share,
        revision=row.revision,
    )
