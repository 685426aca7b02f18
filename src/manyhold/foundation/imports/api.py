"""Routes: a takeover workbook from its upload to its load, and back."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import File, Form, Query, UploadFile
from sqlalchemy import select
from starlette.responses import Response

from manyhold.foundation.audit.service import note
from manyhold.foundation.imports import queries, service
from manyhold.foundation.imports.kinds.port import TAKEOVER_KIND, catalogue_of
from manyhold.foundation.imports.models import DISCARDED, Import
from manyhold.foundation.imports.reversals.references import references
from manyhold.foundation.imports.schemas import (
    ChangeOut,
    CheckIn,
    FieldCatalogueOut,
    ImportDetail,
    ImportKindOut,
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
def upload(
    ctx: Context,
    project_id: Annotated[int, Form()],
    file: Annotated[UploadFile, File()],
    kind: Annotated[str, Form(max_length=40)] = TAKEOVER_KIND,
) -> Any:
    """Upload a workbook (xlsx, xls, csv) of some kind for a project; its sheets are understood at once."""
    row = service.upload(ctx, project_id, file.filename or "", file.file.read(), kind)
    etags.show(ctx, row)
    return queries.import_shown(ctx, row)


@routes.read("/imports", permission="imports.prepare", response_model=pages.Page[ImportOut])
def list_imports(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """Imports, newest first."""
    statement = select(Import).where(Import.state != DISCARDED)
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
def list_fields(ctx: Context, kind: Annotated[str, Query(max_length=40)] = TAKEOVER_KIND) -> Any:
    """What a column of a workbook of that kind may hold."""
    return queries.catalogue(catalogue_of(ctx.runtime.registry, kind))


@routes.read("/import-kinds", permission="imports.prepare", response_model=list[ImportKindOut])
def list_kinds(ctx: Context) -> Any:
    """The kinds of workbook that modules take, beside the take-over of rooms and owners."""
    return queries.kinds(ctx)


@routes.read("/imports/{import_id}", permission="imports.prepare", response_model=ImportDetail)
def get_import(ctx: Context, import_id: int) -> Any:
    """One import with its sheets."""
    row = queries.import_of(ctx, import_id)
    etags.show(ctx, row)
    return queries.import_shown(ctx, row)


@routes.remove("/imports/{import_id}", permission="imports.prepare", response_model=None)
def discard(ctx: Context, import_id: int, if_match: IfMatch = None) -> None:
    """Give up an import before its load; workbook and rows are removed."""
    row = queries.import_of(ctx, import_id)
    etags.match(ctx, row, if_match)
    service.discard(ctx, row)


@routes.replace("/imports/{import_id}/sheets/{number}", permission="imports.prepare", response_model=SheetOut)
def set_sheet(ctx: Context, import_id: int, number: int, wanted: SheetIn, if_match: IfMatch = None) -> Any:
    """Choose a sheet's heading rows, range, target and columns by hand; If-Match is the sheet's revision."""
    sheet = service.set_sheet(ctx, import_id, number, wanted, if_match)
    etags.show(ctx, sheet)
    return queries.sheet_shown(ctx, sheet)


@routes.act("/imports/{import_id}/check", permission="imports.prepare", response_model=ImportOut)
def check(ctx: Context, import_id: int, wanted: CheckIn | None = None) -> Any:
    """Start the dry run: every row is read and compared with the project; nothing takes effect."""
    row = queries.import_of(ctx, import_id)
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
    row = queries.import_of(ctx, import_id)
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
    row = queries.import_of(ctx, import_id)
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
    row = queries.import_of(ctx, import_id)
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
    row = queries.import_of(ctx, import_id)
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
        headers={"Content-Disposition": _attachment(f"{PurePath(row.file_name).stem}-set-aside.xlsx")},
    )


def _attachment(name: str) -> str:
    """A download under a name in any script (RFC 6266); old readers see it without what is not ASCII."""
    plain = re.sub(r"[^\w .()-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@routes.act("/imports/{import_id}/load", permission="imports.load", response_model=ImportOut)
def load(ctx: Context, import_id: int, wanted: LoadIn) -> Any:
    """Load a checked import: all of it, or nothing."""
    row = queries.import_of(ctx, import_id)
    service.start_load(ctx, row, wanted)
    return queries.imports_shown(ctx, [row])[0]


@routes.read(
    "/imports/{import_id}/references", permission="imports.reverse", response_model=list[ReferenceOut]
)
def list_references(ctx: Context, import_id: int) -> Any:
    """What keeps a loaded import from being reversed, and whether for good; empty when nothing does."""
    return references(ctx, queries.import_of(ctx, import_id))


@routes.act("/imports/{import_id}/reverse", permission="imports.reverse", response_model=ImportOut)
def reverse(ctx: Context, import_id: int) -> Any:
    """Take a loaded import back: what it made goes, what it changed is as it was."""
    row = queries.import_of(ctx, import_id)
    service.start_reversal(ctx, row)
    return queries.imports_shown(ctx, [row])[0]
