"""The papers that documents are printed on, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

PaperCode = Literal["a4", "a4_across", "a5", "a5_across", "c93", "c140", "c280", "r80"]

TRACTOR_STRIP_MM = 12.7
"""Half an inch on either side of continuous paper is torn off with its holes."""
ROLL_EDGE_MM = 4.0
"""What the head of an 80 mm printer does not reach: it prints 72 mm."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper; `height_mm` is None on a roll, which is cut where the document ends.

    `edge_mm` on the left and on the right cannot be printed on. `is_form` says that each sheet is a form of its own,
    which may bear a number.
    """

    code: PaperCode
    zh: str
    en: str
    width_mm: float
    height_mm: float | None
    edge_mm: float = 0.0
    is_form: bool = False


PAPERS: dict[str, Paper] = {
    one.code: one
    for one in (
        Paper("a4", "A4 纵向", "A4 upright", 210, 297),
        Paper("a4_across", "A4 横向", "A4 across", 297, 210),
        Paper("a5", "A5 纵向", "A5 upright", 148, 210),
        Paper("a5_across", "A5 横向", "A5 across", 210, 148),
        Paper(
            "c93",
            "三联纸 241×93（三等分）",
            "Continuous 241×93 (third)",
            241,
            93,
            TRACTOR_STRIP_MM,
            is_form=True,
        ),
        Paper(
            "c140",
            "三联纸 241×140（二等分）",
            "Continuous 241×140 (half)",
            241,
            140,
            TRACTOR_STRIP_MM,
            is_form=True,
        ),
        Paper(
            "c280",
            "三联纸 241×280（整张）",
            "Continuous 241×280 (whole)",
            241,
            280,
            TRACTOR_STRIP_MM,
            is_form=True,
        ),
        Paper("r80", "热敏卷纸 80 mm", "Thermal roll 80 mm", 80, None, ROLL_EDGE_MM),
    )
}
LONGEST_ROLL_MM = 600
"""How far down a block of a roll may stand."""

assert set(PAPERS) == set(get_args(PaperCode))
