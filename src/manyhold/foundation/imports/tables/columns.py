"""Which columns belong to the table: the headed ones without the notes beside them."""

from collections.abc import Sequence

from manyhold.foundation.imports.catalogue.takeover import is_known_heading
from manyhold.foundation.imports.workbook.values import Raw, is_blank

_DENSE = 0.5


def table_columns(labels: Sequence[str], body: list[list[Raw]]) -> tuple[int, int]:
    """Return the first column and the column after the last.

    The run of headed columns with most known headings is the table. Columns after a gap belong to it only
    when they are filled in at least half of its rows: a column without a heading does, notes do not.
    """
    runs = _runs(labels)
    first, end = max(runs, key=lambda run: (_known(labels, run), run[1] - run[0]))
    inside = [row for row in body if not all(map(is_blank, row[first:end]))]
    for run in (run for run in runs if run[0] >= end):
        if _is_dense(range(*run), inside) and run[0] - end <= 1:
            end = run[1]
    while end < len(labels) and not labels[end] and _is_dense((end,), inside):
        end += 1
    while first > 0 and not labels[first - 1] and _is_dense((first - 1,), inside):
        first -= 1
    return first, end


def _runs(labels: Sequence[str]) -> list[tuple[int, int]]:
    """Return the unbroken runs of headed columns as (first, end)."""
    runs: list[tuple[int, int]] = []
    for column, label in enumerate(labels):
        if not label:
            continue
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


def _known(labels: Sequence[str], run: tuple[int, int]) -> int:
    return sum(1 for label in labels[slice(*run)] if is_known_heading(label))


def _is_dense(columns: Sequence[int], rows: list[list[Raw]]) -> bool:
    filled = sum(1 for row in rows if any(not is_blank(row[column]) for column in columns))
    return bool(rows) and filled >= _DENSE * len(rows)
