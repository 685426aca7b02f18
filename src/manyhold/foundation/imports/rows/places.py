"""The house label of a row, from a whole label, from columns of its parts, or from both."""

from collections.abc import Mapping
from typing import Any

from manyhold.foundation.imports.labels.grammar import parse_label
from manyhold.foundation.imports.labels.house import HouseLabel, house_label
from manyhold.foundation.imports.labels.parts import floor_conflict
from manyhold.foundation.imports.problem import Code, Parsed, error
from manyhold.foundation.imports.rows.drafts import Finding

PLACE_FIELDS = frozenset(
    {"place.label", "place.phase", "place.building", "place.unit", "place.floor", "room.number"}
)


def assembled(values: Mapping[str, Any]) -> tuple[HouseLabel | None, list[Finding]]:
    """Return the row's label (None when the row names no place) and what does not fit together.

    A part that a column and the whole label both give must agree, else LABEL_COLUMNS_DISAGREE.
    """
    found: list[Finding] = []
    from_building, building = values.get("place.building") or (None, None)
    phase = values.get("place.phase") or from_building
    unit = values.get("place.unit")
    room = values.get("room.number")
    whole: HouseLabel | None = values.get("place.label")
    if room is not None and not isinstance(room, str):
        whole, room = room, room.room
    elif room is not None and "-" in room and whole is None:
        whole, room = _whole_in_room(room, building, found)
    if whole is not None:
        parts = {"phase": phase, "building": building, "unit": unit, "room": room}
        found += _disagreements(parts, whole)
        phase, building, unit, room = (
            given or told for given, told in zip(parts.values(), _four(whole), strict=True)
        )
    floor: Parsed[str] = floor_conflict(values.get("place.floor") or (whole and whole.floor_label), room)
    found += (Finding("place.floor", problem) for problem in floor.problems)
    label = house_label(phase=phase, building=building, unit=unit, floor=floor.value, room=room)
    return (label if any(label) else None), found


def _whole_in_room(
    room: str, building: str | None, found: list[Finding]
) -> tuple[HouseLabel | None, str | None]:
    """Take 3-2-1803 in the room column for a whole label when no building is given, or the same one."""
    label, problems = parse_label(room)
    if label is None or label.room is None or (building is not None and label.building != building):
        return None, room
    if building is None:
        found += (Finding("room.number", problem) for problem in problems)
    return label, label.room


def _four(label: HouseLabel) -> tuple[str | None, str | None, str | None, str | None]:
    return label.phase, label.building, label.unit, label.room


def _disagreements(parts: Mapping[str, str | None], whole: HouseLabel) -> list[Finding]:
    return [
        Finding(
            "room.number" if part == "room" else f"place.{part}",
            error(Code.LABEL_COLUMNS_DISAGREE, part=part, column=given, label=told),
        )
        for (part, given), told in zip(parts.items(), _four(whole), strict=True)
        if given and told and given != told
    ]
