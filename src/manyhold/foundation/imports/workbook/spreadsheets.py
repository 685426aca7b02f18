"""Spreadsheets (xlsx, xls, and what else calamine reads) into sheets."""

import io
from collections.abc import Callable, Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from manyhold.foundation.imports.workbook.errors import (
    DamagedWorkbookError,
    NotAWorkbookError,
    PasswordProtectedError,
    WorkbookTooLargeError,
)
from manyhold.foundation.imports.workbook.ooxml import ErrorCells, PackageFacts, inspect_package
from manyhold.foundation.imports.workbook.sheets import Limits, Merge, Sheet, Workbook
from manyhold.foundation.imports.workbook.values import Raw

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An encrypted xlsx is an OLE file with this stream (ECMA-376 agile encryption, MS-OFFCRYPTO 2.3).
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# An encrypted xls has a FilePass record soon after the workbook's first one (MS-XLS 2.4.21, 2.4.117).
_WORKBOOK_BEGIN = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASS = 0x002F
_SECTOR_BYTES = 512


def read_spreadsheet(content: bytes, limits: Limits) -> Workbook:
    """Read all sheets; formulas give their saved values.

    An xls file's error cells arrive as blanks, for calamine does not report them.

    Raises:
        NotAWorkbookError, DamagedWorkbookError, PasswordProtectedError, WorkbookTooLargeError.
    """
    if content.startswith(OLE_MAGIC) and _is_encrypted(content):
        raise PasswordProtectedError()
    facts = inspect_package(content, limits) if content.startswith(ZIP_MAGIC) else PackageFacts()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as cause:
        raise PasswordProtectedError() from cause
    except CalamineError as cause:
        raise NotAWorkbookError(kind="archive" if content.startswith(ZIP_MAGIC) else "ole") from cause
    metadata = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > limits.sheets:
        raise WorkbookTooLargeError(measure="sheets", limit=limits.sheets, actual=len(metadata))
    sheets: list[Sheet] = []
    for item in metadata:
        try:
            table = book.get_sheet_by_name(item.name)
        except PasswordError as cause:
            raise PasswordProtectedError() from cause
        except CalamineError as cause:
            raise DamagedWorkbookError(reason=str(cause)) from cause
        if table.start is None:
            continue
        hidden = item.visible != SheetVisibleEnum.Visible
        sheets.append(_sheet(table, facts, hidden=hidden, limits=limits))
    return Workbook(tuple(sheets))


def _is_encrypted(content: bytes) -> bool:
    """Tell encryption by its marks, because the reader only says that it cannot read."""
    position = content.find(_WORKBOOK_BEGIN)
    end = position + _SECTOR_BYTES
    while 0 <= position < end:
        record = int.from_bytes(content[position : position + 2], "little")
        if record == _FILE_PASS:
            return True
        position += 4 + int.from_bytes(content[position + 2 : position + 4], "little")
    return _ENCRYPTED_STREAM in content


def _sheet(table: CalamineSheet, facts: PackageFacts, *, hidden: bool, limits: Limits) -> Sheet:
    end_row, end_column = table.end or (0, 0)
    for measure, actual, limit in (
        ("rows", end_row + 1, limits.rows),
        ("columns", end_column + 1, limits.columns),
    ):
        if actual > limit:
            raise WorkbookTooLargeError(measure=measure, limit=limit, actual=actual)
    merges = tuple(
        Merge(first_row, first_column, last_row, last_column)
        for (first_row, first_column), (last_row, last_column) in table.merged_cell_ranges or ()
    )
    errors = facts.errors.get(table.name, {})
    return Sheet(
        table.name, end_row + 1, end_column + 1, _source(table, errors), merges, hidden, facts.date_1904
    )


def _source(table: CalamineSheet, errors: ErrorCells) -> Callable[[], Iterator[list[Raw]]]:
    start_column = (table.start or (0, 0))[1]
    width = (table.end or (0, 0))[1] + 1
    padding: list[Raw] = [""] * start_column

    def rows() -> Iterator[list[Raw]]:
        # calamine yields the blank rows above the data but leaves out the blank columns before it.
        plain: Iterator[list[Raw]] = iter(table.iter_rows())  # pyright: ignore[reportAssignmentType]
        if not padding and not errors:
            return plain
        return _mended(plain)

    def _mended(plain: Iterator[list[Raw]]) -> Iterator[list[Raw]]:
        for index, row in enumerate(plain):
            full = padding + row
            for column, error in errors.get(index, {}).items():
                if column < width:
                    full[column] = error
            yield full

    return rows
