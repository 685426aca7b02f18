"""Reads: lists of requests by what they are to who asks, and one request with its timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from manyhold.foundation.approvals import rules
from manyhold.foundation.approvals.chains.posts import DESIGN, role_words
from manyhold.foundation.approvals.handovers.models import FAILED
from manyhold.foundation.approvals.handovers.service import shown as shown_outside
from manyhold.foundation.approvals.requests.models import Entry, Request, Turn
from manyhold.foundation.approvals.requests.seating import play_of, sitting_now
from manyhold.foundation.approvals.requests.service import COMMENT_PLACE
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound

OVERSEE = "approvals.oversee"
ACTS = (
    rules.APPROVE,
    rules.REFUSE,
    rules.RETURN,
    rules.ADD_SIGNER,
    rules.REMIND,
    rules.WITHDRAW,
)


def listed(
    ctx: Context, view: str, *, state: str | None, document_type: str | None, project_id: int | None
) -> Select[Any]:
    """The requests of a view: waiting for one, submitted by one, signed by one, or all that one oversees."""
    statement = select(Request).where(_view(ctx, view))
    if state is not None:
        statement = statement.where(Request.state == state)
    if document_type is not None:
        statement = statement.where(Request.document_type == document_type)
    if project_id is not None:
        statement = statement.where(Request.project_id == project_id)
    return statement


def request_of(ctx: Context, request_id: int) -> Request:
    """The request, for those whom it concerns: submitter, signers past and present, and who oversees the project."""
    request = ctx.get(Request, request_id)
    me = ctx.actor.id
    touched = select(Entry.id).where(
        Entry.request_id == request_id, or_(Entry.actor_id == me, Entry.person_id == me)
    )
    sits = select(Turn.id).where(Turn.request_id == request_id, Turn.person_id == me)
    if (
        request.submitted_by == me
        or ctx.session.scalar(sits) is not None
        or ctx.session.scalar(touched.limit(1)) is not None
        or ctx.may(OVERSEE, request.project_id)
        or any(me in seat for seat in sitting_now(ctx, request, play_of(request)))
    ):
        return request
    raise NotFound("not_found", kind=Request.__tablename__, id=request_id)


def shown(ctx: Context, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Requests as lists show them, in three queries however many they are."""
    turns = ctx.session.execute(
        select(Turn.request_id, Turn.person_id).where(
            Turn.request_id.in_([one.id for one in requests]), Turn.is_open
        )
    ).all()
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for row in turns:
        waiting[row.request_id].append(row.person_id)
    named = names(ctx, {*(row.person_id for row in turns), *(one.submitted_by for one in requests)})
    projects = {
        row.id: row.name
        for row in ctx.session.execute(
            select(Project.id, Project.name).where(Project.id.in_([one.project_id for one in requests]))
        )
    }
    plain = ("id", "project_id", "document_type", "document_id", "title", "facts", "state", "turn")
    more = ("is_unfilled", "submitted_by", "submitted_at", "ended_at")
    return [
        {
            **{name: getattr(one, name) for name in (*plain, *more)},
            "project_name": projects[one.project_id],
            "step_name": one.steps[one.at]["name"] if one.state == rules.PENDING else "",
            "waiting_for": [named.get(person, "") for person in waiting[one.id]],
            "submitted_by_name": named.get(one.submitted_by, ""),
        }
        for one in requests
    ]


def detail(ctx: Context, request: Request) -> dict[str, Any]:
    """One request with its steps, its timeline, and what who asks may do."""
    play = play_of(request)
    sitting = sitting_now(ctx, request, play)
    entries = ctx.session.scalars(
        select(Entry).where(Entry.request_id == request.id).order_by(Entry.id)
    ).all()
    words = role_words(ctx)
    outside = shown_outside(ctx, request.id)
    seats = [seat for step in play.steps for seat in step.seats]
    named = names(
        ctx,
        {
            *(one for seat in seats for one in (seat.person_id, seat.signed_by, seat.signed_for)),
            *(step.added_by for step in play.steps),
            *(one for entry in entries for one in (entry.actor_id, entry.in_place_of, entry.person_id or 0)),
        },
    )
    return {
        **shown(ctx, [request])[0],
        "link": request.link,
        "chain_name": request.chain_name,
        "chain_version": request.chain_version,
        "steps": [
            {
                "name": step.name,
                "needs": step.needs,
                "added_by_name": named.get(step.added_by, ""),
                "is_done": step.is_done,
                "outside": step.outside,
                "number": step.number,
                "is_current": play.state == rules.PENDING and number == play.at,
                "seats": [
                    {
                        "person_name": named.get(seat.person_id, ""),
                        "role": seat.role,
                        "role_zh": words.get(seat.role, ("", ""))[0],
                        "role_en": words.get(seat.role, ("", ""))[1],
                        "at": seat.at,
                        "signed_by_name": named.get(seat.signed_by, ""),
                        "signed_for_name": named.get(seat.signed_for, "")
                        if seat.signed_for != seat.signed_by
                        else "",
                    }
                    for seat in step.seats
                ],
            }
            for number, step in enumerate(play.steps)
        ],
        "entries": [
            {
                "at": entry.at,
                "actor_name": named.get(entry.actor_id, ""),
                "in_place_of_name": named.get(entry.in_place_of, "")
                if entry.in_place_of != entry.actor_id
                else "",
                "act": entry.act,
                "step_name": entry.step_name,
                "person_name": named.get(entry.person_id or 0, ""),
                "comment": ctx.runtime.keys.open(COMMENT_PLACE, entry.id, entry.comment_sealed)
                if entry.comment_sealed
                else "",
            }
            for entry in entries
        ],
        "outside": outside,
        "may_hand_over_again": outside is not None and outside["state"] == FAILED and ctx.may(DESIGN),
        "acts": [name for name in ACTS if rules.may(play, name, ctx.actor.id, sitting)],
    }


def _view(ctx: Context, view: str) -> ColumnElement[bool]:
    me = ctx.actor.id
    if view == "waiting":
        return Request.id.in_(select(Turn.request_id).where(Turn.person_id == me, Turn.is_open))
    if view == "submitted":
        return Request.submitted_by == me
    if view == "done":
        signed = (*rules.SIGNERS_ACTS, "carry")
        return Request.id.in_(select(Entry.request_id).where(Entry.actor_id == me, Entry.act.in_(signed)))
    overseen = ctx.runtime.grants.scope(ctx.actor, OVERSEE)
    return Request.project_id.in_([] if overseen is None else sorted(overseen.projects))
