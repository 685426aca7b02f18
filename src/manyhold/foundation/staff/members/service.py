"""Verbs: enter somebody into the register, change them, give and end posts, give a sign-in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.schemas import PersonIn
from manyhold.foundation.identity.service import add_person
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.foundation.staff.directory.links import bind
from manyhold.foundation.staff.employers.models import TEAM, Department, Employer
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.schemas import MemberChange, MemberIn, PostIn, SignInGift
from manyhold.foundation.staff.sealing import NAME, PHONE, name_of, phone_of
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotFound


def add(ctx: Context, wanted: MemberIn) -> Member:
    """Somebody new with the first post. Raises BadInput with the field, Conflict `staff_number_taken`."""
    check_employer(ctx, wanted.employer_id)
    _check_department(ctx, "department_id", wanted.department_id)
    check_post(ctx, wanted.post, joined_on=wanted.joined_on, road="post.")
    member_id = ctx.session.ids.next()
    number = wanted.number.strip() or f"E{member_id:06d}"
    if ctx.one(Member, Member.number == number) is not None:
        raise Conflict("staff_number_taken", number=number)
    member = Member(
        id=member_id,
        group_id=ctx.group_id,
        number=number,
        name_sealed=ctx.runtime.keys.seal(NAME, member_id, wanted.name.strip()),
        phone_sealed=_phone(ctx, member_id, wanted.phone),
        employer_id=wanted.employer_id,
        department_id=wanted.department_id,
        person_id=None,
        joined_on=wanted.joined_on,
        created_at=ctx.now,
    )
    ctx.session.add(member)
    ctx.session.flush()  # the post names the member by a bare foreign key
    _add_post(ctx, member, wanted.post)
    return member


def change(ctx: Context, member: Member, wanted: MemberChange) -> None:
    """Correct the register. A name or phone that a sign-in shares is its own and stays."""
    _require_here(member)
    if wanted.name is not None:
        member.name_sealed = ctx.runtime.keys.seal(NAME, member.id, wanted.name.strip())
    if wanted.phone is not None:
        member.phone_sealed = _phone(ctx, member.id, wanted.phone)
    if wanted.employer_id is not None and wanted.employer_id != member.employer_id:
        check_employer(ctx, wanted.employer_id)
        member.employer_id = wanted.employer_id
    if wanted.department_id is not None:
        _check_department(ctx, "department_id", wanted.department_id)
        member.department_id = wanted.department_id
    member.joined_on = wanted.joined_on or member.joined_on


def add_post(ctx: Context, member: Member, wanted: PostIn) -> Post:
    """One more post; a new main one makes the others second ones."""
    _require_here(member)
    check_post(ctx, wanted, joined_on=member.joined_on)
    if wanted.is_main:
        for one in ctx.session.scalars(select(Post).where(Post.member_id == member.id, Post.is_main)):
            one.is_main = False
    return _add_post(ctx, member, wanted)


def end_post(ctx: Context, post: Post, ends_on: date) -> None:
    """Set the last day of a post. Raises BadInput `ends_before`."""
    if ends_on < post.starts_on:
        raise BadInput.of("ends_on", "ends_before")
    post.ends_on = ends_on


def give_sign_in(ctx: Context, member: Member, wanted: SignInGift) -> Person:
    """A sign-in: a new one with name and phone of the register, or one of the group that nobody's register names.

    Raises Conflict `has_sign_in`, `sign_in_is_taken`, `sign_in_name_taken`; BadInput with the field.
    """
    _require_here(member)
    if member.person_id is not None:
        raise Conflict("has_sign_in")
    if wanted.person_id is not None:
        person = ctx.session.get(Person, wanted.person_id)
        if person is None or not person.is_active:
            raise BadInput.of("person_id", "unknown_reference")
        if ctx.one(Member, Member.person_id == person.id) is not None:
            raise Conflict("sign_in_is_taken")
    else:
        if wanted.sign_in_name is None:
            raise BadInput.of("sign_in_name", "required")
        if wanted.password is None:
            raise BadInput.of("password", "required")
        person = add_person(
            ctx,
            PersonIn(
                display_name=name_of(ctx, member),
                sign_in_name=wanted.sign_in_name,
                phone=phone_of(ctx, member),
                password=wanted.password,
            ),
        )
        ctx.session.flush()
    member.person_id = person.id
    ctx.session.flush()
    bind(ctx, member)
    return person


def _add_post(ctx: Context, member: Member, wanted: PostIn) -> Post:
    post = Post(
        group_id=ctx.group_id,
        member_id=member.id,
        project_id=wanted.project_id,
        node_id=wanted.node_id,
        team_id=wanted.team_id,
        title=wanted.title.strip(),
        is_main=wanted.is_main,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
    )
    ctx.session.add(post)
    ctx.session.flush()
    return post


def check_post(ctx: Context, wanted: PostIn, *, joined_on: date, road: str = "") -> None:
    """Raise BadInput, NotFound or Forbidden for a post that could not be given; `road` leads to its fields."""
    if wanted.project_id is not None and wanted.node_id is not None:
        raise BadInput.of(f"{road}node_id", "one_place_only")
    if wanted.project_id is None:
        ctx.require(ctx.permission)  # above the projects: the right on the whole group
    elif wanted.project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=wanted.project_id)
    if wanted.node_id is not None and ctx.session.get(TreeNode, wanted.node_id) is None:
        raise BadInput.of(f"{road}node_id", "unknown_reference")
    _check_department(ctx, f"{road}team_id", wanted.team_id, kind=TEAM)
    if wanted.starts_on < joined_on:
        raise BadInput.of(f"{road}starts_on", "before_joining")
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise BadInput.of(f"{road}ends_on", "ends_before")


def check_employer(ctx: Context, employer_id: int) -> None:
    """Raise BadInput `employer_id` for an employer who takes nobody on."""
    employer = ctx.session.get(Employer, employer_id)
    if employer is None:
        raise BadInput.of("employer_id", "unknown_reference")
    if employer.is_closed:
        raise BadInput.of("employer_id", "employer_closed")


def _check_department(ctx: Context, name: str, department_id: int | None, *, kind: str = "") -> None:
    if department_id is None:
        return
    row = ctx.session.get(Department, department_id)
    if row is None or (kind and row.kind != kind):
        raise BadInput.of(name, "unknown_reference")


def _phone(ctx: Context, member_id: int, phone: str) -> bytes | None:
    said = phone.strip()
    return ctx.runtime.keys.seal(PHONE, member_id, said) if said else None


def _require_here(member: Member) -> None:
    if member.left_at is not None:
        raise Conflict("member_left")
