"""Which rows below the headings are data: totals, repeated headings and footers are not."""

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from manyhold.foundation.imports.text import squeeze
from manyhold.foundation.imports.workbook.sheets import Sheet
from manyhold.foundation.imports.workbook.values import Raw, is_blank

_TOTAL = re.compile(
    r"(?:.{0,12}(?:合计|总计|小计|共计|累计|总和)|合计.{0,6}|total|subtotal|sum|grandtotal)[:：]?",
    re.IGNORECASE,
)
_TOTAL_ENDINGS = ("计", "和", ":", "：", "l", "L", "m", "M", ")", "）")
_FOOTER = re.compile(
    r"(?:制表|审核|填表|复核|打印|注|备注|说明|经办|负责人|单位盖章|日期|统计|以上).{0,4}[:：]|注\d|^※|^\*"
)
_TAIL = 12


@dataclass(slots=True)
class Body:
    """What was found: the last data row (-1 for none), and rows that look like data and are not."""

    last_row: int = -1
    totals: list[int] = field(default_factory=list[int])
    repeated: list[int] = field(default_factory=list[int])
    footers: list[int] = field(default_factory=list[int])
    notes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


def scan_body(
    sheet: Sheet, first_row: int, last_row: int | None, columns: tuple[int, int], heading: list[Raw]
) -> Body:
    """Look through all rows once. `notes` are rows with cells outside the table and their farthest column."""
    first, end = columns
    body = Body()
    tail: deque[tuple[int, list[Raw]]] = deque(maxlen=_TAIL)
    wider = first > 0 or end < sheet.column_count
    stop = None if last_row is None else last_row + 1
    for index, row in enumerate(sheet.rows(first_row, stop), first_row):
        cells = row[first:end]
        if wider:
            _note(body, index, row, columns)
        if all(map(is_blank, cells)):
            continue
        if _is_total(cells):
            body.totals.append(index)
        elif heading and cells[0] == heading[0] and cells == heading:
            body.repeated.append(index)
        else:
            tail.append((index, cells))
    body.footers = _footers(tail, end - first)
    data = [index for index, _ in tail if index not in body.footers]
    body.last_row = data[-1] if data else -1
    return body


def _note(body: Body, index: int, row: list[Raw], columns: tuple[int, int]) -> None:
    first, end = columns
    outside = [column for column in (*range(first), *range(end, len(row))) if not is_blank(row[column])]
    if outside:
        body.notes.append((index, outside[-1]))


def _is_total(cells: list[Raw]) -> bool:
    """Whether one of the row's first two values is a word for a sum."""
    for cell in islice((cell for cell in cells if cell != ""), 2):
        if (
            isinstance(cell, str)
            and cell.rstrip().endswith(_TOTAL_ENDINGS)
            and _TOTAL.fullmatch(squeeze(cell))
        ):
            return True
    return False


def _footers(tail: deque[tuple[int, list[Raw]]], width: int) -> list[int]:
    """Return the rows at the end that hold remarks: few cells, in a footer's words or apart from the data."""
    footers: list[int] = []
    rows = list(tail)
    while rows and width >= 3:
        index, cells = rows[-1]
        texts = [cell for cell in cells if not is_blank(cell)]
        apart = len(rows) > 1 and index - rows[-2][0] > 1 and len(texts) == 1
        worded = len(texts) <= max(2, width // 2) and any(
            isinstance(cell, str) and _FOOTER.match(squeeze(cell)) for cell in texts
        )
        if not (worded or (apart and isinstance(texts[0], str))):
            break
        footers.append(index)
        rows.pop()
    return footers[::-1]
