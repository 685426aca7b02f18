"""What a split or a merger must satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

SPLIT, MERGER, RECUT = "split", "merge", "recut"
PRECISION = Decimal("0.01")
"""m²; an area is measured to this (房产测量规范 GB/T 17986)."""
INHERITED = ("sale_state", "delivery_state", "fit_out_state", "occupancy_state", "use", "delivered_on")
"""What the new spaces take over where all old ones agree and nothing else is said."""


def kind_of(closed: int, opened: int) -> str:
    """What it is called: split 1→n, merge n→1, re-cut n→m; empty for 1→1, which is none."""
    if closed == 1:
        return SPLIT if opened > 1 else ""
    return MERGER if opened == 1 else RECUT


def area_of(spaces: Iterable[Any]) -> Decimal | None:
    """The sum of one side; None when an area is not known."""
    areas: list[Decimal | None] = [space.building_area for space in spaces]
    known = [area for area in areas if area is not None]
    return sum(known, Decimal(0)) if len(known) == len(areas) else None


def agree(closed: Sequence[Any], opened: Sequence[Any]) -> bool:
    """Whether both sides have the same area: each measured area may be a hundredth off by its rounding."""
    before, after = area_of(closed), area_of(opened)
    if before is None or after is None:
        return False
    return abs(before - after) <= PRECISION * (len(closed) + len(opened))


def inherited(closed: Sequence[Any]) -> dict[str, Any]:
    """The facts in which all old spaces agree."""
    first = closed[0]
    return {
        name: getattr(first, name)
        for name in INHERITED
        if all(getattr(one, name) == getattr(first, name) for one in closed)
    }


def retired_code(code: str, space_id: int, *, longest: int) -> str:
    """The code of a space that gave up its own, so that a new one may have it."""
    ending = f"~{space_id}"
    return code[: longest - len(ending)] + ending
