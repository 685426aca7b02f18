"""Routes: the group report, and the same as a workbook."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import Response

from manyhold.foundation.audit.service import note_while_reading
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes
from manyhold.modules.insights import queries, workbook
from manyhold.modules.insights.schemas import By, GroupReport, Language, Tree

routes = Routes("/reports", tag="insights")
Period = Annotated[int | None, Query(ge=190001, le=299912, description="A month as YYYYMM")]


@routes.read("/group", permission="insights.read", response_model=GroupReport)
def show_group_report(
    ctx: Context,
    *,
    by: By = "project",
    from_period: Period = None,
    to_period: Period = None,
    as_of: date | None = None,
    tree: Tree = "as_of",
    node_id: int | None = None,
    project_id: int | None = None,
) -> Any:
    """Billed, collected, open and overdue money; reported, finished and late work.

    The present month and today unless said otherwise. `tree` says whether projects stand in the management
    tree as they did on `as_of`, or as they do now.
    """
    wanted = queries.wish(
        ctx,
        by=by,
        from_period=from_period,
        to_period=to_period,
        as_of=as_of,
        tree=tree,
        node_id=node_id,
        project_id=project_id,
    )
    return queries.report(ctx, wanted)


@routes.read(
    "/group.xlsx",
    permission="insights.export",
    response_class=Response,
    responses={200: {"content": {workbook.MEDIA_TYPE: {}}}},
)
def export_group_report(
    ctx: Context,
    *,
    by: By = "project",
    from_period: Period = None,
    to_period: Period = None,
    as_of: date | None = None,
    tree: Tree = "as_of",
    node_id: int | None = None,
    project_id: int | None = None,
    language: Language = "zh-CN",
) -> Any:
    """The report as a workbook, without any personal data; the export stands in the audit trail."""
    wanted = queries.wish(
        ctx,
        by=by,
        from_period=from_period,
        to_period=to_period,
        as_of=as_of,
        tree=tree,
        node_id=node_id,
        project_id=project_id,
    )
    report = queries.report(ctx, wanted)
    written = workbook.written(report, queries.filters_named(ctx, report), language)
    note_while_reading(
        ctx,
        "export",
        "insights_group_report",
        project_id=project_id,
        by=by,
        from_period=report.from_period,
        to_period=report.to_period,
        as_of=report.as_of.isoformat(),
        node_id=node_id,
        rows=len(report.rows),
    )
    name = workbook.file_name(report, language)
    return Response(
        written,
        media_type=workbook.MEDIA_TYPE,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
