"""Verb: all edits of a building at once, or none of them; each fault is told at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces import rules
from manyhold.foundation.spaces import service as spaces
from manyhold.foundation.spaces.editor.schemas import BuildingEdit, CellChange, CellFacts, FloorName, NewCell
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.references import referring
from manyhold.foundation.spaces.rules import Place, PlacementError, Wanted
from manyhold.foundation.spaces.schemas import SpaceChange
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, FieldProblem, NotFound

REMOVABLE = (*rules.HOUSEHOLDS, rules.FLOOR)


def edit(ctx: Context, building: Space, wanted: BuildingEdit) -> None:
    """Remove, name, change and add cells. Raises BadInput with all faults, named `add.3.name`, `remove_ids.0` …"""
    if building.kind != rules.BUILDING:
        raise NotFound("not_a_building", id=building.id)
    spaces.require_whole_project(ctx, building.project_id)
    faults: list[FieldProblem] = []
    _remove(ctx, building, wanted.remove_ids, faults)
    _name_floors(ctx, building, wanted.floors)
    _change(ctx, building, wanted.change, faults)
    _add(ctx, building, wanted.add, faults)
    if faults:
        raise BadInput("invalid_input", fields=faults)
    # The building's own row counts the edits: whoever has drawn it before is told so.
    building.revision += 1


def _cells(ctx: Context, building: Space, ids: Sequence[int]) -> dict[int, Space]:
    asked = select(Space).where(Space.id.in_(ids), Space.building_id == building.id).order_by(Space.id)
    return {one.id: one for one in ctx.session.scalars(asked.with_for_update())}


def _remove(ctx: Context, building: Space, ids: Sequence[int], faults: list[FieldProblem]) -> None:
    if not ids:
        return
    found = _cells(ctx, building, ids)
    used: dict[int, str] = {}
    own = {SpaceAlias.__tablename__: None, Space.__tablename__: list(found)}
    for table, space_id in referring(ctx, list(found), leaving_out=own):
        used.setdefault(space_id, table)
    for place, space_id in enumerate(ids):
        space = found.get(space_id)
        if space is None:
            faults.append(FieldProblem(f"remove_ids.{place}", "unknown_reference"))
        elif space.kind not in REMOVABLE or space.opened_on is not None or space.closed_on is not None:
            faults.append(FieldProblem(f"remove_ids.{place}", "not_removable", {"label": space.label}))
        elif space_id in used:
            params = {"label": space.label, "table": used[space_id]}
            faults.append(FieldProblem(f"remove_ids.{place}", "space_in_use", params))
    if faults:
        return
    bulk.delete_where(ctx.session, SpaceAlias, [SpaceAlias.space_id.in_(found)])
    # Rooms before the floors in which they stand.
    floors = [one.id for one in found.values() if one.kind == rules.FLOOR]
    bulk.delete_where(ctx.session, Space, [Space.id.in_(found), Space.id.not_in(floors)])
    if floors:
        bulk.delete_where(ctx.session, Space, [Space.id.in_(floors)])
    for space in found.values():
        ctx.session.expunge(space)


def _name_floors(ctx: Context, building: Space, floors: Sequence[FloorName]) -> None:
    named = {floor.floor_index: floor.floor_label.strip() for floor in floors}
    inside = select(Space).where(
        Space.building_id == building.id, Space.floor_index.in_(named), Space.closed_on.is_(None)
    )
    on_floor = set(
        ctx.session.scalars(
            select(Space.id).where(Space.building_id == building.id, Space.kind == rules.FLOOR)
        )
    )
    for space in ctx.session.scalars(inside.order_by(Space.id)).all() if named else ():
        label = named[space.floor_index or 0]
        # What stands in a floor follows its floor.
        if space.parent_id not in on_floor and label != space.floor_label:
            change = SpaceChange(floor_label=label)
            if space.kind == rules.FLOOR and space.name == space.floor_label:
                change = SpaceChange(floor_label=label, name=label)
            spaces.change_space(ctx, space, change)
    ctx.session.flush()


def _change(ctx: Context, building: Space, changes: Sequence[CellChange], faults: list[FieldProblem]) -> None:
    found = _cells(ctx, building, [one.space_id for one in changes])
    for place, one in enumerate(changes):
        space = found.get(one.space_id)
        if space is None:
            faults.append(FieldProblem(f"change.{place}.space_id", "unknown_reference"))
            continue
        values = one.model_dump(exclude_unset=True, exclude={"space_id"})
        if values.get("name", "") is None:
            values.pop("name")
        _told(faults, f"change.{place}.", ctx, space, values)
    ctx.session.flush()


def _told(faults: list[FieldProblem], field: str, ctx: Context, space: Space, values: dict[str, Any]) -> None:
    try:
        spaces.change_space(ctx, space, SpaceChange(**values))
    except BadInput as fault:
        faults += [replace(one, field=field + one.field) for one in fault.fields]
    except Conflict as fault:
        faults.append(FieldProblem(f"{field}name", fault.code, fault.params))


def _add(ctx: Context, building: Space, cells: Sequence[NewCell], faults: list[FieldProblem]) -> None:
    if not cells:
        return
    parents = {building.id: spaces.place_of(ctx, building)}
    asked = {one.parent_id for one in cells} - {None, building.id}
    inside = select(Space).where(
        Space.id.in_(asked), Space.building_id == building.id, Space.closed_on.is_(None)
    )
    parents |= {one.id: spaces.place_of(ctx, one) for one in ctx.session.scalars(inside)}
    taken = set(
        ctx.session.scalars(
            select(Space.code).where(
                Space.project_id == building.project_id, Space.code.startswith(building.code)
            )
        )
    )
    first_id = bulk.reserve_ids(ctx.session, len(cells))
    rows: list[dict[str, Any]] = []
    for place, cell in enumerate(cells):
        parent = parents.get(cell.parent_id or building.id)
        if parent is None:
            faults.append(FieldProblem(f"add.{place}.parent_id", "unknown_reference"))
            continue
        try:
            row = _row(building.project_id, first_id + place, cell, parent)
        except PlacementError as fault:
            faults.append(FieldProblem(f"add.{place}.{fault.field}", fault.code, fault.params))
        except BadInput as fault:
            faults += [replace(one, field=f"add.{place}.{one.field}") for one in fault.fields]
        else:
            if row["code"] in taken:
                faults.append(FieldProblem(f"add.{place}.name", "code_taken", {"code": row["code"]}))
            taken.add(row["code"])
            rows.append(row)
    if not faults:
        bulk.insert_rows(ctx.session, Space, rows)


def _row(project_id: int, space_id: int, cell: NewCell, parent: Place) -> dict[str, Any]:
    wanted = Wanted(
        key=space_id,
        kind=cell.kind,
        name=cell.name.strip(),
        floor_index=cell.floor_index,
        floor_label=cell.floor_label.strip(),
    )
    composed = rules.compose(wanted, parent, space_id)
    spaces.check_top_floor(composed.floor_index, cell.top_floor_index)
    facts = cell.model_dump(include=set(CellFacts.model_fields), exclude_none=True)
    columns = rules.columns(composed, wanted, parent)
    return {"project_id": project_id, "revision": 1, **columns, **rules.FACTS, **facts}
