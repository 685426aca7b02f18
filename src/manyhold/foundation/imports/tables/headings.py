"""Which row, or pair of rows, carries the headings, and what each column is called."""

from itertools import pairwise
from typing import NamedTuple

from manyhold.foundation.imports.catalogue.headings import GROUP_MARK, is_reserved
from manyhold.foundation.imports.catalogue.takeover import is_known_heading
from manyhold.foundation.imports.workbook.sheets import Merge
from manyhold.foundation.imports.workbook.values import Raw, is_blank, shown

LONGEST_HEADING = 60
_TITLE_SHARE = 0.8


class HeadingRows(NamedTuple):
    """A candidate: its rows from 0 and one label per column of the sheet."""

    rows: tuple[int, ...]
    labels: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many labels the trade uses as headings."""
        return sum(1 for label in self.labels if label and (is_known_heading(label) or is_reserved(label)))

    @property
    def filled(self) -> int:
        """How many columns have a label."""
        return sum(1 for label in self.labels if label)


def find_headings(head: list[list[Raw]], merges: tuple[Merge, ...]) -> HeadingRows | None:
    """Return the best heading of the sheet's first rows; None when nothing reads as one.

    The row with most headings of the trade wins, the upper one of equals, and a pair of rows over its lower
    row alone where the upper one groups columns. Without any known heading, the first row of short texts.
    """
    best: HeadingRows | None = None
    for row in range(len(head)):
        for candidate in _candidates(head, merges, row):
            known = candidate.known
            enough = known >= 2 or (known == 1 and candidate.filled <= 2)
            better = (
                best is None or known > best.known or (known == best.known and _continues(candidate, best))
            )
            if enough and better:
                best = candidate
    return best or _first_row_of_texts(head)


def labelled(head: list[list[Raw]], merges: tuple[Merge, ...], rows: tuple[int, ...]) -> HeadingRows:
    """Return the labels of heading rows that are given; two or more rows are joined top to bottom."""
    if len(rows) == 1:
        return _single(head, rows[0])
    labels = _single(head, rows[0]).labels
    for upper, lower in pairwise(rows):
        labels = _joined(_spread(labels, head[lower], merges, upper), head[lower])
    return HeadingRows(rows, labels)


def _candidates(head: list[list[Raw]], merges: tuple[Merge, ...], row: int) -> list[HeadingRows]:
    candidates = [_single(head, row)] if _is_all_text(head[row]) else []
    if candidates and row + 1 < len(head) and _groups(head, merges, row):
        candidates.append(labelled(head, merges, (row, row + 1)))
    return candidates


def _continues(candidate: HeadingRows, best: HeadingRows) -> bool:
    """Whether a pair has the same headings as the single row before it, with their groups."""
    return len(candidate.rows) == 2 and len(best.rows) == 1 and candidate.rows[0] == best.rows[0]


def _single(head: list[list[Raw]], row: int) -> HeadingRows:
    return HeadingRows((row,), tuple(map(_label, head[row])))


def _label(raw: Raw) -> str:
    return " ".join(shown(raw).split())


def _is_all_text(row: list[Raw]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    texts = [cell for cell in filled if isinstance(cell, str) and len(cell.strip()) <= LONGEST_HEADING]
    return bool(filled) and len(texts) >= 0.8 * len(filled)


def _groups(head: list[list[Raw]], merges: tuple[Merge, ...], row: int) -> bool:
    """Whether this row groups the columns of the next one, or shares merged headings with it."""
    lower = head[row + 1]
    if not _is_all_text(lower):
        return False
    upper_filled = sum(1 for cell in head[row] if not is_blank(cell))
    lower_filled = sum(1 for cell in lower if not is_blank(cell))
    if any(merge.first_row == row and merge.last_row == row + 1 for merge in merges):
        return True
    across = [merge for merge in merges if merge.first_row == merge.last_row == row]
    if across:
        widest = max(merge.last_column - merge.first_column + 1 for merge in across)
        return widest < _TITLE_SHARE * lower_filled
    beneath_blank = any(
        is_blank(over) and not is_blank(under) for over, under in zip(head[row], lower, strict=True)
    )
    known_below = sum(1 for cell in lower if not is_blank(cell) and is_known_heading(_label(cell)))
    return upper_filled >= 2 and beneath_blank and known_below >= max(1, lower_filled // 2)


def _spread(labels: tuple[str, ...], lower: list[Raw], merges: tuple[Merge, ...], row: int) -> list[str]:
    """Write a group's text over all its columns: those of its merge, or the blank ones after it."""
    spread = list(labels)
    across = [m for m in merges if m.first_row <= row <= m.last_row and m.first_column < m.last_column]
    for merge in across:
        for column in range(merge.first_column + 1, min(merge.last_column + 1, len(spread))):
            spread[column] = spread[column] or labels[merge.first_column]
    if not across:
        for column in range(1, len(spread)):
            grouped = not is_blank(lower[column]) and not is_blank(lower[column - 1])
            if not spread[column] and grouped:
                spread[column] = spread[column - 1]
    return spread


def _joined(upper: list[str], lower: list[Raw]) -> tuple[str, ...]:
    below = map(_label, lower)
    return tuple(
        GROUP_MARK.join((over, under)) if over and under and over != under else over or under
        for over, under in zip(upper, below, strict=True)
    )


def _first_row_of_texts(head: list[list[Raw]]) -> HeadingRows | None:
    """Return the first row of at least two distinct short texts, as wide as half the widest row below it."""
    widest = max((sum(1 for cell in row if not is_blank(cell)) for row in head), default=0)
    for index, row in enumerate(head[:-1]):
        labels = [_label(cell) for cell in row if not is_blank(cell)]
        whole = len(labels) >= 2 and len(labels) >= widest / 2 and len(set(labels)) == len(labels)
        if whole and all(isinstance(cell, str) and len(cell) <= 20 for cell in row):
            return _single(head, index)
    return None
