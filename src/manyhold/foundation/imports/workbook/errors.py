"""Why a file cannot be read as a workbook at all."""

from typing import ClassVar

from manyhold.foundation.imports.problem import Code, Param, Problem, Severity


class WorkbookError(Exception):
    """A file that cannot be imported; `code` and `params` say why."""

    code: ClassVar[Code]

    def __init__(self, **params: Param) -> None:
        """Keep the parameters of the message; none of them is personal data."""
        super().__init__(f"{self.code}: {params}" if params else str(self.code))
        self.params = params

    @property
    def problem(self) -> Problem:
        """The same finding as a problem, for messages."""
        return Problem(self.code, Severity.ERROR, self.params)


class NotAWorkbookError(WorkbookError):
    """Neither xlsx, xls nor separated text; param `kind` says what it looks like."""

    code = Code.WORKBOOK_NOT_RECOGNISED


class DamagedWorkbookError(WorkbookError):
    """It begins like a workbook but cannot be read to its end; param `reason`."""

    code = Code.WORKBOOK_DAMAGED


class PasswordProtectedError(WorkbookError):
    """The workbook is encrypted."""

    code = Code.WORKBOOK_PASSWORD


class EmptyWorkbookError(WorkbookError):
    """No sheet holds a single value."""

    code = Code.WORKBOOK_EMPTY


class WorkbookTooLargeError(WorkbookError):
    """A limit is passed; params `measure` (a field of `Limits`), `limit`, `actual`."""

    code = Code.WORKBOOK_TOO_LARGE


class UnknownEncodingError(WorkbookError):
    """Text in none of UTF-8, UTF-16, GBK/GB 18030."""

    code = Code.WORKBOOK_ENCODING
