"""Routes: what a member still holds, letting go, and taking that back."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.staff.leaving import queries, service
from manyhold.foundation.staff.leaving.schemas import LeavingIn, LeavingOutlook
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.members.queries import detail
from manyhold.foundation.staff.members.schemas import MemberDetail
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.routes import Routes

LET_GO = "staff.let_go"
routes = Routes("/staff/{member_id}", tag="staff")


@routes.read("/leaving", permission=LET_GO, response_model=LeavingOutlook)
def foresee(ctx: Context, member_id: int) -> Any:
    """What the member still holds, to be seen before the leaving is confirmed."""
    member = ctx.get(Member, member_id)
    return LeavingOutlook(
        held=[] if member.person_id is None else queries.held(ctx, member.person_id),
        needs_successor=member.person_id is not None,
        fault=service.fault_of(ctx, member),
    )


@routes.act("/leave", permission=LET_GO, response_model=MemberDetail)
def leave(ctx: Context, member_id: int, wanted: LeavingIn) -> Any:
    """Let the member go by a last day, or at once."""
    member = ctx.get(Member, member_id)
    service.leave(ctx, member, wanted)
    return _shown(ctx, member)


@routes.act("/stay", permission=LET_GO, response_model=MemberDetail)
def stay(ctx: Context, member_id: int) -> Any:
    """Take a leaving back before the last day is over."""
    member = ctx.get(Member, member_id)
    service.stay(ctx, member)
    return _shown(ctx, member)


def _shown(ctx: Context, member: Member) -> Any:
    ctx.session.flush()
    etags.show(ctx, member)
    return detail(ctx, member)
