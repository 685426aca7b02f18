"""The door: the bytes of an upload into a workbook, by content and never by file name."""

from manyhold.foundation.imports.workbook.delimited import read_delimited
from manyhold.foundation.imports.workbook.errors import (
    EmptyWorkbookError,
    NotAWorkbookError,
    WorkbookTooLargeError,
)
from manyhold.foundation.imports.workbook.sheets import Limits, Workbook
from manyhold.foundation.imports.workbook.spreadsheets import OLE_MAGIC, ZIP_MAGIC, read_spreadsheet
from manyhold.kernel.turns import Turns

_FOREIGN_MAGIC = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"Rar!": "rar",
}
_DEFAULT_LIMITS = Limits()
_turns = Turns("reading_busy")


def read_workbook(content: bytes, limits: Limits = _DEFAULT_LIMITS, *, is_patient: bool = False) -> Workbook:
    """Read an xlsx, xls or separated text file; sheets without any value are left out.

    Large ones take gigabytes in the reading, so they are read by turns; `is_patient` is for jobs.

    Raises:
        WorkbookError: one of its named kinds, with code and parameters.
        TooManyRequests: `reading_busy`, unless patient.
    """
    with _turns.patient() if is_patient else _turns.one():
        return _read(content, limits)


def _read(content: bytes, limits: Limits) -> Workbook:
    if not content.strip():
        raise EmptyWorkbookError()
    if len(content) > limits.file_bytes:
        raise WorkbookTooLargeError(measure="file_bytes", limit=limits.file_bytes, actual=len(content))
    for magic, kind in _FOREIGN_MAGIC.items():
        if content.startswith(magic):
            raise NotAWorkbookError(kind=kind)
    spreadsheet = content.startswith((ZIP_MAGIC, OLE_MAGIC))
    workbook = read_spreadsheet(content, limits) if spreadsheet else read_delimited(content, limits)
    if not workbook.sheets:
        raise EmptyWorkbookError()
    return workbook
