"""Why a sheet gives no table."""

from manyhold.foundation.imports.problem import Code
from manyhold.foundation.imports.workbook.errors import WorkbookError


class TableNotFoundError(WorkbookError):
    """No row of the sheet reads as a heading; param `sheet`. Choosing the heading row by hand still works."""

    code = Code.TABLE_NOT_FOUND


class TableChoiceError(WorkbookError):
    """A choice by hand lies outside the sheet or contradicts itself; params `sheet`, `part`."""

    code = Code.TABLE_CHOICE_INVALID
