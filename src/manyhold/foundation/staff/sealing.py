"""Sealing and opening of what is personal about a member."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from manyhold.foundation.staff.certificates.models import Certificate
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.schemas import MemberRef
from manyhold.kernel.context import Context

NAME = "staff_member.name_sealed"
PHONE = "staff_member.phone_sealed"
NUMBER = "staff_certificate.number_sealed"


def name_of(ctx: Context, member: Member) -> str:
    """The name in full: colleagues know each other by it."""
    return ctx.runtime.keys.open(NAME, member.id, member.name_sealed)


def phone_of(ctx: Context, member: Member) -> str:
    """The telephone number in full; empty when none is known."""
    return "" if member.phone_sealed is None else ctx.runtime.keys.open(PHONE, member.id, member.phone_sealed)


def number_of(ctx: Context, one: Certificate) -> str:
    """The number of a certificate in full; empty when none is known."""
    return "" if one.number_sealed is None else ctx.runtime.keys.open(NUMBER, one.id, one.number_sealed)


def refs(ctx: Context, ids: Iterable[int | None]) -> dict[int, MemberRef]:
    """The members of these ids within the scope, as others name them."""
    wanted = {one for one in ids if one}
    rows = ctx.session.scalars(select(Member).where(Member.id.in_(wanted))) if wanted else ()
    return {row.id: MemberRef(id=row.id, number=row.number, name=name_of(ctx, row)) for row in rows}
