"""Routes: print documents, fetch the pages, read the print log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from sqlalchemy import Select, select
from starlette.responses import Response

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.printing.prints import queries, service
from manyhold.foundation.printing.prints.models import Print, PrintRun
from manyhold.foundation.printing.prints.schemas import PrintIn, PrintRow, PrintRunOut
from manyhold.kernel.clock import start_of_day
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="printing")
PRINT, READ = "printing.print", "printing.read_log"
Word = Annotated[str, Query(max_length=60)]


@routes.create("/print-runs", permission=PRINT, response_model=PrintRunOut)
def print_documents(ctx: Context, wanted: PrintIn) -> Any:
    """Record that documents are printed; then fetch the pages, which a job draws when they are many."""
    run = service.record(ctx, wanted)
    ctx.session.flush()
    return queries.run_shown(ctx, run)


@routes.read("/print-runs/{print_run_id}", permission=PRINT, response_model=PrintRunOut)
def get_run(ctx: Context, print_run_id: int) -> Any:
    """A run, and whether its pages are there."""
    return queries.run_shown(ctx, ctx.get(PrintRun, print_run_id))


@routes.read(
    "/print-runs/{print_run_id}/pages.pdf",
    permission=PRINT,
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def get_pages(ctx: Context, print_run_id: int) -> Any:
    """The pages of a run as one PDF."""
    content = queries.pages(ctx, ctx.get(PrintRun, print_run_id))
    name = quote(f"print-{print_run_id}.pdf", safe="")
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )


@routes.read("/prints", permission=READ, response_model=pages.Page[PrintRow])
def list_prints(
    ctx: Context,
    *,
    project_id: int | None = None,
    kind: Word | None = None,
    printed_by: int | None = None,
    title: Annotated[str | None, Query(max_length=120)] = None,
    printed_on: date | None = None,
    is_reprint: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """The print log, newest first."""
    wanted = _wanted(project_id, kind, printed_by, title)
    rows, after = pages.load(
        ctx,
        _filtered(queries.log(), wanted, printed_on, is_reprint),
        order_by=[Print.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("prints", *wanted.values(), printed_on, is_reprint),
    )
    return {"items": queries.log_shown(ctx, rows), "next_cursor": after}


@routes.read("/prints/count", permission=READ, response_model=pages.Count)
def count_prints(
    ctx: Context,
    *,
    project_id: int | None = None,
    kind: Word | None = None,
    printed_by: int | None = None,
    title: Annotated[str | None, Query(max_length=120)] = None,
    printed_on: date | None = None,
    is_reprint: bool | None = None,
) -> Any:
    """How many prints the log has."""
    wanted = _wanted(project_id, kind, printed_by, title)
    return pages.count(ctx, _filtered(select(Print), wanted, printed_on, is_reprint))


def _wanted(
    project_id: int | None, kind: str | None, printed_by: int | None, title: str | None
) -> dict[Any, Any]:
    return {Print.project_id: project_id, Print.kind: kind, Print.printed_by: printed_by, Print.title: title}


def _filtered(
    statement: Select[Any], wanted: Mapping[Any, Any], printed_on: date | None, is_reprint: bool | None
) -> Select[Any]:
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if printed_on is not None:
        begins, ends = (start_of_day(printed_on + timedelta(days=days), GROUP_ZONE) for days in (0, 1))
        statement = statement.where(Print.printed_at >= begins, Print.printed_at < ends)
    if is_reprint is not None:
        statement = statement.where(Print.number > 1 if is_reprint else Print.number == 1)
    return statement
