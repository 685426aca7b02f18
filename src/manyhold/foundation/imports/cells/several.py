"""Cells that hold several values: 张三、李四 and 1#2."""

import re

from manyhold.foundation.imports.text import fold, has_han

_SEPARATORS = re.compile(r"[、/\\,，;；|\n\r]+")
_SEPARATORS_AND_HASH = re.compile(r"[、/\\,，;；|#\n\r]+")
_TWO_NAMES = re.compile(r"[一-鿿·]{2,4}(?:\s+[一-鿿·]{2,4})+")
_LATIN_COMPANY = re.compile(r"(?i)\b(?:co|inc|ltd|llc|corp|limited|company)\b")


def split_values(text: str, *, hash_separates: bool = False) -> list[str]:
    """Return the values of a cell, blanks left out; '#' separates codes (1#2) but not plain text."""
    pattern = _SEPARATORS_AND_HASH if hash_separates else _SEPARATORS
    return [value for part in pattern.split(fold(text)) if (value := part.strip())]


def split_names(text: str) -> list[str]:
    """Return the names of a cell: 张三 李四 are two, 张 三 is one; Acme Co., Ltd. keeps its comma."""
    folded = fold(text)
    if _LATIN_COMPANY.search(folded) and not has_han(folded):
        return [folded]
    names = split_values(text)
    return [single for name in names for single in (name.split() if _TWO_NAMES.fullmatch(name) else [name])]
