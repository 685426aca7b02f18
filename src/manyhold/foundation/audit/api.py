"""Routes: the audit trail, for those who audit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import AwareDatetime
from sqlalchemy import BigInteger, type_coerce

from manyhold.foundation.audit import queries
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.schemas import AuditEntryOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

Word = Annotated[str | None, Query(max_length=60)]
Since = Annotated[AwareDatetime | None, Query(alias="from")]
Until = Annotated[AwareDatetime | None, Query(alias="to", description="Before this moment")]
routes = Routes("/audit-entries", tag="audit")


@routes.read("", permission="audit.read", response_model=pages.Page[AuditEntryOut])
def list_entries(
    ctx: Context,
    project_id: int | None = None,
    actor_id: int | None = None,
    subject: Word = None,
    subject_id: int | None = None,
    action: Word = None,
    since: Since = None,
    until: Until = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Who did what, the newest first."""
    filters = _filters(project_id, actor_id, subject, subject_id, action)
    rows, after = pages.load(
        ctx,
        queries.found(filters, since=since, until=until),
        order_by=[type_coerce(AuditEntry.at, BigInteger), AuditEntry.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("audit", filters, since, until),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission="audit.read", response_model=pages.Count)
def count_entries(
    ctx: Context,
    project_id: int | None = None,
    actor_id: int | None = None,
    subject: Word = None,
    subject_id: int | None = None,
    action: Word = None,
    since: Since = None,
    until: Until = None,
) -> Any:
    """How many the list has."""
    filters = _filters(project_id, actor_id, subject, subject_id, action)
    return pages.count(ctx, queries.found(filters, since=since, until=until))


@routes.read("/{entry_id}", permission="audit.read", response_model=AuditEntryOut)
def get_entry(ctx: Context, entry_id: int) -> Any:
    """One entry."""
    return queries.shown(ctx, [ctx.get(AuditEntry, entry_id)])[0]


def _filters(
    project_id: int | None,
    actor_id: int | None,
    subject: str | None,
    subject_id: int | None,
    action: str | None,
) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "actor_id": actor_id,
        "subject": subject,
        "subject_id": subject_id,
        "action": action,
    }
