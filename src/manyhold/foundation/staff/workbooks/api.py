"""Routes: the register's template, a dry run of a filled one, and its load."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import File, Form, UploadFile
from starlette.responses import Response

from manyhold.foundation.staff.workbooks import reading, service
from manyhold.foundation.staff.workbooks.schemas import WorkbookRead
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

MANAGE = "staff.manage"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Upload = Annotated[UploadFile, File()]
routes = Routes("/staff-workbooks", tag="staff")


@routes.read("/template", permission=MANAGE, response_class=Response)
def get_template(ctx: Context) -> Any:
    """The empty workbook to fill in."""
    named = {"Content-Disposition": 'attachment; filename="staff.xlsx"'}
    return Response(reading.template(), media_type=XLSX, headers=named)


@routes.create("/check", permission=MANAGE, is_idempotent=False, status_code=200, response_model=WorkbookRead)
def check(ctx: Context, project_id: Annotated[int, Form()], file: Upload) -> Any:
    """What is wrong with a filled workbook, cell by cell; nothing is written."""
    return service.judge(ctx, project_id, file.file.read())[0]


@routes.create("/load", permission=MANAGE, is_idempotent=False, status_code=200, response_model=WorkbookRead)
def load(ctx: Context, project_id: Annotated[int, Form()], file: Upload) -> Any:
    """Enter everybody of a workbook, or with a fault anywhere nobody; twice is refused by the staff numbers."""
    return service.load(ctx, project_id, file.file.read())
