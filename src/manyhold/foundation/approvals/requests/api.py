"""Routes: requests for approval and the acts on them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.approvals import rules
from manyhold.foundation.approvals.requests import queries, service
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.approvals.requests.schemas import (
    ActIn,
    Reminded,
    RequestDetail,
    RequestOut,
    SignerIn,
    State,
    View,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

routes = Routes("/approval-requests", tag="approvals")
TAKE_PART = "approvals.take_part"
Type = Annotated[str | None, Query(max_length=60)]


@routes.read("", permission=TAKE_PART, response_model=pages.Page[RequestOut])
def list_requests(
    ctx: Context,
    view: View = "waiting",
    state: State | None = None,
    document_type: Type = None,
    project_id: int | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Requests that wait for one, that one submitted, that one signed, or all that one oversees; newest first."""
    filters = (state, document_type, project_id)
    rows, after = pages.load(
        ctx,
        queries.listed(ctx, view, state=state, document_type=document_type, project_id=project_id),
        order_by=[Request.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("approval_requests", view, *filters),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=TAKE_PART, response_model=pages.Count)
def count_requests(
    ctx: Context,
    view: View = "waiting",
    state: State | None = None,
    document_type: Type = None,
    project_id: int | None = None,
) -> Any:
    """How many the list has."""
    return pages.count(
        ctx, queries.listed(ctx, view, state=state, document_type=document_type, project_id=project_id)
    )


@routes.read("/{request_id}", permission=TAKE_PART, response_model=RequestDetail)
def get_request(ctx: Context, request_id: int) -> Any:
    """One request with its steps and its timeline."""
    return queries.detail(ctx, queries.request_of(ctx, request_id))


@routes.act("/{request_id}/approve", permission=TAKE_PART, response_model=RequestDetail)
def approve(ctx: Context, request_id: int, wanted: ActIn) -> Any:
    """Sign it, for oneself or for whom one stands in."""
    return _done(ctx, request_id, rules.APPROVE, wanted)


@routes.act("/{request_id}/refuse", permission=TAKE_PART, response_model=RequestDetail)
def refuse(ctx: Context, request_id: int, wanted: ActIn) -> Any:
    """Refuse it for good, with a reason."""
    return _done(ctx, request_id, rules.REFUSE, wanted)


@routes.act("/{request_id}/return", permission=TAKE_PART, response_model=RequestDetail)
def give_back(ctx: Context, request_id: int, wanted: ActIn) -> Any:
    """Give it back to its submitter to mend, with a reason."""
    return _done(ctx, request_id, rules.RETURN, wanted)


@routes.act("/{request_id}/withdraw", permission=TAKE_PART, response_model=RequestDetail)
def withdraw(ctx: Context, request_id: int, wanted: ActIn) -> Any:
    """Take one's own request back."""
    return _done(ctx, request_id, rules.WITHDRAW, wanted)


@routes.act("/{request_id}/signers", permission=TAKE_PART, response_model=RequestDetail)
def add_signer(ctx: Context, request_id: int, wanted: SignerIn) -> Any:
    """Ask one more person to sign, before the step whose turn it is or after it."""
    request = queries.request_of(ctx, request_id)
    service.held(ctx, request.id, wanted.turn)
    service.add_signer(ctx, request, wanted.person_id, before=wanted.before, comment=wanted.comment)
    return queries.detail(ctx, request)


@routes.act("/{request_id}/remind", permission=TAKE_PART, response_model=Reminded)
def remind(ctx: Context, request_id: int, wanted: ActIn) -> Any:
    """Tell those whose turn it is once more; once in four hours."""
    request = queries.request_of(ctx, request_id)
    service.held(ctx, request.id, wanted.turn)
    return {"count": service.remind(ctx, request)}


def _done(ctx: Context, request_id: int, name: str, wanted: ActIn) -> Any:
    request = queries.request_of(ctx, request_id)
    service.held(ctx, request.id, wanted.turn)
    service.act(ctx, request, name, wanted.comment)
    return queries.detail(ctx, request)
