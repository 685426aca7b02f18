"""Routes: the register of service contracts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes
from manyhold.modules.agreements import queries, service
from manyhold.modules.agreements.models import Agreement
from manyhold.modules.agreements.rules import State
from manyhold.modules.agreements.schemas import AgreementChange, AgreementEndIn, AgreementIn, AgreementOut

routes = Routes("/agreements", tag="agreements")
Within = Annotated[int | None, Query(ge=0, le=3660, description="Ends within so many days from today")]


@routes.read("", permission="agreements.read", response_model=pages.Page[AgreementOut])
def list_agreements(
    ctx: Context,
    project_id: int | None = None,
    state: State | None = None,
    within_days: Within = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Contracts, what ends first at the top; those with an open end last."""
    rows, after = pages.load(
        ctx,
        queries.found(ctx, project_id=project_id, state=state, within_days=within_days),
        order_by=[Agreement.end_order, Agreement.id],
        limit=limit,
        cursor=cursor,
        bound=("agreements", project_id, state, within_days),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission="agreements.read", response_model=pages.Count)
def count_agreements(
    ctx: Context, project_id: int | None = None, state: State | None = None, within_days: Within = None
) -> Any:
    """How many contracts there are."""
    return pages.count(ctx, queries.found(ctx, project_id=project_id, state=state, within_days=within_days))


@routes.create("", permission="agreements.keep", response_model=AgreementOut)
def enter_agreement(ctx: Context, wanted: AgreementIn) -> Any:
    """Enter a contract."""
    return _answer(ctx, service.enter(ctx, wanted))


@routes.read("/{agreement_id}", permission="agreements.read", response_model=AgreementOut)
def get_agreement(ctx: Context, agreement_id: int) -> Any:
    """One contract."""
    return _answer(ctx, ctx.get(Agreement, agreement_id))


@routes.change("/{agreement_id}", permission="agreements.keep", response_model=AgreementOut)
def change_agreement(
    ctx: Context, agreement_id: int, change: AgreementChange, if_match: IfMatch = None
) -> Any:
    """Edit a contract that has not been ended."""
    row = ctx.get(Agreement, agreement_id)
    etags.match(ctx, row, if_match)
    return _answer(ctx, service.change(ctx, row, change))


@routes.act("/{agreement_id}/end", permission="agreements.keep", response_model=AgreementOut)
def end_agreement(ctx: Context, agreement_id: int, wanted: AgreementEndIn) -> Any:
    """End a contract before its time."""
    return _answer(ctx, service.end(ctx, ctx.get(Agreement, agreement_id), wanted))


def _answer(ctx: Context, row: Agreement) -> AgreementOut:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(ctx, [row])[0]
