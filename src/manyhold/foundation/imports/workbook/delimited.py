"""Separated text (csv, tsv) into one sheet."""

import csv
import io
from statistics import median

from manyhold.foundation.imports.workbook.encodings import decode
from manyhold.foundation.imports.workbook.errors import (
    DamagedWorkbookError,
    NotAWorkbookError,
    WorkbookTooLargeError,
)
from manyhold.foundation.imports.workbook.sheets import Limits, Sheet, Workbook
from manyhold.foundation.imports.workbook.values import Raw

_SEPARATORS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 40


def read_delimited(content: bytes, limits: Limits) -> Workbook:
    """Read separated text; the separator is the one that most lines share.

    Raises:
        NotAWorkbookError, UnknownEncodingError, DamagedWorkbookError, WorkbookTooLargeError.
    """
    text, encoding = decode(content)
    if text.lstrip()[:1] == "<":
        # Many systems save an HTML table under the name .xls.
        raise NotAWorkbookError(kind="html")
    rows: list[list[Raw]] = []
    try:
        for fields in csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)):
            if len(rows) >= limits.rows:
                raise WorkbookTooLargeError(measure="rows", limit=limits.rows, actual=limits.rows + 1)
            rows.append([*fields])
    except csv.Error as cause:
        raise DamagedWorkbookError(reason=str(cause)) from cause
    while rows and not any(field != "" for field in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width > limits.columns:
        raise WorkbookTooLargeError(measure="columns", limit=limits.columns, actual=width)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Workbook((Sheet("csv", len(rows), width, rows.__iter__),) if rows else (), encoding)


def separator_of(text: str) -> str:
    """Return the separator that occurs in most of the first lines, most often; ',' when none does."""
    lines = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    if not lines:
        return ","
    return max(_SEPARATORS, key=lambda separator: median(line.count(separator) for line in lines))
