"""Routes: the register of people's requests about their own data, and holds."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import select

from manyhold.foundation.parties.models import Party
from manyhold.foundation.parties.register import queries as parties
from manyhold.foundation.parties.register import search
from manyhold.foundation.privacy.requests import queries, service
from manyhold.foundation.privacy.requests.models import LegalHold, PersonRequest
from manyhold.foundation.privacy.requests.rules import Kind, State
from manyhold.foundation.privacy.requests.schemas import (
    AnswerIn,
    CorrectIn,
    IdentityCheckIn,
    LegalHoldIn,
    LegalHoldOut,
    Outlook,
    PersonFound,
    PersonRequestDetail,
    PersonRequestIn,
    PersonRequestOut,
    PersonSearchIn,
    RefusalIn,
)
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.routes import Routes

RECEIVE, READ, HANDLE = "privacy.receive", "privacy.read_requests", "privacy.handle"
MOST_FOUND = 10
StateFilter = State | Literal["open"]
routes = Routes("/privacy", tag="privacy")


@routes.read("/requests", permission=READ, response_model=pages.Page[PersonRequestOut])
def list_requests(
    ctx: Context,
    project_id: int | None = None,
    kind: Kind | None = None,
    state: StateFilter | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Requests, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.found(project_id=project_id, kind=kind, state=state),
        order_by=[PersonRequest.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("privacy-requests", project_id, kind, state),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/requests/count", permission=READ, response_model=pages.Count)
def count_requests(
    ctx: Context, project_id: int | None = None, kind: Kind | None = None, state: StateFilter | None = None
) -> Any:
    """How many requests there are."""
    return pages.count(ctx, queries.found(project_id=project_id, kind=kind, state=state))


@routes.create(
    "/persons", permission=RECEIVE, is_idempotent=False, status_code=200, response_model=list[PersonFound]
)
def find_persons(ctx: Context, wanted: PersonSearchIn) -> Any:
    """People whom a request may concern, masked; what was searched for stands in no address."""
    if wanted.project_id is not None and wanted.project_id not in ctx.scope.visible_projects:
        raise BadInput.of("project_id", "unknown_reference")
    day = parties.today(ctx, wanted.project_id)
    found = search.search(ctx, wanted.text, project_id=wanted.project_id, role=None, day=day)
    rows = ctx.session.scalars(
        select(Party).where(
            Party.id.in_(found.ids[:MOST_FOUND]), Party.kind == "person", Party.erased_at.is_(None)
        )
    ).all()
    return [
        PersonFound(
            id=one["id"],
            name=one["name"],
            phone=one["phone"],
            places=[held["label"] for held in one["holdings"]],
        )
        for one in parties.shown(ctx, rows, day)
    ]


@routes.create("/requests", permission=RECEIVE, response_model=PersonRequestDetail)
def receive_request(ctx: Context, wanted: PersonRequestIn) -> Any:
    """Enter a request."""
    return _answer(ctx, service.receive(ctx, wanted))


@routes.read("/requests/{person_request_id}", permission=READ, response_model=PersonRequestDetail)
def get_request(ctx: Context, person_request_id: int) -> Any:
    """One request."""
    return _answer(ctx, ctx.get(PersonRequest, person_request_id))


@routes.read("/requests/{person_request_id}/outlook", permission=HANDLE, response_model=Outlook)
def get_outlook(ctx: Context, person_request_id: int) -> Any:
    """What is kept of the person, and what stands in the way of an erasure today."""
    return queries.outlook(ctx, ctx.get(PersonRequest, person_request_id).party_id)


@routes.act("/requests/{person_request_id}/verify", permission=RECEIVE, response_model=PersonRequestDetail)
def verify_applicant(ctx: Context, person_request_id: int, wanted: IdentityCheckIn) -> Any:
    """Say how the applicant's identity was checked."""
    row = ctx.get(PersonRequest, person_request_id)
    service.verify(ctx, row, wanted)
    return _answer(ctx, row)


@routes.act("/requests/{person_request_id}/export", permission=HANDLE, response_model=PersonRequestDetail)
def export_data(ctx: Context, person_request_id: int, wanted: AnswerIn) -> Any:
    """Prepare the copy of all that is kept of the person."""
    row = ctx.get(PersonRequest, person_request_id)
    service.export(ctx, row, wanted.answer)
    return _answer(ctx, row)


@routes.act("/requests/{person_request_id}/correct", permission=HANDLE, response_model=PersonRequestDetail)
def correct_data(ctx: Context, person_request_id: int, wanted: CorrectIn) -> Any:
    """Put the person's data right."""
    row = ctx.get(PersonRequest, person_request_id)
    service.correct(ctx, row, wanted)
    return _answer(ctx, row)


@routes.act("/requests/{person_request_id}/erase", permission=HANDLE, response_model=PersonRequestDetail)
def erase_person(ctx: Context, person_request_id: int, wanted: AnswerIn) -> Any:
    """Erase the person, or put it off with the reasons named."""
    row = ctx.get(PersonRequest, person_request_id)
    service.erase(ctx, row, wanted.answer)
    return _answer(ctx, row)


@routes.act("/requests/{person_request_id}/withdraw", permission=HANDLE, response_model=PersonRequestDetail)
def withdraw_consent(ctx: Context, person_request_id: int, wanted: AnswerIn) -> Any:
    """Withdraw the consent that the request names."""
    row = ctx.get(PersonRequest, person_request_id)
    service.withdraw(ctx, row, wanted.answer)
    return _answer(ctx, row)


@routes.act("/requests/{person_request_id}/refuse", permission=HANDLE, response_model=PersonRequestDetail)
def refuse_request(ctx: Context, person_request_id: int, wanted: RefusalIn) -> Any:
    """Refuse the request, with the reason."""
    row = ctx.get(PersonRequest, person_request_id)
    service.refuse(ctx, row, wanted)
    return _answer(ctx, row)


@routes.read("/holds", permission=HANDLE, response_model=pages.Page[LegalHoldOut])
def list_holds(
    ctx: Context,
    in_force: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Disputes for which people's data stays, the newest first."""
    statement = select(LegalHold)
    if in_force is not None:
        lifted = LegalHold.lifted_at.is_(None)
        statement = statement.where(lifted if in_force else ~lifted)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[LegalHold.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("privacy-holds", in_force),
    )
    return {"items": queries.legal_holds(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("/holds", permission=HANDLE, response_model=LegalHoldOut)
def place_hold(ctx: Context, wanted: LegalHoldIn) -> Any:
    """Keep all of a party's data for a dispute."""
    return queries.legal_holds(ctx, [service.place_hold(ctx, wanted)])[0]


@routes.act("/holds/{legal_hold_id}/lift", permission=HANDLE, response_model=LegalHoldOut)
def lift_hold(ctx: Context, legal_hold_id: int) -> Any:
    """The dispute is over."""
    row = ctx.get(LegalHold, legal_hold_id)
    service.lift_hold(ctx, row)
    return queries.legal_holds(ctx, [row])[0]


def _answer(ctx: Context, row: PersonRequest) -> PersonRequestDetail:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.detail(ctx, row)
