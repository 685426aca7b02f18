"""What stands in what, and how a place is named, coded and sorted.

Pure, so that an import or a generator composes 200,000 rooms in memory and inserts them as one set.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from manyhold.foundation.spaces import naming

PHASE, BUILDING, UNIT, FLOOR, ROOM = "phase", "building", "unit", "floor", "room"
SHOP, OFFICE, PARKING_AREA, PARKING = "shop", "office", "parking_area", "parking"
STORAGE, PUBLIC_AREA = "storage", "public_area"
FRAME = (PHASE, BUILDING, PARKING_AREA, UNIT)
"""Kinds of the tree's upper part; a parking area has the rank of a building."""
HOUSEHOLDS = (ROOM, SHOP, OFFICE)
"""Kinds in which somebody lives or works: they have an area, a state and a household."""

PARENTS: Mapping[str, tuple[str | None, ...]] = {
    PHASE: (None,),
    BUILDING: (None, PHASE),
    PARKING_AREA: (None, PHASE),
    UNIT: (BUILDING,),
    FLOOR: (BUILDING, UNIT),
    ROOM: (BUILDING, UNIT, FLOOR),
    OFFICE: (BUILDING, UNIT, FLOOR),
    SHOP: (None, PHASE, BUILDING, UNIT, FLOOR),
    STORAGE: (None, PHASE, BUILDING, UNIT, FLOOR, PARKING_AREA),
    PARKING: (None, PHASE, BUILDING, FLOOR, PARKING_AREA),
    PUBLIC_AREA: (None, PHASE, BUILDING, UNIT, FLOOR, PARKING_AREA),
}
"""Where each kind may stand; None is the project itself. A shop may stand on the street, outside any building."""

FACTS: Mapping[str, Any] = {
    "top_floor_index": None,
    "building_area": None,
    "inner_area": None,
    "billing_area": None,
    "use": "",
    "layout": "",
    "parking_kind": "",
    "delivered_on": None,
    "billing_starts_on": None,
    "sale_state": "",
    "delivery_state": "",
    "fit_out_state": "",
    "occupancy_state": "",
    "is_active": True,
}
"""The columns that do not follow from where a space stands, and their values when nothing is said."""

LONGEST_LABEL, LONGEST_CODE, LONGEST_SORT_KEY = 120, 40, 80
_UNKNOWN_FLOOR = "999"


class PlacementError(ValueError):
    """A place that cannot be so; `field` is at fault, `code` says why."""

    def __init__(self, at: str, code: str, /, **params: Any) -> None:
        super().__init__(f"{at}: {code} {params}")
        self.field = at
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Place:
    """What a child needs to know of the space in which it stands.

    `stem` is the text onto which a child's name is joined: the label, and for a floor that of what it lies in.
    """

    id: int
    kind: str
    code: str
    label: str
    stem: str
    sort_key: str
    phase_id: int | None = None
    building_id: int | None = None
    unit_id: int | None = None
    floor_index: int | None = None
    floor_label: str = ""

    def ancestors(self) -> dict[str, int | None]:
        """The columns in which a child repeats its ancestors."""
        return {
            "parent_id": self.id,
            "phase_id": self.id if self.kind == PHASE else self.phase_id,
            "building_id": self.id if self.kind in (BUILDING, PARKING_AREA) else self.building_id,
            "unit_id": self.id if self.kind == UNIT else self.unit_id,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """A space to be made: `key` names it for its children, `parent` is the key of the one in which it stands."""

    key: Hashable
    kind: str
    name: str
    parent: Hashable = None
    code: str = ""
    floor_index: int | None = None
    floor_label: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


def compose(wanted: Wanted, parent: Place | None, space_id: int) -> Place:
    """The place of a space: its label, code, sort key and ancestors. Raises PlacementError.

    The label is what people say in full, 3栋2单元1803; the floor is in it only where the number does not tell it.
    """
    kind, name = wanted.kind, wanted.name
    _check_parent(kind, parent)
    index, floor_label = wanted.floor_index, wanted.floor_label
    is_on_floor = parent is not None and parent.kind == FLOOR
    if is_on_floor and parent is not None:
        index, floor_label = parent.floor_index, parent.floor_label
    if kind == FLOOR and index is None:
        raise PlacementError("floor_index", "missing")
    if index is not None and not naming.LOWEST_FLOOR <= index <= naming.HIGHEST_FLOOR:
        raise PlacementError("floor_index", "floor_out_of_range", floor=index)
    floor_label = floor_label or ("" if index is None else naming.floor_label(index))
    stem = parent.stem if parent else ""
    said = stem if kind == FLOOR or naming.tells_floor(name, floor_label) else stem + f"{floor_label}层"
    label = naming.joined(said, naming.spoken(kind, name))
    floor = None if is_on_floor else index
    code = wanted.code or naming.code_of(parent.code if parent else "", kind, name, floor)
    if len(label) > LONGEST_LABEL or len(code) > LONGEST_CODE:
        raise PlacementError("name", "name_too_long", label=label, code=code)
    above = parent.ancestors() if parent else {}
    return Place(
        id=space_id,
        kind=kind,
        code=code,
        label=label,
        stem=stem if kind == FLOOR else label,
        sort_key=_sort_key(kind, name, parent, floor)[:LONGEST_SORT_KEY],
        phase_id=above.get("phase_id"),
        building_id=above.get("building_id"),
        unit_id=above.get("unit_id"),
        floor_index=index,
        floor_label=floor_label,
    )


def rows_for_insert(
    project_id: int, wanted: Iterable[Wanted], *, first_id: int, standing: Mapping[Hashable, Place]
) -> list[dict[str, Any]]:
    """Rows for `bulk.insert_rows`, numbered from `first_id` in the order of `wanted`; parents come first.

    `standing` are the spaces that exist already, by the keys that `wanted` uses. Raises PlacementError.
    """
    places = dict(standing)
    codes: set[str] = set()
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(wanted):
        if one.parent is not None and one.parent not in places:
            raise PlacementError("parent_id", "unknown_reference", parent=str(one.parent))
        parent = None if one.parent is None else places[one.parent]
        place = places[one.key] = compose(one, parent, first_id + number)
        if place.code in codes:
            raise PlacementError("code", "code_taken", code=place.code)
        codes.add(place.code)
        rows.append(
            {"project_id": project_id, "revision": 1, **columns(place, one, parent), **FACTS, **one.facts}
        )
    return rows


def columns(place: Place, wanted: Wanted, parent: Place | None) -> dict[str, Any]:
    """The columns of a composed place."""
    return {
        "id": place.id,
        "parent_id": parent.id if parent else None,
        "phase_id": place.phase_id,
        "building_id": place.building_id,
        "unit_id": place.unit_id,
        "kind": place.kind,
        "code": place.code,
        "name": wanted.name,
        "label": place.label,
        "sort_key": place.sort_key,
        "floor_index": place.floor_index,
        "floor_label": place.floor_label,
    }


def _check_parent(kind: str, parent: Place | None) -> None:
    if kind not in PARENTS:
        raise PlacementError("kind", "unknown_kind", kind=kind)
    above = parent.kind if parent else None
    if above not in PARENTS[kind]:
        raise PlacementError("parent_id", "wrong_parent", kind=kind, parent=above or "project")


def _sort_key(kind: str, name: str, parent: Place | None, index: int | None) -> str:
    """Siblings by floor, then as people count: 2栋 before 10栋. The dot sorts below all that a part contains."""
    parts = [parent.sort_key] if parent else []
    if index is not None:
        parts.append(naming.floor_key(index))
    elif kind in HOUSEHOLDS and (parent is None or parent.kind != FLOOR):
        parts.append(_UNKNOWN_FLOOR)
    if kind != FLOOR:
        parts.append(naming.natural_key(name))
    return ".".join(parts)
