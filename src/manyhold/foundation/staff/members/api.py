"""Routes of the staff register."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query

from manyhold.foundation.staff.members import queries, service
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.schemas import (
    MemberChange,
    MemberDetail,
    MemberIn,
    MemberOut,
    PostEnd,
    PostIn,
    SignInGift,
)
from manyhold.foundation.staff.schemas import MemberState
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, MANAGE = "staff.read", "staff.manage"
Text = Annotated[str | None, Query(max_length=40, description="Part of a staff number or of a name")]
Warned = Annotated[Literal["soon", "expired"] | None, Query(description="Only who has such a certificate")]
routes = Routes("/staff", tag="staff")


@routes.read("", permission=READ, response_model=pages.Page[MemberOut])
def list_staff(
    ctx: Context,
    q: Text = None,
    project_id: int | None = None,
    employer_id: int | None = None,
    department_id: int | None = None,
    state: MemberState | None = None,
    certificates: Warned = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """The staff register, by staff number."""
    filters: dict[str, Any] = {
        "q": q,
        "project_id": project_id,
        "employer_id": employer_id,
        "department_id": department_id,
        "state": state,
        "certificates": certificates,
    }
    rows, after = pages.load(
        ctx,
        queries.found(ctx, **filters),
        order_by=[Member.number, Member.id],
        limit=limit,
        cursor=cursor,
        bound=("staff", *filters.values()),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=READ, response_model=pages.Count)
def count_staff(
    ctx: Context,
    q: Text = None,
    project_id: int | None = None,
    employer_id: int | None = None,
    department_id: int | None = None,
    state: MemberState | None = None,
    certificates: Warned = None,
) -> Any:
    """How many the list has."""
    found = queries.found(
        ctx,
        q=q,
        project_id=project_id,
        employer_id=employer_id,
        department_id=department_id,
        state=state,
        certificates=certificates,
    )
    return pages.count(ctx, found)


@routes.create("", permission=MANAGE, response_model=MemberDetail)
def add_member(ctx: Context, wanted: MemberIn) -> Any:
    """Enter somebody into the register, with the first post."""
    return _shown(ctx, service.add(ctx, wanted))


@routes.read("/{member_id}", permission=READ, response_model=MemberDetail)
def get_member(ctx: Context, member_id: int) -> Any:
    """One member of staff."""
    return _shown(ctx, ctx.get(Member, member_id))


@routes.change("/{member_id}", permission=MANAGE, response_model=MemberDetail)
def change_member(ctx: Context, member_id: int, wanted: MemberChange, if_match: IfMatch = None) -> Any:
    """Correct somebody's entry."""
    member = ctx.get(Member, member_id)
    etags.match(ctx, member, if_match)
    service.change(ctx, member, wanted)
    return _shown(ctx, member)


@routes.create("/{member_id}/posts", permission=MANAGE, response_model=MemberDetail)
def add_post(ctx: Context, member_id: int, wanted: PostIn) -> Any:
    """Give somebody one more post."""
    member = ctx.get(Member, member_id)
    service.add_post(ctx, member, wanted)
    return _shown(ctx, member)


@routes.change("/{member_id}/posts/{post_id}", permission=MANAGE, response_model=MemberDetail)
def end_post(ctx: Context, member_id: int, post_id: int, wanted: PostEnd) -> Any:
    """Set the last day of a post."""
    post = ctx.get(Post, post_id)
    if post.member_id != member_id:
        raise NotFound("not_found", kind=Post.__tablename__, id=post_id)
    service.end_post(ctx, post, wanted.ends_on)
    return _shown(ctx, ctx.get(Member, member_id))


@routes.create(
    "/{member_id}/sign-in", permission="identity.manage", is_idempotent=False, response_model=MemberDetail
)
def give_sign_in(ctx: Context, member_id: int, wanted: SignInGift) -> Any:
    """Give somebody a sign-in; a second one is refused, so it wants no Idempotency-Key."""
    member = ctx.get(Member, member_id)
    service.give_sign_in(ctx, member, wanted)
    return _shown(ctx, member)


def _shown(ctx: Context, member: Member) -> Any:
    ctx.session.flush()
    etags.show(ctx, member)
    return queries.detail(ctx, member)
