"""Vehicle plates (GA 36-2018): ordinary, new energy, and those with a special last character."""

import re

from manyhold.foundation.imports.cells.several import split_values
from manyhold.foundation.imports.problem import BLANK, Code, Parsed, Problem, error
from manyhold.foundation.imports.text import squeeze

PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9学警挂港澳试超]|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])"
)
_NONE = {"无", "-", "/", "暂无", "无车"}


def parse_plates(text: str) -> Parsed[tuple[str, ...]]:
    """Read all plates of a cell in capitals without blanks, dots or dashes."""
    plates: list[str] = []
    problems: list[Problem] = []
    for written in split_values(text):
        plate = re.sub(r"[·.•\-]", "", squeeze(written).upper())
        if written in _NONE:
            continue
        if PLATE.fullmatch(plate):
            plates.append(plate)
        else:
            problems.append(error(Code.PLATE_UNREADABLE, value=written[:20]))
    if not plates and not problems:
        return BLANK
    return Parsed(tuple(dict.fromkeys(plates)), tuple(problems))
