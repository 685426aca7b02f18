"""Verbs: begin to read a directory, keep what is different, and apply what was chosen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.staff import sealing
from manyhold.foundation.staff.directory import links, rules
from manyhold.foundation.staff.directory.models import (
    APPLIED,
    APPLYING,
    CHANGED,
    DONE,
    FAILED,
    GONE,
    NEW,
    OPEN,
    READING,
    READY,
    REFUSED,
    DirectoryChange,
    DirectoryLink,
    DirectoryReading,
)
from manyhold.foundation.staff.directory.port import Outsider
from manyhold.foundation.staff.directory.schemas import DirectoryApplyIn
from manyhold.foundation.staff.employers.models import Department
from manyhold.foundation.staff.members import service as members
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.members.schemas import MemberChange, MemberIn, PostIn
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.jobs.run import start

FOUND_PLACE = "staff_directory_change.found_sealed"
READ_JOB, APPLY_JOB = "staff.read_directory", "staff.apply_directory"
UNTITLED = "员工"
BUSY = (READING, APPLYING)
GIVEN_UP_AFTER = timedelta(minutes=30)
"""A reading whose job will not come back to it does not stand in the way of the next one for longer."""


def begin(ctx: Context, provider: str) -> DirectoryReading:
    """Read a directory in a job. Raises Conflict `channel_off`, `directory_busy`."""
    if ctx.one(ChannelSetting, ChannelSetting.channel == provider, ChannelSetting.is_on) is None:
        raise Conflict("channel_off", channel=provider)
    last = last_of(ctx, provider)
    if last is not None and last.state in BUSY:
        if ctx.now - (last.ended_at or last.started_at) < GIVEN_UP_AFTER:
            raise Conflict("directory_busy")
        last.state, last.error = FAILED, "worker_lost"
    if last is not None:  # what was found and not applied is found again, and is not kept twice
        earlier = [DirectoryChange.reading_id == last.id]
        bulk.delete_where(ctx.session, DirectoryChange, earlier)
    reading = DirectoryReading(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        provider=provider,
        state=READING,
        started_by=ctx.actor.id,
        started_at=ctx.now,
        ended_at=None,
    )
    ctx.session.add(reading)
    ctx.session.flush()
    start(ctx, READ_JOB, {"reading_id": reading.id})
    return reading


def last_of(ctx: Context, provider: str) -> DirectoryReading | None:
    """The last reading of a directory."""
    mine = select(DirectoryReading).where(DirectoryReading.provider == provider)
    return ctx.session.scalars(mine.order_by(DirectoryReading.id.desc()).limit(1)).one_or_none()


def keep(ctx: Context, reading: DirectoryReading, people: dict[str, Outsider]) -> int:
    """Write down what is different between a directory and the register of now; gives the number."""
    departments = {one.id: one.name for one in ctx.session.scalars(select(Department))}
    accounts = {
        one.member_id: links.account_of(ctx, one)
        for one in ctx.session.scalars(
            select(DirectoryLink).where(DirectoryLink.provider == reading.provider)
        )
    }
    staying = select(Member).where(Member.left_at.is_(None), Member.last_day.is_(None))
    register = [
        rules.Known(
            one.id,
            one.number,
            sealing.name_of(ctx, one),
            sealing.phone_of(ctx, one),
            departments.get(one.department_id or 0, ""),
            accounts.get(one.id, ""),
        )
        for one in ctx.session.scalars(staying)
    ]
    found = rules.differences(people, register, set(departments.values()))
    for one in found:
        change_id = ctx.session.ids.next()
        said = json.dumps(asdict(one.found), ensure_ascii=False)
        ctx.session.add(
            DirectoryChange(
                id=change_id,
                group_id=ctx.group_id,
                reading_id=reading.id,
                kind=one.kind,
                member_id=one.member_id,
                fields=list(one.fields),
                found_sealed=ctx.runtime.keys.seal(FOUND_PLACE, change_id, said),
                state=OPEN,
            )
        )
    reading.state, reading.people, reading.ended_at = READY, len(people), ctx.now
    return len(found)


def found_of(ctx: Context, change: DirectoryChange) -> Outsider:
    """What the directory says of somebody."""
    return Outsider(**json.loads(ctx.runtime.keys.open(FOUND_PLACE, change.id, change.found_sealed)))


def choose(ctx: Context, reading: DirectoryReading, wanted: DirectoryApplyIn) -> None:
    """Apply the chosen differences in a job.

    Raises Conflict `reading_not_ready` unless this is the last reading and has come to its end; BadInput
    `change_ids` for what is not open in it, and for who is gone; `employer_id` where somebody new is among them.
    """
    ctx.session.scalars(
        select(DirectoryReading)
        .where(DirectoryReading.id == reading.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    last = last_of(ctx, reading.provider)
    if last is None or last.id != reading.id or reading.state not in (READY, APPLIED):
        raise Conflict("reading_not_ready")
    rows = ctx.session.scalars(
        select(DirectoryChange).where(
            DirectoryChange.reading_id == reading.id, DirectoryChange.id.in_(wanted.change_ids)
        )
    ).all()
    if len(rows) != len(set(wanted.change_ids)) or any(one.state == DONE for one in rows):
        raise BadInput.of("change_ids", "unknown_reference")
    if any(one.kind == GONE for one in rows):
        raise BadInput.of("change_ids", "leaves_by_hand")
    if any(one.kind == NEW for one in rows):
        if wanted.employer_id is None:
            raise BadInput.of("employer_id", "required")
        members.check_employer(ctx, wanted.employer_id)
        members.check_post(
            ctx, _post(wanted.project_id, UNTITLED, wanted.joined_on), joined_on=wanted.joined_on
        )
    reading.state, reading.ended_at = APPLYING, ctx.now
    reading.terms = wanted.model_dump(mode="json", exclude={"change_ids"})
    ctx.session.flush()
    start(ctx, APPLY_JOB, {"reading_id": reading.id, "change_ids": sorted(set(wanted.change_ids))})


def apply(ctx: Context, reading: DirectoryReading, change: DirectoryChange) -> None:
    """Apply one difference. One that was applied before, by this reading or another, changes nothing."""
    one = found_of(ctx, change)
    known = links.linked_to(ctx, reading.provider, one.account)
    if change.kind == NEW:
        member = _entered(ctx, reading, one) if known is None else ctx.get(Member, known.member_id)
        change.member_id = member.id
    else:
        assert change.kind == CHANGED
        member = ctx.get(Member, change.member_id or 0)
        _correct(ctx, member, one, change.fields)
    links.link(ctx, member, reading.provider, one.account)
    change.state, change.error = DONE, ""


def refuse(ctx: Context, change: DirectoryChange, code: str) -> None:
    """Keep why a difference could not be applied."""
    change.state, change.error = REFUSED, code[:60]


def _entered(ctx: Context, reading: DirectoryReading, one: Outsider) -> Member:
    joined_on = date.fromisoformat(reading.terms["joined_on"])
    department = _department(ctx, one.department)
    taken = one.number and ctx.one(Member, Member.number == one.number) is not None
    wanted = MemberIn(
        name=one.name[:40],
        number="" if taken else one.number,
        phone=one.phone[:30],
        employer_id=reading.terms["employer_id"],
        department_id=None if department is None else department.id,
        joined_on=joined_on,
        post=_post(reading.terms["project_id"], one.title or UNTITLED, joined_on),
    )
    return members.add(ctx, wanted)


def _correct(ctx: Context, member: Member, one: Outsider, fields: Sequence[str]) -> None:
    department = _department(ctx, one.department) if "department" in fields else None
    said: dict[str, Any] = {
        "name": one.name[:40] if "name" in fields else None,
        "phone": one.phone[:30] if "phone" in fields else None,
        "department_id": None if department is None else department.id,
    }
    members.change(ctx, member, MemberChange(**said))


def _department(ctx: Context, name: str) -> Department | None:
    same = select(Department).where(Department.name == name).order_by(Department.id).limit(1)
    return ctx.session.scalars(same).one_or_none() if name else None


def _post(project_id: int | None, title: str, starts_on: date) -> PostIn:
    return PostIn(title=title[:40], project_id=project_id, starts_on=starts_on)
