"""Verbs: let somebody go by a last day or at once, take that back, and end all that a leaver held."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from manyhold.foundation.access.clients.service import end_client
from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.remaining import check_without_person
from manyhold.foundation.access.resolver import GROUP_ZONE, not_over
from manyhold.foundation.access.rules import ADMINISTRATORS, CLIENT
from manyhold.foundation.audit.service import note
from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.identity.contract import PersonLeft
from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.leaving.schemas import LeavingIn
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.queries import main_posts
from manyhold.foundation.staff.rosters.models import Duty
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden, Problem
from manyhold.kernel.events import publish
from manyhold.kernel.scoping.session import ScopedSession

LONGEST_NOTICE_DAYS = 366


def leave(ctx: Context, member: Member, wanted: LeavingIn) -> None:
    """Somebody's last day, after which the sign-in and all that hangs on it are over; `is_immediate` ends it now.

    Raises BadInput with the field, Conflict `member_left`, `own_account`, `last_security_administrator`; Forbidden
    `permission_missing` for who holds rights or posts outside the scope, or an administrator's roles.
    """
    check(ctx, member)
    zone = _zone(ctx, member)
    day = business_date(ctx.now, zone)
    if wanted.is_immediate and wanted.last_day != day:
        raise BadInput.of("last_day", "not_today")
    if wanted.last_day < max(day, member.joined_on):
        raise BadInput.of("last_day", "ends_before")
    if (wanted.last_day - day).days > LONGEST_NOTICE_DAYS:
        raise BadInput.of("last_day", "too_far_ahead", days=LONGEST_NOTICE_DAYS)
    _check_successor(ctx, member, wanted)
    member.last_day, member.successor_id = wanted.last_day, wanted.successor_id
    member.ends_at = ctx.now if wanted.is_immediate else rules.end_of(wanted.last_day, zone)
    if member.person_id is not None:
        ctx.get(Person, member.person_id).ends_at = member.ends_at
    note(ctx, "leave", Member.__tablename__, member.id)
    ctx.session.flush()
    if wanted.is_immediate:
        end(ctx, member)


def stay(ctx: Context, member: Member) -> None:
    """Take a leaving back whose last day is not over. Raises Conflict `not_leaving`, `member_left`."""
    check(ctx, member)
    if member.last_day is None:
        raise Conflict("not_leaving")
    member.last_day = member.ends_at = member.successor_id = None
    if member.person_id is not None:
        ctx.get(Person, member.person_id).ends_at = None


def end(ctx: Context, member: Member) -> None:
    """The last day is over: end the sign-in, grants, sessions, tokens, API clients, posts and stand-ins; hand over.

    The sign-in counts for nothing from `ends_at` on even before this is done.
    """
    assert member.last_day is not None
    last_day = member.last_day
    member.left_at = ctx.now
    for post in ctx.session.scalars(select(Post).where(Post.member_id == member.id)):
        if post.ends_on is None or post.ends_on > last_day:
            post.ends_on = max(last_day, post.starts_on)
    bulk.delete_where(ctx.session, Duty, [Duty.member_id == member.id, Duty.day > last_day])
    if member.person_id is None:
        return
    person = ctx.get(Person, member.person_id)
    person.is_active, person.ends_at = False, member.ends_at
    person.epoch += 1
    for grant in _grants(ctx, person.id):
        grant.revoked_at = ctx.now
    owned = select(ApiClient).where(ApiClient.owner_id == person.id, ApiClient.revoked_at.is_(None))
    for client in ctx.session.scalars(owned).all():
        end_client(ctx, client)
    ctx.runtime.grants.void(ctx.session)
    successor = None if member.successor_id is None else _person_of(ctx, member.successor_id)
    publish(
        ctx,
        PersonLeft(person_id=person.id, successor_id=successor or 0, last_day=last_day),
        project_id=None,
    )


def check(ctx: Context, member: Member) -> None:
    """Raise what stands against this actor's letting this member go; see `leave`."""
    if rules.standing_of_member(member.last_day, member.left_at, member.ends_at, ctx.now) == "left":
        raise Conflict("member_left")
    today = business_date(ctx.now, GROUP_ZONE)
    if not ctx.scope.group_wide and not _works_here_alone(ctx, member.id, today):
        raise _beyond(ctx)
    if member.person_id is None:
        return
    if member.person_id == ctx.actor.id:
        raise Conflict("own_account")
    grants = [one for one in _grants(ctx, member.person_id) if one.person_id == member.person_id]
    if any(one.role in ADMINISTRATORS for one in grants):
        ctx.require("access.grant")
    if not ctx.scope.group_wide and any(one.at_project_id not in ctx.scope.projects for one in grants):
        raise _beyond(ctx)
    check_without_person(ctx, member.person_id)


def fault_of(ctx: Context, member: Member) -> str:
    """The code of what stands against it; empty when nothing does."""
    try:
        check(ctx, member)
    except Problem as problem:
        return problem.code
    return ""


def _check_successor(ctx: Context, member: Member, wanted: LeavingIn) -> None:
    if wanted.successor_id is None:
        if member.person_id is not None:
            raise BadInput.of("successor_id", "successor_missing")
        return
    successor = ctx.session.get(Member, wanted.successor_id)
    if successor is None:
        raise BadInput.of("successor_id", "unknown_reference")
    if successor.id == member.id:
        raise BadInput.of("successor_id", "succeeds_self")
    if successor.left_at is not None or (
        successor.last_day is not None and successor.last_day <= wanted.last_day
    ):
        raise BadInput.of("successor_id", "successor_leaves_too")
    person = None if successor.person_id is None else ctx.session.get(Person, successor.person_id)
    if member.person_id is not None and (person is None or not person.is_active):
        raise BadInput.of("successor_id", "successor_has_no_sign_in")


def _grants(ctx: Context, person_id: int) -> list[Grant]:
    """Their grants, and those by which others stand in for them, that hold today or will."""
    theirs = or_(Grant.person_id == person_id, Grant.stands_in_for == person_id)
    today = business_date(ctx.now, GROUP_ZONE)
    return list(ctx.session.scalars(select(Grant).where(theirs, Grant.role != CLIENT, not_over(today))))


def _works_here_alone(ctx: Context, member_id: int, today: date) -> bool:
    """Whether all posts and shifts to come lie in the scope, and there are any; of others the actor learns but that."""
    everywhere = ctx.runtime.grants.system_scope(ctx.group_id, None)
    posts = select(Post.project_id).where(
        Post.member_id == member_id, or_(Post.ends_on.is_(None), Post.ends_on >= today)
    )
    shifts = select(Duty.project_id).where(Duty.member_id == member_id, Duty.day > today)
    with ScopedSession(ctx.runtime.database, everywhere, writes=False) as session:
        at = set(session.scalars(posts))
        return bool(at) and at.union(session.scalars(shifts)) <= ctx.scope.projects


def _zone(ctx: Context, member: Member) -> str:
    """The zone of the project in which the member works; headquarters' for who works above the projects."""
    post = main_posts(ctx, [member.id], business_date(ctx.now, GROUP_ZONE)).get(member.id)
    if post is None or post.project_id is None:
        return GROUP_ZONE
    return ctx.get(Project, post.project_id).time_zone


def _person_of(ctx: Context, member_id: int) -> int | None:
    """The sign-in of a member, who may have left the scope of who acts, but not the group."""
    return ctx.session.scalar(select(Member.person_id).where(Member.id == member_id))


def _beyond(ctx: Context) -> Forbidden:
    return Forbidden("leaves_more_than_here", permission=ctx.permission)
