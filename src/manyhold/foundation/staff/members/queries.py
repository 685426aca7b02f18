"""Reads of the register: members with their posts of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.certificates.models import Certificate
from manyhold.foundation.staff.employers.models import Department, Employer
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.schemas import MemberDetail, MemberOut, PostOut
from manyhold.foundation.staff.rosters.models import Absence
from manyhold.foundation.staff.sealing import name_of, phone_of, refs
from manyhold.kernel import masking
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def today(ctx: Context) -> date:
    """The day by which posts and leave are judged on lists."""
    return business_date(ctx.now, GROUP_ZONE)


def held_on(day: date) -> ColumnElement[bool]:
    """The condition that a Post is held on `day`."""
    return (Post.starts_on <= day) & or_(Post.ends_on.is_(None), Post.ends_on >= day)


def found(
    ctx: Context,
    *,
    q: str | None,
    project_id: int | None,
    employer_id: int | None,
    department_id: int | None,
    state: str | None,
    certificates: str | None,
) -> Select[Any]:
    """The members of a filter."""
    statement = select(Member)
    if project_id is not None:
        ctx.get(Project, project_id)
        statement = statement.where(
            Member.id.in_(select(Post.member_id).where(Post.project_id == project_id))
        )
    for column, value in ((Member.employer_id, employer_id), (Member.department_id, department_id)):
        if value is not None:
            statement = statement.where(column == value)
    is_over = or_(Member.left_at.is_not(None), Member.ends_at <= ctx.now)
    if state == "left":
        statement = statement.where(is_over)
    elif state is not None:
        planned = Member.last_day.is_not(None) if state == "leaving" else Member.last_day.is_(None)
        statement = statement.where(planned, Member.left_at.is_(None)).where(
            or_(Member.ends_at.is_(None), Member.ends_at > ctx.now)
        )
    if certificates is not None:
        statement = statement.where(Member.id.in_(_with_certificates(ctx, certificates)))
    if q and q.strip():
        statement = statement.where(Member.id.in_(called(ctx, q)))
    return statement


def called(ctx: Context, text: str) -> list[int]:
    """Ids of members whose number or name contains `text`: names are sealed, so the register is opened and read."""
    wanted = text.strip().casefold()
    return [
        row.id
        for row in ctx.session.scalars(select(Member))
        if wanted in row.number.casefold() or wanted in name_of(ctx, row).casefold()
    ]


def shown(ctx: Context, members: Sequence[Member]) -> list[MemberOut]:
    """The members as lists show them, in six queries however many they are."""
    ids, day = [one.id for one in members], today(ctx)
    employers = {one.id: one for one in ctx.session.scalars(select(Employer))}
    departments = {one.id: one.name for one in ctx.session.scalars(select(Department))}
    posts = main_posts(ctx, ids, day)
    places = _places(ctx, posts.values())
    certificates = _standings(ctx, ids, day)
    away = set(
        ctx.session.scalars(
            select(Absence.member_id).where(
                Absence.member_id.in_(ids), Absence.starts_on <= day, Absence.ends_on >= day
            )
        )
    )
    return [
        MemberOut.model_validate(
            {
                "id": one.id,
                "number": one.number,
                "name": name_of(ctx, one),
                "employer_id": one.employer_id,
                "employer_name": employers[one.employer_id].name,
                "employer_kind": employers[one.employer_id].kind,
                "department_id": one.department_id,
                "department_name": departments.get(one.department_id or 0),
                "title": posts[one.id].title if one.id in posts else None,
                "project_id": posts[one.id].project_id if one.id in posts else None,
                "place": places.get(posts[one.id].id) if one.id in posts else None,
                "state": rules.standing_of_member(one.last_day, one.left_at, one.ends_at, ctx.now),
                "last_day": one.last_day,
                "certificates": rules.worst(certificates[one.id]),
                "is_away": one.id in away,
                "person_id": one.person_id,
                "revision": one.revision,
            }
        )
        for one in members
    ]


def detail(ctx: Context, member: Member) -> MemberDetail:
    """One member with all posts within the scope, the newest first."""
    person = None if member.person_id is None else ctx.session.get(Person, member.person_id)
    sees_phone = ctx.may("staff.manage") or any(
        ctx.may("staff.manage", post.project_id) for post in _posts(ctx, member) if post.project_id
    )
    phone = phone_of(ctx, member)
    return MemberDetail(
        **shown(ctx, [member])[0].model_dump(),
        phone=phone if sees_phone else masking.phone(phone),
        phone_is_masked=bool(phone) and not sees_phone,
        joined_on=member.joined_on,
        posts=posts_shown(ctx, _posts(ctx, member)),
        sign_in_name=None if person is None else person.sign_in_name,
        sign_in_is_active=person is not None and person.is_active,
        successor=refs(ctx, [member.successor_id]).get(member.successor_id or 0),
    )


def posts_shown(ctx: Context, posts: Sequence[Post]) -> list[PostOut]:
    """Posts with the names of their places."""
    projects = _named(ctx, Project.id, Project.name, (one.project_id for one in posts))
    nodes = _named(ctx, TreeNode.id, TreeNode.name, (one.node_id for one in posts))
    teams = _named(ctx, Department.id, Department.name, (one.team_id for one in posts))
    day = today(ctx)
    return [
        PostOut(
            id=one.id,
            title=one.title,
            project_id=one.project_id,
            project_name=projects.get(one.project_id or 0),
            node_id=one.node_id,
            node_name=nodes.get(one.node_id or 0),
            team_id=one.team_id,
            team_name=teams.get(one.team_id or 0),
            is_main=one.is_main,
            is_current=one.starts_on <= day and (one.ends_on is None or one.ends_on >= day),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in posts
    ]


def main_posts(ctx: Context, ids: Collection[int], day: date) -> dict[int, Post]:
    """The post of each member that says where they work: the main one of today, else the latest within the scope."""
    rows = ctx.session.scalars(select(Post).where(Post.member_id.in_(ids)))
    ranked: defaultdict[int, list[Post]] = defaultdict(list)
    for row in rows:
        ranked[row.member_id].append(row)

    def rank(post: Post) -> tuple[bool, bool, date, int]:
        is_current = post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)
        return (is_current, post.is_main, post.starts_on, post.id)

    return {member_id: max(posts, key=rank) for member_id, posts in ranked.items()}


def _posts(ctx: Context, member: Member) -> Sequence[Post]:
    mine = select(Post).where(Post.member_id == member.id)
    return ctx.session.scalars(mine.order_by(Post.starts_on.desc(), Post.id.desc())).all()


def _places(ctx: Context, posts: Iterable[Post]) -> dict[int, str]:
    known = list(posts)
    projects = _named(ctx, Project.id, Project.name, (one.project_id for one in known))
    nodes = _named(ctx, TreeNode.id, TreeNode.name, (one.node_id for one in known))
    return {
        one.id: name
        for one in known
        if (name := projects.get(one.project_id or 0) or nodes.get(one.node_id or 0))
    }


def _standings(ctx: Context, ids: Collection[int], day: date) -> defaultdict[int, list[str]]:
    rows = ctx.session.execute(
        select(Certificate.member_id, Certificate.expires_on).where(Certificate.member_id.in_(ids))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for member_id, expires_on in rows:
        found[member_id].append(rules.standing(expires_on, day))
    return found


def _with_certificates(ctx: Context, standing: str) -> list[int]:
    rows = ctx.session.execute(select(Certificate.member_id, Certificate.expires_on))
    day = today(ctx)
    return sorted({row.member_id for row in rows if rules.standing(row.expires_on, day) == standing})


def _named(ctx: Context, key: Any, name: Any, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in ctx.session.execute(select(key, name).where(key.in_(wanted)))}
