"""Verbs: submit a document, and each act on a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.approvals import rules
from manyhold.foundation.approvals.chains.models import Chain
from manyhold.foundation.approvals.chains.posts import DESIGN, TAKE_PART, steps_of
from manyhold.foundation.approvals.chains.service import chain_for
from manyhold.foundation.approvals.contract import RequestMoved
from manyhold.foundation.approvals.handovers import service as handovers
from manyhold.foundation.approvals.handovers.port import Verdict
from manyhold.foundation.approvals.requests.models import Entry, Request, Turn
from manyhold.foundation.approvals.requests.seating import keep, play_of, seat, sitting_now, tell
from manyhold.foundation.approvals.rules import Play
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden, TooManyRequests
from manyhold.kernel.events import publish
from manyhold.kernel.modules import Document, resolve

COMMENT_PLACE = "approvals_entry.comment_sealed"
BETWEEN_REMINDERS = timedelta(hours=4)
NEEDS_REASON = frozenset({rules.REFUSE, rules.RETURN})


@dataclass(frozen=True, slots=True)
class Submission:
    """A document for approval: `title` and `facts` name no person; `link` is a path of the console."""

    document_type: str
    document_id: int
    project_id: int
    title: str
    facts: Mapping[str, int | str]
    link: str = ""


def submit(ctx: Context, wanted: Submission, comment: str = "") -> Request | None:
    """Submit a document, perhaps with a word; None when headquarters has no chain for it and it takes effect without.

    A document that was returned to the same person goes on under its request, with the chain of today. Raises
    Forbidden for who may not submit such documents there, Conflict `already_submitted`, and where it is signed
    elsewhere `channel_off` or `outside_account_missing`.
    """
    document = ctx.runtime.registry.document(wanted.document_type)
    if set(wanted.facts) != {fact.name for fact in document.facts}:
        raise ValueError(f"{document.code} has the facts {[fact.name for fact in document.facts]}")
    _require_submitter(ctx, document, wanted.project_id)
    chain = chain_for(ctx, document, wanted.project_id, dict(wanted.facts))
    request = ctx.session.scalars(
        select(Request)
        .where(
            Request.document_type == document.code,
            Request.document_id == wanted.document_id,
            Request.open_key == 0,
        )
        .with_for_update()
    ).one_or_none()
    if request is not None and request.state == rules.PENDING:
        raise Conflict("already_submitted", request=request.id)
    if request is not None and (chain is None or request.submitted_by != ctx.actor.id):
        _close(ctx, request, rules.WITHDRAWN)
        request = None
    if chain is None:
        return None
    if chain.signed_in:
        handovers.require_ready(ctx, chain.signed_in, ctx.actor.id)
    steps = steps_of(chain.steps)
    if request is None:
        play = Play(ctx.actor.id, steps, signs_once=chain.signs_once)
        request = Request(
            project_id=wanted.project_id,
            document_type=document.code,
            document_id=wanted.document_id,
            open_key=0,
            submitted_by=ctx.actor.id,
            is_unfilled=False,
        )
        ctx.session.add(request)
    else:
        play = rules.submitted_anew(play_of(request), ctx.actor.id, steps, signs_once=chain.signs_once)
    _take_up(request, wanted, chain, ctx.now)
    keep(request, play)
    ctx.session.flush()
    _write(ctx, request, rules.SUBMIT, comment, ctx.actor.id)
    _settle(ctx, request, play, is_new_turn=True)
    if chain.signed_in:
        handovers.begin(ctx, request, chain, document)
    return request


def held(ctx: Context, request_id: int, turn: int) -> Request:
    """The request, held until this transaction ends. Raises Conflict `turn_passed` when it has moved since."""
    request = ctx.get(Request, request_id)
    ctx.session.scalars(
        select(Request)
        .where(Request.id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if request.turn != turn:
        raise Conflict("turn_passed", turn=request.turn, state=request.state)
    return request


def act(ctx: Context, request: Request, name: str, comment: str) -> None:
    """Approve, refuse, return, or withdraw.

    Raises BadInput `reason_missing` for a refusal or a return without a word; Conflict `not_open`; Forbidden
    `not_your_turn`, `not_the_submitter`.
    """
    if name in NEEDS_REASON and not comment.strip():
        raise BadInput.of("comment", "reason_missing")
    play = play_of(request)
    sitting = sitting_now(ctx, request, play)
    try:
        after = rules.moved(play, name, ctx.actor.id, sitting)
    except rules.Refusal as refusal:
        raise _problem(refusal) from None
    whom = ctx.actor.id if name in rules.SUBMITTERS_ACTS else rules.in_place_of(play, ctx.actor.id, sitting)
    _write(ctx, request, name, comment, whom)
    _settle(ctx, request, after, is_new_turn=after.turn != play.turn)


def decide_outside(
    ctx: Context, request: Request, turn: int, number: str, said: Verdict, signer_id: int, *, is_own: bool
) -> bool:
    """Take in what an outside OA decided of the request at that turn; False when it does not wait for it any more.

    `signer_id` is who agreed there last, 0 when that is nobody of the register. A refusal because the applicant
    signed there is told to headquarters too.
    """
    play = play_of(request)
    try:
        after = rules.decided_outside(play, turn, said.outcome, number, is_own=is_own)
    except rules.Refusal:
        return False
    name = {rules.APPROVED: rules.APPROVE, rules.REFUSED: rules.REFUSE}.get(after.state, rules.APPROVE)
    if after.state == rules.WITHDRAWN:
        name, signer_id = rules.WITHDRAW, request.submitted_by
    comment = "；".join(one for one in (number, said.said) if one)
    _write(ctx, request, "own_outside" if is_own else name, comment[:500], signer_id, actor_id=signer_id)
    _settle(ctx, request, after, is_new_turn=True)
    if is_own:
        people = [*holders(ctx, DESIGN, request.project_id), request.submitted_by]
        tell(ctx, request, people, "approvals.own_outside")
    return True


def add_signer(ctx: Context, request: Request, person_id: int, *, before: bool, comment: str) -> None:
    """One more signer before or after the step whose turn it is; who asks has still to sign.

    Raises, beside what `act` does, BadInput on `person_id`: `unknown_reference` for who takes no part in the
    project, `signs_own`, `signs_already`.
    """
    play = play_of(request)
    sitting = sitting_now(ctx, request, play)
    name = play.step.name if play.step else ""
    try:
        after = rules.with_signer(play, ctx.actor.id, sitting, person_id, before=before, name=name)
    except rules.Refusal as refusal:
        raise _problem(refusal) from None
    if person_id not in holders(ctx, TAKE_PART, request.project_id):
        raise BadInput.of("person_id", "unknown_reference")
    whom = rules.in_place_of(play, ctx.actor.id, sitting)
    _write(ctx, request, rules.ADD_SIGNER, comment, whom, person_id=person_id)
    _settle(ctx, request, after, is_new_turn=before)


def remind(ctx: Context, request: Request) -> int:
    """Tell those whose turn it is once more; gives their number. Raises TooManyRequests `reminded_lately`."""
    play = play_of(request)
    try:
        rules.moved(play, rules.REMIND, ctx.actor.id, sitting_now(ctx, request, play))
    except rules.Refusal as refusal:
        raise _problem(refusal) from None
    if request.reminded_at is not None and ctx.now < request.reminded_at + BETWEEN_REMINDERS:
        wait = int((request.reminded_at + BETWEEN_REMINDERS - ctx.now).total_seconds())
        raise TooManyRequests("reminded_lately", headers={"Retry-After": str(wait)}, retry_after=wait)
    request.reminded_at = ctx.now
    people = list(
        ctx.session.scalars(select(Turn.person_id).where(Turn.request_id == request.id, Turn.is_open))
    )
    _write(ctx, request, rules.REMIND, "", ctx.actor.id)
    tell(ctx, request, people, "approvals.reminded", by_person_id=ctx.actor.id)
    return len(people)


def seat_again(ctx: Context, request: Request) -> None:
    """Whose turn it is by today's posts and stand-ins, which may have changed since the last act."""
    play = play_of(request)
    seat(ctx, request, play, sitting_now(ctx, request, play), is_new_turn=False)


def hand_over(ctx: Context, request: Request, person_id: int, successor_id: int) -> None:
    """Somebody has left: their seats are the successor's, those of a post are whose it is today.

    Nothing is written where nobody's turn changes.
    """
    play = play_of(request)
    after = rules.with_successor(play, person_id, successor_id)
    if after != play:
        keep(request, after)
        _write(ctx, request, "hand_over", "", person_id, person_id=successor_id or None)
    was_asked = select(Turn.id).where(
        Turn.request_id == request.id, Turn.person_id == person_id, Turn.is_open
    )
    if after != play or ctx.session.scalar(was_asked) is not None:
        seat(ctx, request, after, sitting_now(ctx, request, after), is_new_turn=False)
        moved = RequestMoved(id=request.id, state=request.state, turn=request.turn)
        publish(ctx, moved, project_id=request.project_id)
        ctx.session.flush()


def _require_submitter(ctx: Context, document: Document, project_id: int) -> None:
    if ctx.actor.is_system:
        return
    scope = ctx.runtime.grants.scope(ctx.actor, document.permission)
    if scope is None or project_id not in scope.visible_projects:
        raise Forbidden("permission_missing", permission=document.permission)


def _take_up(request: Request, wanted: Submission, chain: Chain, now: datetime) -> None:
    """The document as it is now, and which chain it goes along."""
    request.title, request.link, request.facts = wanted.title, wanted.link, dict(wanted.facts)
    request.chain_id, request.chain_name, request.chain_version = chain.id, chain.name, chain.version
    request.signs_once = chain.signs_once
    request.submitted_at, request.reminded_at, request.ended_at = now, None, None


def _settle(ctx: Context, request: Request, play: Play, *, is_new_turn: bool) -> None:
    """Carry signatures over where the chain says so, then seat the next, or end; the owner hears of an end."""
    sitting = sitting_now(ctx, request, play)
    while (carry := rules.carried(play, sitting)) is not None:
        play, person_id = carry
        keep(request, play)
        _write(ctx, request, "carry", "", person_id, actor_id=person_id)
        sitting, is_new_turn = sitting_now(ctx, request, play), True
    keep(request, play)
    seat(ctx, request, play, sitting, is_new_turn=is_new_turn)
    if play.state != rules.PENDING:
        _close(ctx, request, play.state)
        handovers.take_back(ctx, request)
        document = ctx.runtime.registry.document(request.document_type)
        decided = resolve(document.decision)(
            request_id=request.id,
            document_id=request.document_id,
            submitted_by=request.submitted_by,
            facts=request.facts,
            outcome=play.state,
        )
        publish(ctx, decided, project_id=request.project_id)
        if play.state != rules.WITHDRAWN:
            tell(ctx, request, [request.submitted_by], f"approvals.{play.state}")
    moved = RequestMoved(id=request.id, state=request.state, turn=request.turn)
    publish(ctx, moved, project_id=request.project_id)
    ctx.session.flush()


def _close(ctx: Context, request: Request, state: str) -> None:
    request.state = state
    if state in rules.ENDS:
        request.ended_at, request.open_key = ctx.now, request.id
    ctx.session.flush()


def _write(
    ctx: Context,
    request: Request,
    name: str,
    comment: str,
    in_place_of: int,
    *,
    person_id: int | None = None,
    actor_id: int | None = None,
) -> None:
    entry_id = bulk.reserve_ids(ctx.session, 1)
    said = comment.strip()
    step = play_of(request).step
    entry = Entry(
        id=entry_id,
        project_id=request.project_id,
        request_id=request.id,
        at=ctx.now,
        actor_id=ctx.actor.id if actor_id is None else actor_id,
        in_place_of=in_place_of,
        act=name,
        step_name=step.name if step is not None and name != rules.SUBMIT else "",
        person_id=person_id,
        comment_sealed=ctx.runtime.keys.seal(COMMENT_PLACE, entry_id, said) if said else None,
    )
    ctx.session.add(entry)
    ctx.session.flush()


def _problem(refusal: rules.Refusal) -> Any:
    if refusal.code in ("not_your_turn", "not_the_submitter"):
        return Forbidden(refusal.code)
    if refusal.code in ("signs_own", "signs_already"):
        return BadInput.of("person_id", refusal.code)
    return Conflict(refusal.code)
