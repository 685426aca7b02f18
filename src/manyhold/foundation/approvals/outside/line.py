"""Hand-overs on their way: taken by lease, settled by what the outside OA answered, asked after until they end.

It serves every group's requests, so it uses SystemSession; the network is called between its transactions, never in
one. What was decided takes effect in the scope of its own project, once: by the turn at which it was handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.approvals.chains.posts import DESIGN
from manyhold.foundation.approvals.handovers import rules
from manyhold.foundation.approvals.handovers.models import (
    CANCELLING,
    ENDED,
    FAILED,
    OPEN,
    SENT,
    WAITING,
    Handover,
)
from manyhold.foundation.approvals.handovers.port import Application, Filled, OutsideOa, Verdict, outside
from manyhold.foundation.approvals.handovers.service import reference
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.approvals.requests.seating import tell
from manyhold.foundation.approvals.requests.service import decide_outside
from manyhold.foundation.identity.bindings.models import Binding
from manyhold.foundation.identity.bindings.service import opened, person_behind
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import Terms, driver
from manyhold.foundation.messaging.channels.service import terms
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession

LEASE = timedelta(minutes=3)
"""Longer than the calls of one try take to time out."""
IN_HAND = 8


@dataclass(frozen=True, slots=True)
class Parcel:
    """One hand-over in hand: to be submitted, asked after, or cancelled, as its state says."""

    id: int
    lease_no: int
    state: str
    group_id: int
    project_id: int
    provider: str
    number: str
    since: datetime
    tries: int
    driver: OutsideOa
    terms: Terms
    application: Application
    fault: str = ""
    """Why nothing can be asked of the provider: the channel was switched off, or the applicant's account is gone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: a number, a verdict, the end of a cancelled one (`is_gone`), or the code of a refusal."""

    parcel: Parcel
    number: str = ""
    verdict: Verdict | None = None
    is_gone: bool | None = None
    error: str = ""
    may_retry: bool = False


def take(runtime: Runtime) -> list[Parcel]:
    """Lease what is due, and make it ready."""
    now = runtime.clock.now()
    due = select(Handover).where(Handover.state.in_(OPEN), Handover.run_after <= now)
    due = due.order_by(Handover.run_after, Handover.id).limit(IN_HAND)
    with SystemSession(runtime.database, writes=False) as session:
        if session.scalars(due.with_only_columns(Handover.id)).first() is None:
            return []
    with SystemSession(runtime.database, writes=True) as session:
        rows = session.scalars(due.with_for_update(skip_locked=True)).all()
        parcels = [_in_hand(runtime, session, row, now) for row in rows]
        session.commit()
    return parcels


def settle(runtime: Runtime, one: Outcome) -> None:
    """Write down what came of a try; a lease that was lost meanwhile changes nothing."""
    scope = runtime.grants.system_scope(one.parcel.group_id, one.parcel.project_id)
    with ScopedSession(runtime.database, scope, writes=True) as session:
        ctx = Context(runtime, session, Actor.system(one.parcel.group_id), request_id=f"oa-{one.parcel.id}")
        mine = select(Handover).where(
            Handover.id == one.parcel.id,
            Handover.lease_no == one.parcel.lease_no,
            Handover.state.in_(OPEN),
        )
        row = session.scalars(mine.with_for_update()).one_or_none()
        if row is None:
            return
        if one.error:
            _put_off(ctx, row, one)
        elif one.is_gone is not None:
            _gone(ctx, row, one.is_gone)
        elif one.number:
            _sent(row, one.number, ctx.now)
        else:
            _asked(ctx, row, one.verdict)
        session.flush()
        session.commit()
    if session.wake_after_commit:
        runtime.wakeups.wake()


def _in_hand(runtime: Runtime, session: SystemSession, row: Handover, now: datetime) -> Parcel:
    request, project = session.get_one(Request, row.request_id), session.get_one(Project, row.project_id)
    setting = session.scalars(
        select(ChannelSetting).where(
            ChannelSetting.group_id == project.group_id, ChannelSetting.channel == row.provider
        )
    ).one_or_none()
    account = session.scalars(
        select(Binding).where(Binding.person_id == request.submitted_by, Binding.provider == row.provider)
    ).one_or_none()
    row.lease_no += 1
    row.run_after = now + LEASE
    fault = ""
    if setting is None or not setting.is_on:
        fault = "channel_off"
    elif account is None and row.state == WAITING:
        fault = "outside_account_missing"
    if row.state != SENT:
        row.attempts += 1
    channel = driver(runtime, row.provider)
    fields = tuple(Filled(one["control"], one["kind"], one["value"]) for one in row.fields)
    controls = [one["control"] for one in row.fields if one["source"] == rules.REFERENCE]
    return Parcel(
        row.id,
        row.lease_no,
        row.state,
        project.group_id,
        row.project_id,
        row.provider,
        row.number,
        row.created_at,
        row.attempts,
        outside(runtime, row.provider),
        {} if setting is None else terms(channel, runtime.keys, setting),
        Application(
            reference(row.id),
            controls[0],
            "" if account is None else opened(runtime.keys, account),
            row.template_id,
            request.title,
            project.name,
            fields,
        ),
        fault,
    )


def _sent(row: Handover, number: str, now: datetime) -> None:
    row.number, row.sent_at, row.error, row.asks = number, now, "", 0
    if row.state == WAITING:
        row.state = SENT
        row.run_after = now + rules.next_question(0)
    else:  # withdrawn here while it was on its way
        row.run_after, row.attempts = now, 0


def _asked(ctx: Context, row: Handover, said: Verdict | None) -> None:
    row.asked_at, row.error = ctx.now, ""
    row.asks += 1
    if said is None:
        row.run_after = ctx.now + rules.next_question(row.asks)
        return
    row.state, row.outcome, row.ended_at = ENDED, said.outcome, ctx.now
    ctx.session.flush()
    held = select(Request).where(Request.id == row.request_id)
    request = ctx.session.scalars(held.with_for_update().execution_options(populate_existing=True)).one()
    own = ctx.one(Binding, Binding.person_id == request.submitted_by, Binding.provider == row.provider)
    applicants = (said.applicant, "" if own is None else opened(ctx.runtime.keys, own))
    is_own = rules.signs_own(applicants, said.agreed)
    last = next((one for one in reversed(said.agreed) if one), "")
    keys = ctx.runtime.keys
    signer = person_behind(ctx.session, keys, ctx.group_id, row.provider, last) if last else None
    number = row.number
    if decide_outside(ctx, request, row.turn, number, said, signer or 0, is_own=is_own):
        ctx.session.wake_after_commit = True


def _gone(ctx: Context, row: Handover, is_gone: bool) -> None:
    """Nothing of it is left there; or only the applicant can withdraw it there, and is told so."""
    row.state, row.outcome, row.ended_at, row.error = ENDED, "withdrawn", ctx.now, ""
    if not is_gone:
        request = ctx.get(Request, row.request_id)
        tell(ctx, request, [request.submitted_by], "approvals.withdraw_there", number=row.number)


def _put_off(ctx: Context, row: Handover, one: Outcome) -> None:
    row.error = one.error[:60]
    if row.state == SENT:
        row.asks += 1
        row.run_after = ctx.now + rules.next_question(row.asks)
        return
    wait = rules.pause(row.attempts) if one.may_retry else None
    if wait is not None:
        row.run_after = ctx.now + wait
        return
    if row.state == CANCELLING:
        row.state, row.ended_at = ENDED, ctx.now
        request = ctx.get(Request, row.request_id)
        if row.number:
            tell(ctx, request, [request.submitted_by], "approvals.withdraw_there", number=row.number)
        return
    row.state = FAILED
    request = ctx.get(Request, row.request_id)
    people = [*holders(ctx, DESIGN, request.project_id), request.submitted_by]
    tell(ctx, request, people, "approvals.not_handed_over", code=row.error)
