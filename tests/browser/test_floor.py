"""The built styles need nothing that Chromium 109 does not have; scripts are run without it (floor.js).

What an older browser may pass over without harm (text-wrap) is not looked for.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

BUILT = Path(__file__).parents[2] / "web/apps/console/dist/assets"
NEWER = {
    "nesting": r"[{;}]\s*&",
    "color-mix()": r"color-mix\(",
    "oklch() and its like": r"\b(oklch|oklab|lab|lch|light-dark)\(",
    "relative colours": r"\b(rgb|hsl)a?\(\s*from\b",
    "@starting-style": r"@starting-style",
    "@scope": r"@scope\b",
    "subgrid": r"\bsubgrid\b",
    "field-sizing": r"field-sizing",
    "anchors": r"\banchor(-size)?\(|position-anchor",
    "linear()": r"\blinear\(",
    "range media queries of two ends": r"@media[^{]*\([^):]*<[^):]*<",
}


@pytest.mark.parametrize("feature", NEWER)
def test_styles_keep_to_the_floor(feature: str) -> None:
    sheets = list(BUILT.glob("*.css"))
    assert sheets, "the console is not built"
    assert [sheet.name for sheet in sheets if re.search(NEWER[feature], sheet.read_text())] == []
