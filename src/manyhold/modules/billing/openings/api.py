"""Routes: opening documents; they come by an import, and go with its reversal."""

from __future__ import annotations

from typing import Any

from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.openings import queries
from manyhold.modules.billing.openings.models import Opening
from manyhold.modules.billing.openings.schemas import Creditor, OpeningKind, OpeningOut

routes = Routes("/openings", tag="billing")


@routes.read("", permission="billing.read", response_model=pages.Page[OpeningOut])
def list_openings(
    ctx: Context,
    project_id: int | None = None,
    space_id: int | None = None,
    kind: OpeningKind | None = None,
    creditor: Creditor | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """What was handed over: arrears, prepayments, deposits, readings and terms, newest first."""
    rows, after = pages.load(
        ctx,
        queries.listed(project_id=project_id, space_id=space_id, kind=kind, creditor=creditor),
        order_by=[Opening.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("openings", project_id, space_id, kind, creditor),
    )
    return {"items": queries.shown(ctx, rows), "next_cursor": after}


@routes.read("/count", permission="billing.read", response_model=pages.Count)
def count_openings(
    ctx: Context,
    project_id: int | None = None,
    space_id: int | None = None,
    kind: OpeningKind | None = None,
    creditor: Creditor | None = None,
) -> Any:
    """How many there are."""
    return pages.count(
        ctx, queries.listed(project_id=project_id, space_id=space_id, kind=kind, creditor=creditor)
    )
