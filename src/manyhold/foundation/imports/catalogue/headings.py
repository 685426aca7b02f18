"""Column headings in their comparable form, and the headings that imports write themselves."""

import re

from manyhold.foundation.imports.text import squeeze

GROUP_MARK = "/"  # joins the two rows of a heading: 业主信息/姓名
PROBLEM_HEADINGS = {"zh": "问题（导入时去除）", "en": "Problem (dropped on import)"}

_BRACKETS = re.compile(r"[(\[【（][^)\]】）]*[)\]】）]")
_UNITS = re.compile(r"(?:㎡|m2|m²|平方米|平米|元)$")
_MARKS = re.compile(r"[\s*:：.。#＊★☆\"'“”、,，?!-]")


def comparable(heading: str) -> str:
    """Return a heading without its unit, remarks in brackets, marks and case: 建筑面积（㎡）* → 建筑面积."""
    folded = squeeze(heading).lower()
    bare = _MARKS.sub("", _BRACKETS.sub("", folded)) or _MARKS.sub("", folded)
    return _UNITS.sub("", bare) or bare


def leaf(heading: str) -> str:
    """Return the comparable lower part of a two-row heading."""
    return comparable(heading.rsplit(GROUP_MARK, 1)[-1])


def is_reserved(heading: str) -> bool:
    """Whether an import wrote this column itself, so that a mended file is read without it."""
    return squeeze(heading) in _RESERVED


_RESERVED = {squeeze(heading) for heading in PROBLEM_HEADINGS.values()}
