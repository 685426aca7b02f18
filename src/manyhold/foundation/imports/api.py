"""Routes: a takeover workbook from its upload to its load, and back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import File, Form, UploadFile
from sqlalchemy import select
from starlette.responses import Response

from manyhold.foundation.audit.service import note
from manyhold.foundation.imports import queries, service
from manyhold.foundation.imports.models import Import
from manyhold.foundation.imports.reversals.references import references
from manyhold.foundation.imports.schemas import (
    ChangeOut,
    CheckIn,
    FieldCatalogueOut,
    ImportDetail,
    ImportOut,
    LoadIn,
    ReferenceOut,
    RowProblemOut,
    SheetIn,
    SheetOut,
    StagedPersonOut,
)
from manyhold.foundation.imports.staging.models import Finding, StagedParties, StagedSpace
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="imports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@routes.create("/imports", permission="imports.prepare", is_idempotent=False, response_model=ImportDetail)
def upload(ctx: Context, project_id: Annotated[int, Form()], file: Annotated[UploadFile, File()]) -> Any:
    """Upload a workbook (xlsx, xls, csv) for a project; its sheets are understood at once."""
    row = service.upload(ctx, project_id, file.filename or "", file.file.read())
    etags.show(ctx, row)
    return queries.import_shown(ctx, row)


@routes.read("/imports", permission="imports.prepare", response_model=pages.Page[ImportOut])
def list_imports(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """Imports, newest first."""
    statement = select(Import)
    if project_id is not None:
        statement = statement.where(Import.project_id == project_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[Import.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("imports", project_id),
    )
    return {"items": queries.imports_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/import-fields", permission="imports.prepare", response_model=FieldCatalogueOut)
def list_fields(ctx: Context) -> Any:
    """What a column of a takeover workbook may hold."""
    return queries.catalogue()


@routes.read("/imports/{import_id}", permission="imports.prepare", response_model=ImportDetail)
def get_import(ctx: Context, import_id: int) -> Any:
    """One import with its sheets."""
    row = ctx.get(Import, import_id)
    etags.show(ctx, row)
    return queries.import_shown(ctx, row)


@routes.replace("/imports/{import_id}/sheets/{number}", permission="imports.prepare", response_model=SheetOut)
def set_sheet(ctx: Context, import_id: int, number: int, wanted: SheetIn, if_match: IfMatch = None) -> Any:
    """Choose a sheet's heading rows, range, target and columns by hand; If-Match is the sheet's revision."""
    sheet = service.set_sheet(ctx, import_id, number, wanted, if_match)
    etags.show(ctx, sheet)
    return queries.sheet_shown(ctx, sheet)


@routes.act("/imports/{import_id}/check", permission="imports.prepare", response_model=ImportOut)
def check(ctx: Context, import_id: int, wanted: CheckIn | None = None) -> Any:
    """Start the dry run: every row is read and compared with the project; nothing takes effect."""
    row = ctx.get(Import, import_id)
    service.start_check(ctx, row, wanted.control_totals if wanted else None)
    return queries.imports_shown(ctx, [row])[0]


@routes.read(
    "/imports/{import_id}/problems", permission="imports.prepare", response_model=pages.Page[RowProblemOut]
)
def list_problems(
    ctx: Context,
    import_id: int,
    severity: Literal["error", "warning"] | None = None,
    cursor: pages.CursorParam = None,
) -> Any:
    """What the last check found, errors before warnings; a page has up to a hundred of one sheet and step."""
    row = ctx.get(Import, import_id)
    found, after = pages.load(
        ctx,
        queries.problems_of(row, severity),
        order_by=[Finding.rank, Finding.id],
        limit=1,
        cursor=cursor,
        bound=("import_problems", row.id, row.run, severity),
    )
    return {
        "items": [one for finding in found for one in queries.problems_shown(ctx, finding[0])],
        "next_cursor": after,
    }


@routes.read(
    "/imports/{import_id}/changes", permission="imports.prepare", response_model=pages.Page[ChangeOut]
)
def list_changes(
    ctx: Context,
    import_id: int,
    action: Literal["create", "change"] | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """The spaces that a load makes or changes, or has made or changed."""
    row = ctx.get(Import, import_id)
    found, after = pages.load(
        ctx,
        queries.changes_of(row, action),
        order_by=[StagedSpace.id],
        limit=limit,
        cursor=cursor,
        bound=("import_changes", row.id, row.run, action),
    )
    return {"items": [queries.change_shown(one[0]) for one in found], "next_cursor": after}


@routes.read(
    "/imports/{import_id}/people", permission="imports.prepare", response_model=pages.Page[StagedPersonOut]
)
def list_people(ctx: Context, import_id: int, cursor: pages.CursorParam = None) -> Any:
    """The people and companies that a load makes known, masked; a page has up to 500."""
    row = ctx.get(Import, import_id)
    found, after = pages.load(
        ctx,
        select(StagedParties).where(StagedParties.import_id == row.id, StagedParties.run == row.run),
        order_by=[StagedParties.id],
        limit=1,
        cursor=cursor,
        bound=("import_people", row.id, row.run),
    )
    return {
        "items": [one for batch in found for one in queries.people_shown(ctx, batch[0])],
        "next_cursor": after,
    }


@routes.read("/imports/{import_id}/set-aside.xlsx", permission="imports.prepare", response_class=Response)
def download_set_aside(ctx: Context, import_id: int, language: Literal["zh", "en"] = "zh") -> Any:
    """The rows with errors in a workbook to mend and upload again; the download is recorded."""
    row = ctx.get(Import, import_id)
    content = queries.set_aside(ctx, row, language)
    if content is None:
        raise Conflict("import_has_no_errors")
    with ScopedSession(ctx.runtime.database, ctx.scope, writes=True) as session:
        writing = Context(
            ctx.runtime, session, ctx.actor, permission=ctx.permission, request_id=ctx.request_id
        )
        note(
            writing,
            "export",
            Import.__tablename__,
            row.id,
            project_id=row.project_id,
            rows=row.counts["rows_set_aside"],
        )
        session.commit()
    return Response(
        content,
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="set-aside-{row.id}.xlsx"'},
    )


@routes.act("/imports/{import_id}/load", permission="imports.load", response_model=ImportOut)
def load(ctx: Context, import_id: int, wanted: LoadIn) -> Any:
    """Load a checked import: all of it, or nothing."""
    row = ctx.get(Import, import_id)
    service.start_load(ctx, row, wanted)
    return queries.imports_shown(ctx, [row])[0]


@routes.read(
    "/imports/{import_id}/references", permission="imports.reverse", response_model=list[ReferenceOut]
)
def list_references(ctx: Context, import_id: int) -> Any:
    """What must be undone before a loaded import can be reversed; empty when nothing stands in its way."""
    return references(ctx, ctx.get(Import, import_id))


@routes.act("/imports/{import_id}/reverse", permission="imports.reverse", response_model=ImportOut)
def reverse(ctx: Context, import_id: int) -> Any:
    """Take a loaded import back: what it made goes, what it changed is as it was."""
    row = ctx.get(Import, import_id)
    service.start_reversal(ctx, row)
    return queries.imports_shown(ctx, [row])[0]
