"""Reads: lists and search, the tree of a project, the grid of a building."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Select, func, or_, select

from manyhold.foundation.spaces import naming, rules, states
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.schemas import SpaceDetail, SpaceOut, SpaceRef, TreeSpace
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.search import Hit
from manyhold.kernel.web.own import with_values

LISTED = (
    "id",
    "project_id",
    "parent_id",
    "phase_id",
    "building_id",
    "unit_id",
    "kind",
    "code",
    "name",
    "label",
    "floor_index",
    "floor_label",
    *rules.FACTS,
    "opened_on",
    "closed_on",
    "revision",
)
"""The columns of a space as lists show it."""
_LISTED_COLUMNS = [getattr(Space, name) for name in LISTED]
_AREAS = ("building_area", "inner_area", "billing_area")
_DATES = ("delivered_on", "billing_starts_on", "opened_on", "closed_on")


def listed() -> Select[Any]:
    """Plain columns of spaces, for lists."""
    return select(*_LISTED_COLUMNS)


def called(text: str) -> Any:
    """The condition that a space is meant by `text`: part of its label, its code, 3-2-1803, or a former one."""
    wanted = naming.sought(text)
    former = select(SpaceAlias.space_id).where(SpaceAlias.alias.icontains(wanted, autoescape=True))
    patterns = naming.code_patterns(text)
    return or_(
        Space.label.icontains(wanted, autoescape=True),
        Space.code.istartswith(wanted, autoescape=True),
        *(Space.code.like(pattern) for pattern in patterns),
        Space.id.in_(former),
    )


def within(space_id: int) -> Any:
    """The condition that a space stands in another, at any depth below a phase, building or unit."""
    above = (Space.phase_id, Space.building_id, Space.unit_id, Space.parent_id)
    return or_(*(column == space_id for column in above)) & (Space.id != space_id)


def shown(row: Any) -> dict[str, Any]:
    """A row of `listed` as JSON has it."""
    item = {name: getattr(row, name) for name in LISTED}
    for name in _AREAS:
        item[name] = None if item[name] is None else f"{item[name]:.2f}"
    for name in _DATES:
        item[name] = None if item[name] is None else item[name].isoformat()
    item["state"] = state_label(row)
    return item


def state_label(row: Any) -> dict[str, str]:
    """The one word for the four axes of a row."""
    zh, en = states.label(
        states.RoomState(row.sale_state, row.delivery_state, row.fit_out_state, row.occupancy_state)
    )
    return {"zh": zh, "en": en}


def detail(ctx: Context, space: Space) -> SpaceDetail:
    """A space with the road to it, what stands in it, and its former names: three queries."""
    inside = ctx.session.execute(
        select(Space.kind, func.count())
        .where(Space.parent_id == space.id, Space.is_active)
        .group_by(Space.kind)
        .order_by(Space.kind)
    )
    former = select(SpaceAlias.alias).where(SpaceAlias.space_id == space.id).order_by(SpaceAlias.alias)
    [item] = with_values(ctx, "space", [shown(space)])
    return SpaceDetail(
        **SpaceOut.model_validate(item).model_dump(),
        ancestors=_ancestors(ctx, space),
        children={row[0]: row[1] for row in inside},
        aliases=list(ctx.session.scalars(former)),
    )


def tree(ctx: Context, project_id: int) -> list[TreeSpace]:
    """Phases, buildings, parking areas and units with the number of rooms, shops and offices in each."""
    frame = ctx.session.execute(
        select(Space.id, Space.parent_id, Space.kind, Space.name, Space.label)
        .where(Space.project_id == project_id, Space.kind.in_(rules.FRAME), Space.is_active)
        .order_by(Space.sort_key, Space.id)
    ).all()
    counts = _household_counts(ctx, project_id)
    known = {row.id for row in frame}
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in frame:
        below[row.parent_id if row.parent_id in known else None].append(row)

    def grown(parent_id: int | None) -> list[TreeSpace]:
        return [
            TreeSpace(
                id=row.id,
                parent_id=row.parent_id,
                kind=row.kind,
                name=row.name,
                label=row.label,
                room_count=counts[row.id],
                children=grown(row.id),
            )
            for row in below[parent_id]
        ]

    return grown(None)


def grid(ctx: Context, building: Space) -> dict[str, Any]:
    """A building's floors from the top, each with its rooms from left to right: two queries."""
    if building.kind != rules.BUILDING:
        raise NotFound("not_a_building", id=building.id)
    units = ctx.session.execute(
        select(Space.id, Space.kind, Space.label)
        .where(Space.building_id == building.id, Space.kind == rules.UNIT, Space.is_active)
        .order_by(Space.sort_key, Space.id)
    )
    cells = ctx.session.execute(
        listed()
        .where(
            Space.building_id == building.id,
            Space.kind.in_((*rules.HOUSEHOLDS, rules.FLOOR)),
            Space.is_active,
        )
        .order_by(Space.sort_key, Space.id)
    )
    floors: dict[int | None, dict[str, Any]] = {}
    for row in cells:
        floor = floors.setdefault(
            row.floor_index,
            {"floor_index": row.floor_index, "floor_label": row.floor_label, "floor_ids": [], "rooms": []},
        )
        if row.kind == rules.FLOOR:
            floor["floor_ids"].append(row.id)
        else:
            floor["rooms"].append(_cell(row))
    known = sorted((index for index in floors if index is not None), reverse=True)
    return {
        "building": {"id": building.id, "kind": building.kind, "label": building.label},
        "units": [dict(unit._mapping) for unit in units],
        "floors": [floors[index] for index in (*known, *(index for index in floors if index is None))],
    }


def _cell(row: Any) -> dict[str, Any]:
    names = ("id", "kind", "name", "label", "unit_id", "top_floor_index", "use", "layout", *states.AXES)
    areas = {name: None if getattr(row, name) is None else f"{getattr(row, name):.2f}" for name in _AREAS}
    return {**{name: getattr(row, name) for name in names}, **areas, "state": state_label(row)}


def search(ctx: Context, text: str, limit: int) -> list[Hit]:
    """Spaces for the one search box: those whose label begins with the text, then by the order of the site."""
    rows = ctx.session.execute(
        select(Space.id, Space.project_id, Space.kind, Space.label, Space.code)
        .where(called(text), Space.is_active)
        .order_by(Space.sort_key, Space.id)
        .limit(limit)
    )
    return [
        Hit(kind="space", id=row.id, project_id=row.project_id, title=row.label, subtitle=row.code)
        for row in rows
    ]


def _ancestors(ctx: Context, space: Space) -> list[SpaceRef]:
    ids = {space.phase_id, space.building_id, space.unit_id, space.parent_id} - {None}
    rows = ctx.session.execute(
        select(Space.id, Space.kind, Space.label).where(Space.id.in_(ids)).order_by(Space.sort_key)
    )
    return [SpaceRef(id=row.id, kind=row.kind, label=row.label) for row in rows]


def _household_counts(ctx: Context, project_id: int) -> Counter[int]:
    counts: Counter[int] = Counter()
    rows = ctx.session.execute(
        select(Space.phase_id, Space.building_id, Space.unit_id, func.count())
        .where(Space.project_id == project_id, Space.kind.in_(rules.HOUSEHOLDS), Space.is_active)
        .group_by(Space.phase_id, Space.building_id, Space.unit_id)
    )
    for *above, count in rows:
        for space_id in filter(None, above):
            counts[space_id] += count
    return counts
