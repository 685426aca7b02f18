"""Verbs: count a look at full personal data against the limit, set the limit, ask for more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.approvals.requests.service import Submission, submit
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.models import Reveal, RevealAllowance, RevealSetting
from manyhold.foundation.parties.reveals.schemas import RevealLimitOut, RevealMoreIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict, TooManyRequests

DEFAULT_A_DAY = 200
"""More than a desk needs, less than a thief wants."""
DAY = timedelta(hours=24)
REVEAL_MORE = "parties.reveal_more"


def limit_of(ctx: Context) -> RevealLimitOut:
    """The limit of the actor now."""
    used = select(func.count()).select_from(Reveal).where(Reveal.at > ctx.now - DAY)
    more = select(func.sum(RevealAllowance.fields)).where(RevealAllowance.ends_at > ctx.now)
    return RevealLimitOut(
        a_day=ctx.session.scalar(select(RevealSetting.a_day)) or DEFAULT_A_DAY,
        used=ctx.session.scalar(used) or 0,
        more=ctx.session.scalar(more) or 0,
    )


def require_one_more(ctx: Context) -> None:
    """Raise TooManyRequests `reveal_limit` when the actor has used up the limit and what was approved beyond it."""
    limit = limit_of(ctx)
    if limit.used >= limit.a_day + limit.more:
        raise TooManyRequests("reveal_limit", most=limit.a_day + limit.more)


def set_limit(ctx: Context, a_day: int) -> None:
    """The limit of everybody in the group from now on."""
    setting = ctx.one(RevealSetting)
    if setting is None:
        ctx.session.add(RevealSetting(group_id=ctx.group_id, a_day=a_day))
    else:
        setting.a_day = a_day
    ctx.session.flush()


def ask_for_more(ctx: Context, wanted: RevealMoreIn) -> Request:
    """Submit a request for more looks; the document is the person's own, so there is one at a time.

    Raises Conflict `approval_chain_missing` where headquarters has no chain for it: then the limit stands.
    """
    project = ctx.get(Project, wanted.project_id)
    submission = Submission(
        REVEAL_MORE, ctx.actor.id, project.id, f"+{wanted.fields}", {"fields": wanted.fields}
    )
    request = submit(ctx, submission, wanted.reason)
    if request is None:
        raise Conflict("approval_chain_missing", document_type=REVEAL_MORE)
    return request
