"""How places are called: the spoken label, the code, the order in which people count them, and what they type."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import cn2an

LOWEST_FLOOR, HIGHEST_FLOOR = -99, 400
_FLOOR_SHIFT = 100
_MARKS = {"phase": "期", "building": "栋", "unit": "单元", "floor": "层"}
_WIDTHS = {"phase": 2, "building": 3, "unit": 2}
"""Digits of a code's parts, after the customary layout 期(2)-栋(3)-单元(2)-层(3)-室(4)."""
_JOINTS = {"building": ("-", "-__-", "-___-", "-__-___-"), "unit": ("-", "-___-")}
"""What may lie between a part and the room in a code: a unit of two places, a floor of three."""
_NUMBER = re.compile(r"\d+", re.ASCII)
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+(?=[期栋幢座号单门层楼区组苑]|$)")
_ENDING = re.compile(r"(?:号楼|栋楼?|幢楼?|座|期|单元|门|梯|号|室|层)$")
_BARE = re.compile(r"[0-9A-Za-z]{1,4}")
_SIGNS = re.compile(r"[^0-9A-Za-z]+")
_KEPT = 65_536


@lru_cache(_KEPT)
def natural_key(name: str) -> str:
    """A text whose bytewise order is the order in which people count: 2栋 < 10栋, 二期 < 十期, A座 < B座.

    A number is written with its length before it, so that longer ones sort later.
    """
    folded = _NUMERAL.sub(_arabic, unicodedata.normalize("NFKC", name).upper())
    kept = "".join(one for one in folded if one.isalnum())
    return _NUMBER.sub(lambda found: _counted(found[0].lstrip("0") or "0"), kept)


def floor_key(index: int) -> str:
    """Floors from the deepest to the highest, three digits."""
    return f"{index + _FLOOR_SHIFT:03}"


def floor_label(index: int) -> str:
    """What the lift shows when nobody says otherwise: B2, G, 18."""
    return f"B{-index}" if index < 0 else str(index) if index else "G"


@lru_cache(_KEPT)
def spoken(kind: str, name: str) -> str:
    """A name as it stands in a label: a bare 3 becomes 3栋, a bare A becomes A座, 2 becomes 2单元."""
    if kind not in _MARKS or not _BARE.fullmatch(name):
        return name
    return name + ("座" if kind == "building" and name.isalpha() else _MARKS[kind])


def joined(stem: str, name: str) -> str:
    """Two parts of a label: 3栋 + 1803 is 3栋1803, S1 + 101 is S1-101."""
    touch = stem[-1:].isascii() and stem[-1:].isalnum() and name[:1].isascii() and name[:1].isalnum()
    return f"{stem}-{name}" if touch else stem + name


def tells_floor(name: str, floor_label: str) -> bool:
    """Whether a number says on which floor it is: 1803 and 0305 do, the 05 of an office floor does not."""
    return len(name.strip()) > len(floor_label) and name.lstrip("0 ").startswith(floor_label)


def code_of(parent_code: str, kind: str, name: str, floor_index: int | None) -> str:
    """The code of a place in one of the code `parent_code`: 003-02-018-1803."""
    parts = [parent_code] if parent_code else []
    if floor_index is not None:
        parts.append(_floor_code(floor_index))
    if kind != "floor":
        parts.append(_code_part(kind, name))
    return "-".join(parts)


def code_patterns(text: str) -> tuple[str, ...]:
    """What codes look like that somebody means by 3-1803, 3-2-1803 or 2-3-1-1803: patterns for LIKE.

    Empty when the text is no such row of numbers.
    """
    parts = _SIGNS.sub("-", unicodedata.normalize("NFKC", text).strip()).strip("-").upper().split("-")
    if not 2 <= len(parts) <= 4:
        return ()
    *above, room = parts
    kinds = {1: (("building",),), 2: (("building", "unit"), ("phase", "building"))}.get(
        len(above), (("phase", "building", "unit"),)
    )
    codes: list[str] = []
    for names in kinds:
        code = "-".join(_code_part(kind, part) for kind, part in zip(names, above, strict=True))
        codes += [f"{code}{joint}{room}" for joint in _JOINTS[names[-1]]]
    return tuple(one for code in codes for one in (code, f"%-{code}"))


def sought(text: str) -> str:
    """A search text as labels are written: one width, without spaces, without the 室 that nobody stores."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.removesuffix("室")


@lru_cache(_KEPT)
def _code_part(kind: str, name: str) -> str:
    folded = _NUMERAL.sub(_arabic, "".join(unicodedata.normalize("NFKC", name).upper().split()))
    part = _ENDING.sub("", folded) or folded
    return part.zfill(_WIDTHS[kind]) if kind in _WIDTHS and part.isdigit() else part


def _floor_code(index: int) -> str:
    return f"B{-index:02}" if index < 0 else f"{index:03}"


def _counted(digits: str) -> str:
    return f"{len(digits):02}{digits}"


def _arabic(found: re.Match[str]) -> str:
    try:
        return str(int(cn2an.cn2an(found[0].replace("两", "二"), "smart")))
    except ValueError:
        return found[0]
