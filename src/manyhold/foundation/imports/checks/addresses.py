"""Where a row's room stands, in the words by which a project's spaces are found again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from manyhold.foundation.imports.labels.house import HouseLabel, house_label
from manyhold.foundation.imports.labels.parts import parse_building, parse_phase, parse_room, parse_unit

_COUNTED_BY_FLOOR = re.compile(r"\d{1,2}[A-Z]?", re.ASCII)


class Address(NamedTuple):
    """Canonical parts of a place; None where it has none. The floor belongs to it only within `room`."""

    phase: str | None
    building: str | None
    unit: str | None
    room: str | None


def address_of(label: HouseLabel) -> Address:
    """The address of a label read from a row."""
    return Address(label.phase, label.building, label.unit, room_name(label))


def room_name(label: HouseLabel) -> str | None:
    """The room's own name: 1803, but 12-05 for room 05 of floor 12, which stands on every floor."""
    if label.room is not None and label.floor_label and _COUNTED_BY_FLOOR.fullmatch(label.room):
        return f"{label.floor_label}-{label.room}"
    return label.room


def frames_of(address: Address) -> tuple[tuple[str, str, Address], ...]:
    """Kind, name and address of each place above the room, from the top: (building, 3栋, …), (unit, 2单元, …)."""
    phase, building, unit, _ = address
    above = (
        ("phase", phase, Address(phase, None, None, None)),
        ("building", building, Address(phase, building, None, None)),
        ("unit", unit, Address(phase, building, unit, None)),
    )
    return tuple((kind, frame_name(kind, part), at) for kind, part, at in above if part is not None)


@lru_cache(maxsize=8192)
def frame_name(kind: str, part: str) -> str:
    """The name of a phase, building or unit as people say it: 3栋, A座, 2单元."""
    return house_label(**{kind: part}).text


@lru_cache(maxsize=65_536)
def canonical(kind: str, name: str) -> str:
    """The part that the name of an existing place stands for: 3栋 and 03幢 are 3; a name of its own stays."""
    if kind == "phase":
        return parse_phase(name).value or name
    if kind in {"building", "parking_area"}:
        building = parse_building(name).value
        return building[1] if building else name
    if kind == "unit":
        return parse_unit(name).value or name
    return parse_room(name).value or name
