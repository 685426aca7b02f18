"""Where the unmarked parts of a dashed label belong, given the marked ones before them."""

import re
from typing import NamedTuple

from manyhold.foundation.imports.labels.floors import floor_label, floor_of_room
from manyhold.foundation.imports.labels.parts import BUILDING, ROOM, UNIT

_ROOM = re.compile(rf"({ROOM}?)(?:室|号房?|房|户)?")
_BUILDING = re.compile(BUILDING)
_UNIT = re.compile(UNIT)
_BASEMENT = re.compile(r"B\d{1,2}")
_LETTERED_FLOOR = re.compile(r"\d{1,2}[AB]")


class Places(NamedTuple):
    """The parts in their places, as written; `reading` names the choice where there was one."""

    phase: str | None = None
    building: str | None = None
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    reading: str | None = None


def place(known: Places, rest: str) -> Places | None:
    """Give the unmarked parts in `rest` their places after the marked ones; None when they do not fit."""
    if not rest:
        return known if any(known) else None
    *before, last = rest.split("-")
    room = _ROOM.fullmatch(last)
    if room is None or not room[1] or "" in before:
        return None
    known = known._replace(room=room[1])
    if before and known.floor is None and _BASEMENT.fullmatch(before[-1]):
        known = known._replace(floor=before.pop())
    return _before_room(known, before) if before else known


def _before_room(known: Places, before: list[str]) -> Places | None:
    if known.floor:
        return _before_floor(known, before)
    if known.unit:
        return _with_floor(known, before[0]) if len(before) == 1 else None
    if known.building:
        return _after_building(known, before)
    return _unmarked(known, before) if _BUILDING.fullmatch(before[0]) else None


def _before_floor(known: Places, before: list[str]) -> Places | None:
    """Place building and perhaps unit, as only a bare basement floor (3-B1-088) has them before it."""
    if known.building or known.unit or len(before) > 2 or not all(map(_BUILDING.fullmatch, before)):
        return None
    return known._replace(building=before[0], unit=before[1] if len(before) == 2 else None)


def _after_building(known: Places, before: list[str]) -> Places | None:
    if len(before) == 2 and _UNIT.fullmatch(before[0]):
        return _with_floor(known._replace(unit=before[0]), before[1])
    if len(before) == 1 and _is_likely_floor(before[0], known.room or ""):
        placed = _with_floor(known, before[0])
        return placed and placed._replace(reading="building-floor-room")
    if len(before) == 1 and _UNIT.fullmatch(before[0]):
        return known._replace(unit=before[0])
    return None


def _unmarked(known: Places, before: list[str]) -> Places | None:
    """Place the purely dashed forms, by how many parts come before the room."""
    first, *others = before
    if not others:
        return known._replace(building=first, reading=None if first.isalpha() else "building-room")
    phased = known.phase is None and len(others) > 1 and _BUILDING.fullmatch(others[0]) is not None
    if phased and len(others) == 2 and not _tells(others[1], known.room or ""):
        placed = known._replace(phase=first, building=others[0], unit=others[1])
        return placed._replace(reading="phase-building-unit-room") if _UNIT.fullmatch(others[1]) else None
    if phased and len(others) == 3:
        return _after_building(known._replace(phase=first, building=others[0]), others[1:])
    return _after_building(known._replace(building=first), others)


def _is_likely_floor(part: str, room: str) -> bool:
    """A room of one or two digits (A-12-05, 8-15A-02) tells no floor, so the number before it is one."""
    if len(room) > 2:
        return False
    return (part.isdigit() and int(part) > 0) or _LETTERED_FLOOR.fullmatch(part) is not None


def _tells(part: str, room: str) -> bool:
    """Whether the part is the floor that the room number tells."""
    label = floor_label(part)
    return label is not None and floor_of_room(room) == label


def _with_floor(known: Places, part: str) -> Places | None:
    return known._replace(floor=part) if floor_label(part) else None
