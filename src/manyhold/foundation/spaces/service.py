"""Verbs: make spaces one by one or as a set, edit and rename them, archive them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces import naming, rules
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.rules import PlacementError, Wanted
from manyhold.foundation.spaces.schemas import Facts, SpaceChange, SpaceIn
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden


def add_space(ctx: Context, wanted: SpaceIn) -> Space:
    """One new space. Raises BadInput for a place that cannot be, Conflict `code_taken`."""
    require_whole_project(ctx, wanted.project_id)
    parent = None if wanted.parent_id is None else parent_place(ctx, wanted.project_id, wanted.parent_id)
    facts = {**rules.FACTS, **wanted.model_dump(include=set(Facts.model_fields), exclude_none=True)}
    one = Wanted(
        key="new",
        kind=wanted.kind,
        name=wanted.name.strip(),
        code=wanted.code or "",
        floor_index=wanted.floor_index,
        floor_label=wanted.floor_label,
    )
    place = composed(one, parent, ctx.session.ids.next())
    check_top_floor(place.floor_index, wanted.top_floor_index)
    check_code(ctx, wanted.project_id, place.code)
    space = Space(project_id=wanted.project_id, **rules.columns(place, one, parent), **facts)
    ctx.session.add(space)
    ctx.runtime.own_fields.keep(ctx.session, "space", space, wanted.own, is_new=True)
    return space


def insert_spaces(
    ctx: Context,
    project_id: int,
    wanted: Sequence[Wanted],
    *,
    standing: Mapping[Hashable, rules.Place] | None = None,
) -> dict[Hashable, int]:
    """Many new spaces as one set, parents before children; returns their ids by key.

    `standing` are the existing spaces that `wanted` names as parents. Raises PlacementError; a code that exists
    already is refused by the database.
    """
    first_id = bulk.reserve_ids(ctx.session, len(wanted))
    rows = rules.rows_for_insert(project_id, wanted, first_id=first_id, standing=standing or {})
    bulk.insert_rows(ctx.session, Space, rows)
    return {one.key: row["id"] for one, row in zip(wanted, rows, strict=True)}


def change_space(ctx: Context, space: Space, change: SpaceChange) -> None:
    """Edit a space. A new name or code is taken over into the labels and codes of all that stands in it.

    Raises Conflict `space_closed` for one that was split or merged: it stays as it was.
    """
    if space.closed_on is not None:
        raise Conflict("space_closed", closed_on=space.closed_on.isoformat())
    for name, value in change.model_dump(include=set(Facts.model_fields), exclude_unset=True).items():
        setattr(space, name, rules.FACTS[name] if value is None else value)
    if "top_floor_index" in change.model_fields_set:
        check_top_floor(space.floor_index, change.top_floor_index)
    if change.is_active is not None and change.is_active != space.is_active:
        _archive(ctx, space, is_active=change.is_active)
    if change.model_fields_set & {"name", "code", "floor_index", "floor_label"}:
        _rename(ctx, space, change)
    ctx.runtime.own_fields.keep(ctx.session, "space", space, change.own or {})


def place_of(ctx: Context, space: Space) -> rules.Place:
    """What the children of a space need to know of it."""
    stem = space.label
    if space.kind == rules.FLOOR and space.parent_id is not None:
        stem = ctx.get(Space, space.parent_id).label
    return rules.Place(
        id=space.id,
        kind=space.kind,
        code=space.code,
        label=space.label,
        stem=stem,
        sort_key=space.sort_key,
        phase_id=space.phase_id,
        building_id=space.building_id,
        unit_id=space.unit_id,
        floor_index=space.floor_index,
        floor_label=space.floor_label,
    )


def require_whole_project(ctx: Context, project_id: int) -> None:
    """Raise NotFound for a project that is not seen, Forbidden where only some buildings of it are held."""
    ctx.get(Project, project_id)
    if project_id not in ctx.scope.projects:
        raise Forbidden("grant_is_narrowed", project_id=project_id)


def parent_place(ctx: Context, project_id: int, parent_id: int) -> rules.Place:
    """The place in which something new is to stand. Raises BadInput `unknown_reference`, `parent_closed`."""
    parent = ctx.session.get(Space, parent_id)
    if parent is None or parent.project_id != project_id:
        raise BadInput.of("parent_id", "unknown_reference")
    if parent.closed_on is not None:
        raise BadInput.of("parent_id", "parent_closed")
    return place_of(ctx, parent)


def composed(wanted: Wanted, parent: rules.Place | None, space_id: int) -> rules.Place:
    """`rules.compose`, its fault said as BadInput."""
    try:
        return rules.compose(wanted, parent, space_id)
    except PlacementError as fault:
        raise BadInput.of(fault.field, fault.code, **fault.params) from None


def behind(field: str, fault: BadInput) -> BadInput:
    """The fault of a part, its fields named from the whole: `opened.0.` before `name`."""
    fields = [replace(one, field=f"{field}{one.field}") for one in fault.fields]
    return BadInput(fault.code, fields=fields, **fault.params)


def check_top_floor(floor_index: int | None, top: int | None) -> None:
    """Raise BadInput unless the floor where a place ends lies above the one where it begins."""
    if top is not None and (floor_index is None or not floor_index < top <= naming.HIGHEST_FLOOR):
        raise BadInput.of("top_floor_index", "top_below_floor")


def check_code(ctx: Context, project_id: int, code: str) -> None:
    """Raise Conflict `code_taken` when a space of the project has the code."""
    if ctx.one(Space, Space.project_id == project_id, Space.code == code) is not None:
        raise Conflict("code_taken", code=code)


def _archive(ctx: Context, space: Space, *, is_active: bool) -> None:
    if not is_active:
        inside = select(Space.id).where(Space.parent_id == space.id, Space.is_active)
        if ctx.session.scalars(inside).first() is not None:
            raise Conflict("has_active_children")
    space.is_active = is_active


def _rename(ctx: Context, space: Space, change: SpaceChange) -> None:
    require_whole_project(ctx, space.project_id)
    parent = None if space.parent_id is None else place_of(ctx, ctx.get(Space, space.parent_id))
    before, has_own_code = as_it_stands(space, parent)
    space.name = (change.name or space.name).strip()
    if "floor_index" in change.model_fields_set:
        space.floor_index, space.floor_label = change.floor_index, ""
    if change.floor_label is not None:
        space.floor_label = change.floor_label
    code = change.code or (space.code if has_own_code else "")
    after = composed(_as_wanted(space, code), parent, space.id)
    if after.code != before.code:
        check_code(ctx, space.project_id, after.code)
    remember(ctx, space.project_id, [*_take_over(space, after), *_rename_below(ctx, before, after)])


def _rename_below(ctx: Context, before: rules.Place, after: rules.Place) -> list[tuple[int, str]]:
    """Compose all that stands in a space anew, level by level; a code that was given by hand stays."""
    former: list[tuple[int, str]] = []
    parents = {before.id: (before, after)}
    while parents:
        children = ctx.session.scalars(select(Space).where(Space.parent_id.in_(parents))).all()
        level: dict[int, tuple[rules.Place, rules.Place]] = {}
        for child in children:
            old_parent, new_parent = parents[child.parent_id or 0]
            old, has_own_code = as_it_stands(child, old_parent)
            new = composed(_as_wanted(child, child.code if has_own_code else ""), new_parent, child.id)
            former += _take_over(child, new)
            level[child.id] = (old, new)
        parents = level
    return former


def as_it_stands(space: Space, parent: rules.Place | None) -> tuple[rules.Place, bool]:
    """A space as it is composed now, and whether its code was given by hand."""
    place = composed(_as_wanted(space), parent, space.id)
    return replace(place, code=space.code), place.code != space.code


def _as_wanted(space: Space, code: str = "") -> Wanted:
    return Wanted(
        key=space.id,
        kind=space.kind,
        name=space.name,
        code=code,
        floor_index=space.floor_index,
        floor_label=space.floor_label,
    )


def _take_over(space: Space, place: rules.Place) -> list[tuple[int, str]]:
    """Write a composed place to its row; returns the label and code that it is no longer known by."""
    former = {space.label, space.code} - {place.label, place.code}
    space.code, space.label, space.sort_key = place.code, place.label, place.sort_key
    space.floor_index, space.floor_label = place.floor_index, place.floor_label
    return [(space.id, alias) for alias in sorted(former)]


def remember(ctx: Context, project_id: int, aliases: Sequence[tuple[int, str]]) -> None:
    """Keep spaces findable by other names: pairs of a space and a former label or code."""
    rows = [{"project_id": project_id, "space_id": space_id, "alias": alias} for space_id, alias in aliases]
    bulk.upsert(ctx.session, SpaceAlias, rows, key=["project_id", "alias", "space_id"], change=["space_id"])
