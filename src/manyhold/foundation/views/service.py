"""Verbs: save a view, change it, share it, let a list open with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.access.me import rights_of
from manyhold.foundation.views import rules
from manyhold.foundation.views.models import DefaultView, GroupView, OwnView, ProjectView
from manyhold.foundation.views.queries import KINDS, PLACES
from manyhold.foundation.views.schemas import Columns, DefaultIn, ViewChange, ViewIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.kernel.scoping.session import ScopedSession


def known_keys(ctx: Context, list_key: str) -> tuple[str, ...]:
    """The filters that a list knows. Raises BadInput `unknown_list`."""
    known = ctx.runtime.registry.list_filters(list_key)
    if known is None:
        raise BadInput.of("list_key", "unknown_list")
    return known


def save(ctx: Context, wanted: ViewIn) -> OwnView:
    """Keep a view of one's own. Raises BadInput with the field at fault, Conflict `too_many_views`."""
    _check(ctx, wanted.list_key, wanted.query, wanted.columns)
    here = [OwnView.list_key == wanted.list_key]
    _require_room(ctx, OwnView, here, wanted.name)
    view = OwnView(
        actor_id=ctx.actor.id,
        list_key=wanted.list_key,
        name=wanted.name,
        query=wanted.query,
        columns=_plain(wanted.columns),
        saved_at=ctx.now,
    )
    ctx.session.add(view)
    return view


def change(ctx: Context, view: Any, wanted: ViewChange) -> None:
    """Rename a view, or let it show something else. Raises Forbidden `view_of_another`, BadInput."""
    if not isinstance(view, OwnView) and view.shared_by != ctx.actor.id:
        raise Forbidden("view_of_another")
    _check(ctx, view.list_key, wanted.query or {}, wanted.columns)
    if wanted.name is not None and wanted.name != view.name:
        _require_free(ctx, type(view), _beside(view), wanted.name)
        view.name = wanted.name
    if wanted.query is not None:
        view.query = wanted.query
    if wanted.columns is not None:
        view.columns = _plain(wanted.columns)


def share(ctx: Context, view_id: int, project_id: int | None) -> ProjectView | GroupView:
    """Make one's own view the project's, or without one the group's: it moves there, and stays when one leaves."""
    if project_id is not None and project_id not in ctx.scope.projects:
        raise BadInput.of("project_id", "unknown_reference")
    own = ctx.session.get(OwnView, view_id)
    if own is None:
        raise BadInput.of("view_id", "unknown_reference")
    kept = {
        "list_key": own.list_key,
        "name": own.name,
        "query": own.query,
        "columns": own.columns,
        "saved_at": ctx.now,
        "shared_by": ctx.actor.id,
    }
    shared = (
        GroupView(group_id=ctx.group_id, **kept)
        if project_id is None
        else ProjectView(project_id=project_id, **kept)
    )
    _require_room(ctx, type(shared), _beside(shared), own.name)
    ctx.session.add(shared)
    chosen = _default(ctx, own.list_key)
    if chosen is not None and (chosen.place, chosen.view_id) == ("mine", own.id):
        chosen.place, chosen.view_id = PLACES[type(shared)], shared.id
    ctx.session.delete(own)
    return shared


def remove(ctx: Context, view: Any) -> None:
    """Remove a view; a list that opened with it opens with all again."""
    chosen = _default(ctx, view.list_key)
    if chosen is not None and (chosen.place, chosen.view_id) == (PLACES[type(view)], view.id):
        ctx.session.delete(chosen)
    ctx.session.delete(view)


def set_default(ctx: Context, list_key: str, wanted: DefaultIn) -> None:
    """Let one's list open with a view. Raises BadInput `unknown_list`, `unknown_reference`."""
    known_keys(ctx, list_key)
    with ScopedSession(ctx.runtime.database, rights_of(ctx).reach(ctx.now), writes=False) as session:
        view = session.get(KINDS[wanted.place], wanted.view_id)
    if view is None or view.list_key != list_key:
        raise BadInput.of("view_id", "unknown_reference")
    chosen = _default(ctx, list_key)
    if chosen is None:
        chosen = DefaultView(actor_id=ctx.actor.id, list_key=list_key)
        ctx.session.add(chosen)
    chosen.place, chosen.view_id = wanted.place, wanted.view_id


def unset_default(ctx: Context, list_key: str) -> None:
    """Let one's list open with all; doing it again changes nothing."""
    chosen = _default(ctx, list_key)
    if chosen is not None:
        ctx.session.delete(chosen)


def _default(ctx: Context, list_key: str) -> DefaultView | None:
    return ctx.one(DefaultView, DefaultView.list_key == list_key)


def _check(ctx: Context, list_key: str, query: dict[str, str], columns: Columns | None) -> None:
    faults = rules.query_faults(query, known_keys(ctx, list_key))
    if columns is not None:
        faults += rules.column_faults(columns.hidden, columns.widths)
    if faults:
        raise BadInput("invalid_input", fields=faults)


def _plain(columns: Columns | None) -> dict[str, Any] | None:
    return None if columns is None else columns.model_dump()


def _beside(view: Any) -> list[Any]:
    """The conditions for all views among which this one has its name."""
    kind = type(view)
    conditions = [kind.list_key == view.list_key]
    return [*conditions, kind.project_id == view.project_id] if isinstance(view, ProjectView) else conditions


def _require_room(ctx: Context, kind: type[Any], here: list[Any], name: str) -> None:
    count = ctx.session.scalar(select(func.count(kind.id)).where(*here)) or 0
    if count >= rules.MOST_VIEWS:
        raise Conflict("too_many_views", most=rules.MOST_VIEWS)
    _require_free(ctx, kind, here, name)


def _require_free(ctx: Context, kind: type[Any], here: list[Any], name: str) -> None:
    if ctx.session.scalar(select(kind.id).where(*here, kind.name == name).limit(1)) is not None:
        raise BadInput.of("name", "view_name_taken", name=name)
