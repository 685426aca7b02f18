"""What a saved view may hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from manyhold.kernel.errors import FieldProblem

MOST_VIEWS = 50
"""Of one list: for a person, for a project, for the group."""
MOST_VALUE = 200
MOST_COLUMNS = 60
SORT = "sort"
OWN = "own"
"""The filters of own fields, each under `own.` and its code."""
_OWN = re.compile(r"own\.[a-z][a-z0-9_]{0,19}")
_SORT = re.compile(r"-?[a-z][a-z0-9_.]{0,39}")
_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
WIDTHS = range(40, 2001)


def query_faults(query: Mapping[str, str], known: Collection[str]) -> list[FieldProblem]:
    """What of a view's query its list cannot be asked with; what was typed to search is no part of a view."""
    found: list[FieldProblem] = []
    for key, value in sorted(query.items()):
        field = f"query.{key[:40]}"
        if key != SORT and key not in known and not (OWN in known and _OWN.fullmatch(key)):
            found.append(FieldProblem(field, "unknown_filter", {"known": sorted(known)}))
        elif not 0 < len(value) <= MOST_VALUE:
            found.append(FieldProblem(field, "filter_length", {"most": MOST_VALUE}))
        elif key == SORT and not _SORT.fullmatch(value):
            found.append(FieldProblem(field, "sort_unknown"))
    return found


def column_faults(hidden: Collection[str], widths: Mapping[str, int]) -> list[FieldProblem]:
    """What of a view's columns cannot be: names, widths in pixels, and their number."""
    if len(hidden) > MOST_COLUMNS or len(widths) > MOST_COLUMNS:
        return [FieldProblem("columns", "too_many_columns", {"most": MOST_COLUMNS})]
    names = [
        FieldProblem("columns", "column_unknown") for key in (*hidden, *widths) if not _COLUMN.fullmatch(key)
    ]
    wide = [
        FieldProblem(
            f"columns.widths.{key}", "column_width", {"least": WIDTHS.start, "most": WIDTHS.stop - 1}
        )
        for key, width in widths.items()
        if width not in WIDTHS
    ]
    return names or wide
