"""Verbs: link an account of a directory to a member, and through it to their sign-in."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.identity.bindings.models import Binding
from manyhold.foundation.identity.bindings.service import digest_of, put
from manyhold.foundation.staff.directory.models import DirectoryLink
from manyhold.foundation.staff.members.models import Member
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.runtime import Actor

ACCOUNT_PLACE = "staff_directory_link.account_sealed"


def link(ctx: Context, member: Member, provider: str, account: str) -> None:
    """Say which account is the member's. Raises Conflict `account_taken` when it is another's."""
    taken = linked_to(ctx, provider, account)
    if taken is not None and taken.member_id != member.id:
        raise Conflict("account_taken")
    if taken is None:
        one = ctx.one(DirectoryLink, DirectoryLink.provider == provider, DirectoryLink.member_id == member.id)
        if one is None:
            one = DirectoryLink(
                id=ctx.session.ids.next(), group_id=ctx.group_id, member_id=member.id, provider=provider
            )
            ctx.session.add(one)
        one.digest = digest_of(ctx.runtime.keys, ctx.group_id, provider, account)
        one.account_sealed = ctx.runtime.keys.seal(ACCOUNT_PLACE, one.id, account)
        one.made_at = ctx.now
        ctx.session.flush()
    bind(ctx, member)


def linked_to(ctx: Context, provider: str, account: str) -> DirectoryLink | None:
    """The link of an account; None when it is nobody's."""
    digest = digest_of(ctx.runtime.keys, ctx.group_id, provider, account)
    return ctx.one(DirectoryLink, DirectoryLink.provider == provider, DirectoryLink.digest == digest)


def account_of(ctx: Context, one: DirectoryLink) -> str:
    """The account in full."""
    return ctx.runtime.keys.open(ACCOUNT_PLACE, one.id, one.account_sealed)


def bind(ctx: Context, member: Member) -> None:
    """Bind the member's accounts to their sign-in, where whoever asks manages sign-ins.

    An administrator's is never bound by a directory, whose keeper could else sign in as them; nor is an account
    put in the place of one that was laid down by hand.
    """
    if member.person_id is None or not ctx.may("identity.manage"):
        return
    if ctx.runtime.grants.is_administrators(Actor(member.person_id, ctx.group_id)):
        return
    known = set(ctx.session.scalars(select(Binding.provider).where(Binding.person_id == member.person_id)))
    for one in ctx.session.scalars(select(DirectoryLink).where(DirectoryLink.member_id == member.id)).all():
        others = ctx.one(Binding, Binding.provider == one.provider, Binding.digest == one.digest)
        if one.provider not in known and others is None:
            put(ctx, member.person_id, one.provider, account_of(ctx, one))
