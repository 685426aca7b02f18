"""The parts of a house label when each has a column of its own: phase, building, unit, floor, room."""

import re

from manyhold.foundation.imports.labels.floors import floor_label, floor_of_room
from manyhold.foundation.imports.labels.numerals import arabic
from manyhold.foundation.imports.problem import BLANK, Code, Parsed, refused, warning
from manyhold.foundation.imports.text import one_dash, squeeze

LONGEST = 40

PHASE_NAME = r"[一-鿿]{1,10}?(?:组团|小区|[区苑园庭府院邨弄])"
PHASE = rf"(?:(?:[一-鿿]{{0,10}}?(?:\d{{1,2}}|[A-Z]))(?=期)|{PHASE_NAME}|\d{{1,4}}弄)"
BUILDING = r"(?:[一-鿿]{0,8}?(?:[A-Z]{0,2}\d{1,4}[A-Z]?|[A-Z]{1,2}))"
BUILDING_NAME = r"(?:[一-鿿]{1,8}(?<!号)楼|[一-鿿]{0,6}会所)"
UNIT = r"(?:[A-Z]?\d{1,2}[A-Z]?|[A-Z]|[甲乙丙丁东西南北中])"
ROOM = r"(?:[一-鿿]{0,6}[0-9A-Z]{1,8}|[一-鿿]{2,8})"

_PHASE = re.compile(rf"(?:(?P<number>{PHASE})期?|(?P<bare>\d{{1,2}}|[A-Z]))")
_BUILDING = re.compile(
    rf"(?:(?P<phase>{PHASE})期?-?)?(?P<building>{BUILDING})(?:号楼|栋楼?|幢楼?|座|号|#楼?|楼)?"
    rf"|(?:(?P<phase_of_name>{PHASE})期?-?)?(?P<name>{BUILDING_NAME}|[一-鿿]{{2,6}})"
)
_UNIT = re.compile(rf"(?P<unit>{UNIT})(?:单元|门|梯|U)?")
_ROOM = re.compile(rf"(?P<room>{ROOM}(?:-[0-9A-Z]{{1,6}})*)(?:室|号|号房|房|户)?")
_NO_UNIT = {"0", "00", "无", "-", "/", "—"}


def fold_label(text: str) -> str:
    """Return label text in half width, upper case, one kind of dash, Arabic numerals and no blanks."""
    return arabic(one_dash(squeeze(text).upper()).replace("第", ""))


def canonical_number(text: str) -> str:
    """Return a part without its leading zeros: 03 → 3, S01 → S1; letters and 0 itself stay."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def parse_phase(text: str) -> Parsed[str]:
    """Read a phase or compound: 2期 and 2 → 2, 桂花苑 → 桂花苑, 万科一期 → 万科1期."""
    folded = fold_label(text)
    if not folded:
        return BLANK
    if match := _PHASE.fullmatch(folded):
        return Parsed(canonical_phase(match["number"] or match["bare"]))
    if re.fullmatch(r"[一-鿿]{2,10}", folded):
        return Parsed(folded)
    return refused(Code.PHASE_UNREADABLE, value=text[:LONGEST])


def canonical_phase(text: str) -> str:
    """Return 2 for 2, but 万科1期 for 万科1: a name keeps its mark so that it reads as a name."""
    text = canonical_number(text)
    return text if text.isascii() or not text[-1].isascii() else text + "期"


def parse_building(text: str) -> Parsed[tuple[str | None, str]]:
    """Read a building, perhaps with its phase before it, as (phase, building): 2期5幢 → (2, 5), A座 → A."""
    folded = fold_label(text)
    if not folded:
        return BLANK
    if match := _BUILDING.fullmatch(folded):
        phase = match["phase"] or match["phase_of_name"]
        building = canonical_number(match["building"] or match["name"])
        return Parsed((canonical_phase(phase) if phase else None, building))
    return refused(Code.BUILDING_UNREADABLE, value=text[:LONGEST])


def parse_unit(text: str) -> Parsed[str]:
    """Read a unit: 2单元, 2门, 2梯, 2 → 2; 0 and 无 mean that there is none (a shop on the building)."""
    folded = fold_label(text)
    if not folded or folded in _NO_UNIT:
        return BLANK
    if match := _UNIT.fullmatch(folded):
        return Parsed(canonical_number(match["unit"]))
    return refused(Code.UNIT_UNREADABLE, value=text[:LONGEST])


def parse_floor(text: str) -> Parsed[str]:
    """Read a floor's canonical label: 18F, 18层, 18 → 18; 负一层, -1, B1 → B1; 夹层 → M."""
    folded = fold_label(text)
    if not folded:
        return BLANK
    if label := floor_label(folded):
        return Parsed(label)
    return refused(Code.FLOOR_UNREADABLE, value=text[:LONGEST])


def parse_room(text: str) -> Parsed[str]:
    """Read a room number: 1803室, 1803, 商铺3, S1-03; leading zeros belong to the number and stay."""
    folded = fold_label(text)
    if not folded:
        return BLANK
    if match := _ROOM.fullmatch(folded):
        return Parsed(match["room"])
    return refused(Code.ROOM_UNREADABLE, value=text[:LONGEST])


def floor_conflict(floor: str | None, room: str | None) -> Parsed[str]:
    """Return the floor to take, with a warning when the room number tells another one."""
    told = floor_of_room(room) if room else None
    if floor and told and floor != told:
        return Parsed(floor, (warning(Code.FLOOR_DISAGREES, floor=floor, room=room or "", told=told),))
    return Parsed(floor or told)
