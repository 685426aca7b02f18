"""The Chinese font of printed documents: complete, or none at all.

Subsets made for the web lack characters of names. Looked for in this order: the package itself, the
checkout's web folder (npm @expo-google-fonts/noto-sans-sc: the whole Noto Sans SC, SIL Open Font License),
Debian's fonts-noto-cjk.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

from manyhold.kernel.errors import Problem

ROOT = Path(__file__).parents[2]
NPM = ROOT.parents[1] / "web" / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
PLACES: tuple[tuple[Path, ...], ...] = (
    (ROOT / "fonts",),
    (NPM / "400Regular", NPM / "700Bold"),
    (Path("/usr/share/fonts/opentype/noto"),),
)
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC")


@cache
def fonts() -> typst.Fonts:
    """The fonts to print with; read once. Raises Problem `chinese_font_missing` (503) when there are none."""
    for folders in PLACES:
        if all(folder.is_dir() for folder in folders):
            found = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[*folders]
            )
            if set(FAMILIES) & set(found.families()):
                return found
    raise Problem("chinese_font_missing", status=503)
