"""The grammar of whole house labels: marked (3栋2单元1803室), dashed (3-2-1803) and mixed (3#-1-502)."""

import re
from functools import lru_cache

from manyhold.foundation.imports.labels.floors import floor_label
from manyhold.foundation.imports.labels.house import HouseLabel, house_label
from manyhold.foundation.imports.labels.parts import (
    BUILDING,
    BUILDING_NAME,
    LONGEST,
    PHASE,
    UNIT,
    canonical_number,
    canonical_phase,
    floor_conflict,
    fold_label,
)
from manyhold.foundation.imports.labels.placement import Places, place
from manyhold.foundation.imports.problem import Code, Parsed, Problem, refused, warning

# Marked parts come in this order, each optional, perhaps with a dash after it. 号 alone marks a building when
# more follows (Shanghai's 12弄3号501室), and 楼 does so before a unit; otherwise 3楼 is a floor.
_MARKED = re.compile(
    rf"(?:(?P<phase>{PHASE})期?-?)?"
    rf"(?:(?:(?P<building>{BUILDING})(?:号楼|栋楼?|幢楼?|座|#楼?|号(?=-?.+)|楼(?=-?[0-9A-Z]{{1,2}}(?:单元|门|梯)))"
    rf"|(?P<name>{BUILDING_NAME}))-?)?"
    rf"(?:(?P<unit>{UNIT})(?:单元|门|梯)-?)?"
    r"(?:(?P<floor>(?:负|地下|-|B-?)?\d{1,3}[A-Z]?(?=[层楼F])|[GM](?=[层楼F])|UG|LG|夹(?=层)|地下室|底层)[层楼F]?-?)?"
    r"(?P<rest>.*)"
)
_NO_UNIT = {"0", "00"}


@lru_cache(maxsize=8192)
def parse_label(text: str) -> Parsed[HouseLabel]:
    """Take a house label apart.

    A label that reads in more than one way (5-501: building and room, or unit and room) gets the likeliest
    reading and a warning LABEL_AMBIGUOUS that names it. Errors: LABEL_UNREADABLE with the `rest` that is not
    understood, FLOOR_UNREADABLE. A label is only understood when its canonical text reads as the same label.
    """
    parsed = _understood(text)
    if parsed.value is not None and _understood(parsed.value.text).value != parsed.value:
        return refused(Code.LABEL_UNREADABLE, value=text[:LONGEST], rest=text[:LONGEST])
    return parsed


def _understood(text: str) -> Parsed[HouseLabel]:
    folded = re.sub(r"[/\\_、,]", "-", fold_label(text)).strip("#")
    if folded.startswith("-") and not folded[1:2].isdigit():
        folded = folded.lstrip("-")
    if not folded or len(folded) > LONGEST:
        return refused(Code.LABEL_UNREADABLE, value=text[:LONGEST], rest=folded[:LONGEST])
    marked = _MARKED.fullmatch(folded)
    if marked is None:  # newlines are gone, so the pattern's tail takes anything; kept for the type
        return refused(Code.LABEL_UNREADABLE, value=text[:LONGEST], rest=folded)
    building = marked["building"] or marked["name"]
    known = Places(marked["phase"], building, marked["unit"], marked["floor"])
    places = place(known, marked["rest"].rstrip("-"))
    if places is None:
        return refused(Code.LABEL_UNREADABLE, value=text[:LONGEST], rest=marked["rest"])
    return _assembled(places, text)


def _assembled(places: Places, text: str) -> Parsed[HouseLabel]:
    problems: list[Problem] = []
    floor = None
    if places.floor is not None:
        floor = floor_label({"夹": "M", "底层": "1"}.get(places.floor, places.floor))
        if floor is None:
            return refused(Code.FLOOR_UNREADABLE, value=places.floor)
    taken = floor_conflict(floor, places.room)
    problems += taken.problems
    label = house_label(
        phase=canonical_phase(places.phase) if places.phase else None,
        building=canonical_number(places.building) if places.building else None,
        unit=canonical_number(places.unit) if places.unit and places.unit not in _NO_UNIT else None,
        floor=taken.value,
        room=places.room,
    )
    if not any(label):  # such as 0单元 alone
        return refused(Code.LABEL_UNREADABLE, value=text[:LONGEST], rest=text[:LONGEST])
    if places.reading:
        problems.append(
            warning(
                Code.LABEL_AMBIGUOUS,
                suggestion=label.text,
                value=text[:LONGEST],
                reading=places.reading,
                canonical=label.text,
            )
        )
    return Parsed(label, tuple(problems))
