"""Verbs and reads: certificates of members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff import rules
from manyhold.foundation.staff.catalogue import CERTIFICATE_BY_CODE, WARNED_DAYS_BEFORE
from manyhold.foundation.staff.certificates.models import NEVER, Certificate
from manyhold.foundation.staff.certificates.schemas import CertificateIn, CertificateOut
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.queries import today
from manyhold.foundation.staff.sealing import NUMBER, number_of, refs
from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict


def keep(ctx: Context, member: Member, row: Certificate | None, wanted: CertificateIn) -> Certificate:
    """Enter a certificate, or its renewal. Raises BadInput `unknown_certificate`, `expiry_missing`, `ends_before`."""
    kind = CERTIFICATE_BY_CODE.get(wanted.kind)
    if kind is None:
        raise BadInput.of("kind", "unknown_certificate", kind=wanted.kind)
    if kind.expires and wanted.expires_on is None:
        raise BadInput.of("expires_on", "expiry_missing")
    if wanted.issued_on and wanted.expires_on and wanted.expires_on < wanted.issued_on:
        raise BadInput.of("expires_on", "ends_before")
    if member.left_at is not None:
        raise Conflict("member_left")
    if row is None:
        row = Certificate(
            id=ctx.session.ids.next(), group_id=ctx.group_id, member_id=member.id, created_at=ctx.now
        )
        ctx.session.add(row)
    number = wanted.number.strip()
    row.kind, row.issuer = wanted.kind, wanted.issuer.strip()
    row.number_sealed = ctx.runtime.keys.seal(NUMBER, row.id, number) if number else None
    row.issued_on, row.expires_on = wanted.issued_on, wanted.expires_on
    row.expires_key = expires_key(wanted.expires_on)
    row.warned_days = None
    ctx.session.flush()
    return row


def expires_key(day: date | None) -> int:
    """A last day as the list sorts by it."""
    return NEVER if day is None else day.year * 10000 + day.month * 100 + day.day


def found(
    ctx: Context, *, project_id: int | None, kind: str | None, standing: str | None, member_id: int | None
) -> Select[Any]:
    """The certificates of a filter, of those who have not left."""
    statement = (
        select(Certificate).join(Member, Member.id == Certificate.member_id).where(Member.left_at.is_(None))
    )
    if project_id is not None:
        ctx.get(Project, project_id)
        here = select(Post.member_id).where(Post.project_id == project_id)
        statement = statement.where(Certificate.member_id.in_(here))
    for column, value in ((Certificate.kind, kind), (Certificate.member_id, member_id)):
        if value is not None:
            statement = statement.where(column == value)
    day = today(ctx)
    soon = expires_key(date.fromordinal(day.toordinal() + WARNED_DAYS_BEFORE[0]))
    if standing == rules.EXPIRED:
        statement = statement.where(Certificate.expires_key < expires_key(day))
    elif standing == rules.SOON:
        statement = statement.where(Certificate.expires_key.between(expires_key(day), soon))
    elif standing == rules.VALID:
        statement = statement.where(Certificate.expires_key > soon)
    return statement


def shown(ctx: Context, rows: Sequence[Certificate]) -> list[CertificateOut]:
    """Certificates with their holders; whole numbers for who keeps the register somewhere of the scope."""
    members, day = refs(ctx, (one.member_id for one in rows)), today(ctx)
    keeps = ctx.permission == "staff.manage" or ctx.may("staff.manage")
    return [
        CertificateOut(
            id=one.id,
            member=members[one.member_id],
            kind=one.kind,
            number=number_of(ctx, one) if keeps else masking.identity_number(number_of(ctx, one)),
            issuer=one.issuer,
            issued_on=one.issued_on,
            expires_on=one.expires_on,
            standing=rules.standing(one.expires_on, day),  # pyright: ignore[reportArgumentType]
            revision=one.revision,
        )
        for one in rows
    ]
