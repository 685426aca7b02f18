"""Reads: directories with their last reading, and differences with both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.identity.bindings.service import PROVIDERS
from manyhold.foundation.identity.names import names
from manyhold.foundation.messaging.channels.service import switched_on
from manyhold.foundation.staff.directory.models import (
    DONE,
    DirectoryChange,
    DirectoryLink,
    DirectoryReading,
)
from manyhold.foundation.staff.directory.service import found_of, last_of
from manyhold.foundation.staff.employers.models import Department
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.schemas import MemberRef
from manyhold.foundation.staff.sealing import name_of, phone_of
from manyhold.kernel import masking
from manyhold.kernel.context import Context


def directories(ctx: Context) -> list[dict[str, Any]]:
    """Every directory, those too that were never read."""
    on = switched_on(ctx.session)
    count = select(DirectoryLink.provider, func.count()).group_by(DirectoryLink.provider)
    linked = {row[0]: row[1] for row in ctx.session.execute(count)}
    return [
        {
            "provider": one,
            "is_on": one in on,
            "linked": linked.get(one, 0),
            "last": None if (last := last_of(ctx, one)) is None else reading_shown(ctx, last),
        }
        for one in PROVIDERS
    ]


def reading_shown(ctx: Context, one: DirectoryReading) -> dict[str, Any]:
    """A reading with what of it is still open."""
    open_ones = (
        select(DirectoryChange.kind, func.count())
        .where(DirectoryChange.reading_id == one.id, DirectoryChange.state != DONE)
        .group_by(DirectoryChange.kind)
    )
    plain = ("id", "provider", "state", "error", "people", "started_at", "ended_at")
    return {
        **{name: getattr(one, name) for name in plain},
        "counts": {row[0]: row[1] for row in ctx.session.execute(open_ones)},
        "started_by_name": names(ctx, [one.started_by]).get(one.started_by, ""),
    }


def changes(reading_id: int, kind: str | None) -> Select[Any]:
    """What of a reading is not applied yet, of one kind or all."""
    statement = select(DirectoryChange).where(
        DirectoryChange.reading_id == reading_id, DirectoryChange.state != DONE
    )
    return statement if kind is None else statement.where(DirectoryChange.kind == kind)


def shown(ctx: Context, rows: Sequence[DirectoryChange]) -> list[dict[str, Any]]:
    """Differences with both sides, in three queries however many they are."""
    wanted = [one.member_id for one in rows if one.member_id is not None]
    members = {one.id: one for one in ctx.session.scalars(select(Member).where(Member.id.in_(wanted)))}
    departments = {one.id: one.name for one in ctx.session.scalars(select(Department))}
    listed: list[dict[str, Any]] = []
    for row in rows:
        found = found_of(ctx, row)
        member = members.get(row.member_id or 0)
        before = None
        if member is not None:
            department = departments.get(member.department_id or 0, "")
            before = _said(name_of(ctx, member), phone_of(ctx, member), department)
        listed.append(
            {
                **{name: getattr(row, name) for name in ("id", "kind", "fields", "state", "error")},
                "account": found.account,
                "title": found.title,
                "found": _said(found.name, found.phone, found.department),
                "member": None
                if member is None
                else MemberRef(id=member.id, number=member.number, name=name_of(ctx, member)),
                "before": before,
            }
        )
    return listed


def _said(name: str, phone: str, department: str) -> dict[str, str]:
    return {"name": name, "phone": masking.phone(phone) if phone else "", "department": department}
