"""Verbs: put a request in line for an outside OA, and take it back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.approvals.chains.models import Chain
from manyhold.foundation.approvals.handovers import rules
from manyhold.foundation.approvals.handovers.models import CANCELLING, ENDED, FAILED, SENT, WAITING, Handover
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.identity.bindings.service import account_of
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.modules import Document


def require_ready(ctx: Context, provider: str, submitter_id: int) -> None:
    """Raise Conflict `channel_off` or `outside_account_missing` when a request could not be handed over."""
    if ctx.one(ChannelSetting, ChannelSetting.channel == provider, ChannelSetting.is_on) is None:
        raise Conflict("channel_off", channel=provider)
    if not account_of(ctx, submitter_id, provider):
        raise Conflict("outside_account_missing", channel=provider)


def begin(ctx: Context, request: Request, chain: Chain, document: Document) -> None:
    """Put the request in line; it leaves after the commit."""
    handover_id = ctx.session.ids.next()
    home = ctx.runtime.settings.allowed_hosts.partition(",")[0].strip()
    common = {
        rules.REFERENCE: reference(handover_id),
        "title": request.title,
        "project": ctx.get(Project, request.project_id).name,
        "document": document.zh,
        "link": f"https://{home}/approvals/{request.id}" if home else "",
    }
    said = rules.values(document, request.facts, common)
    ctx.session.add(
        Handover(
            id=handover_id,
            project_id=request.project_id,
            request_id=request.id,
            turn=request.turn,
            provider=chain.signed_in,
            template_id=chain.template_id,
            fields=[{**one, "value": said[one["source"]]} for one in chain.fields],
            state=WAITING,
            run_after=ctx.now,
            created_at=ctx.now,
            sent_at=None,
            asked_at=None,
            ended_at=None,
        )
    )
    ctx.session.flush()
    ctx.session.wake_after_commit = True


def take_back(ctx: Context, request: Request) -> None:
    """The request has ended here: what is not handed over stays here, what may be there is cancelled."""
    one = current(ctx, request.id)
    if one is None or one.state not in (WAITING, SENT, FAILED):
        return
    if one.state == SENT or one.attempts:
        one.state, one.run_after, one.attempts, one.error = CANCELLING, max(one.run_after, ctx.now), 0, ""
        if one.number:
            one.run_after = ctx.now
    else:
        one.state, one.ended_at = ENDED, ctx.now
    ctx.session.flush()
    ctx.session.wake_after_commit = True


def again(ctx: Context, request: Request) -> Handover:
    """Try once more what the outside OA did not take. Raises Conflict `not_failed`."""
    one = current(ctx, request.id)
    if one is None or one.state != FAILED:
        raise Conflict("not_failed")
    one.state, one.run_after, one.error = WAITING, ctx.now, ""
    one.attempts = 1  # what an earlier try may have submitted is looked for first
    ctx.session.flush()
    ctx.session.wake_after_commit = True
    return one


def current(ctx: Context, request_id: int) -> Handover | None:
    """The last hand-over of a request, held until this transaction ends; None for one that is signed here."""
    mine = select(Handover).where(Handover.request_id == request_id).order_by(Handover.turn.desc()).limit(1)
    return ctx.session.scalars(mine.with_for_update()).one_or_none()


def shown(ctx: Context, request_id: int) -> dict[str, Any] | None:
    """The last hand-over as its request's page shows it."""
    mine = select(Handover).where(Handover.request_id == request_id).order_by(Handover.turn.desc()).limit(1)
    one = ctx.session.scalars(mine).one_or_none()
    names = ("provider", "state", "number", "error", "sent_at", "asked_at")
    return None if one is None else {name: getattr(one, name) for name in names}


def reference(handover_id: int) -> str:
    """Our own number of a hand-over."""
    return f"MH{handover_id}"
