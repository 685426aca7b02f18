"""Whose turn it is: the play of a request, the people who may sign it now, and telling them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.approvals.chains.posts import DESIGN, people_of, steps_of
from manyhold.foundation.approvals.delegations.service import stand_ins
from manyhold.foundation.approvals.requests.models import Request, Turn
from manyhold.foundation.approvals.rules import Play, Sitting, is_unfilled, seated
from manyhold.foundation.messaging.service import send
from manyhold.kernel.context import Context


def play_of(request: Request) -> Play:
    """The request as the rules see it."""
    return Play(
        request.submitted_by,
        steps_of(request.steps),
        request.state,
        request.at,
        request.turn,
        request.signs_once,
    )


def keep(request: Request, play: Play) -> None:
    """Write the play down."""
    request.steps = [asdict(step) for step in play.steps]
    request.state, request.at, request.turn = play.state, play.at, play.turn


def sitting_now(ctx: Context, request: Request, play: Play) -> Sitting:
    """Who may sign each seat of the current step by today's posts and stand-ins."""
    if play.step is None:
        return []
    people = people_of(ctx, play.step, request.project_id)
    away = stand_ins(ctx, {one for seat in people for one in seat}, request.project_id)
    return seated(people, away, play.submitted_by)


def seat(ctx: Context, request: Request, play: Play, sitting: Sitting, *, is_new_turn: bool) -> None:
    """Write down whose turn it is, and tell those whom it was not before; a step without anybody tells HQ."""
    wanted: set[int] = set()
    if play.step is not None:
        for one, who in zip(play.step.seats, sitting, strict=True):
            wanted |= set(() if one.signed_by else who)
    was_unfilled, request.is_unfilled = request.is_unfilled, is_unfilled(play, sitting)
    ctx.session.flush()
    turns = {
        one.person_id: one for one in ctx.session.scalars(select(Turn).where(Turn.request_id == request.id))
    }
    known = {person for person, one in turns.items() if one.is_open}
    for person, one in turns.items():
        one.is_open = person in wanted
    for person in sorted(wanted - turns.keys()):
        ctx.session.add(
            Turn(project_id=request.project_id, request_id=request.id, person_id=person, is_open=True)
        )
    ctx.session.flush()
    told = wanted if is_new_turn else wanted - known
    tell(ctx, request, told, "approvals.your_turn")
    if request.is_unfilled and (is_new_turn or not was_unfilled) and play.step is not None:
        designers = holders(ctx, DESIGN, request.project_id)
        tell(ctx, request, designers, "approvals.unfilled", step=play.step.name)


def tell(ctx: Context, request: Request, people: Iterable[int], template: str, **params: str | int) -> None:
    """Put a message about the request into their inboxes."""
    send(
        ctx,
        to=people,
        template=template,
        params={"what_document_type": request.document_type, "title": request.title, **params},
        link=f"/approvals/{request.id}",
        project_id=request.project_id,
    )
