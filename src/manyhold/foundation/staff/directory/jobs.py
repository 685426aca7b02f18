"""Jobs: read a directory over the network, and apply what was chosen, each difference in a step of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import Refused, driver
from manyhold.foundation.messaging.channels.service import terms
from manyhold.foundation.staff.directory import rules, service
from manyhold.foundation.staff.directory.models import (
    APPLIED,
    APPLYING,
    DONE,
    FAILED,
    READING,
    DirectoryChange,
    DirectoryReading,
)
from manyhold.foundation.staff.directory.port import Outsider, directory
from manyhold.kernel.errors import Problem
from manyhold.kernel.jobs.run import JobRun


def read(run: JobRun) -> dict[str, Any]:
    """Read everybody, and write down what is different; the lease is renewed after each page."""
    with run.reading() as ctx:
        reading = ctx.get(DirectoryReading, run.args["reading_id"])
        setting = ctx.one(ChannelSetting, ChannelSetting.channel == reading.provider, ChannelSetting.is_on)
        said = (
            None
            if setting is None
            else terms(driver(run.runtime, reading.provider), run.runtime.keys, setting)
        )
    if reading.state != READING:
        return {}
    pages: list[list[Outsider]] = []
    code = "channel_off" if said is None else ""
    try:
        for page in () if said is None else directory(run.runtime, reading.provider).pages(said):
            pages.append(page)
            with run.step(done=sum(map(len, pages))):
                pass
    except Refused as refused:
        code = refused.code
    people = rules.merged(pages)
    with run.step(done=len(people), total=len(people)) as ctx:
        row = ctx.get(DirectoryReading, reading.id)
        if code or not people:  # an empty directory would propose that everybody leaves
            row.state, row.error, row.ended_at = FAILED, (code or "directory_empty")[:60], ctx.now
            return {"error": row.error}
        return {"people": len(people), "differences": service.keep(ctx, row, people)}


def apply(run: JobRun) -> dict[str, Any]:
    """Apply the chosen differences; one that cannot be is kept with its reason, and the others go on."""
    wanted: list[int] = run.args["change_ids"]
    done = 0
    for number, change_id in enumerate(wanted, start=1):
        try:
            with run.step(done=number, total=len(wanted)) as ctx:
                change = ctx.session.scalars(
                    select(DirectoryChange)
                    .where(DirectoryChange.id == change_id, DirectoryChange.state != DONE)
                    .with_for_update()
                ).one_or_none()
                if change is not None:
                    service.apply(ctx, ctx.get(DirectoryReading, run.args["reading_id"]), change)
                    done += 1
        except Problem as problem:
            with run.step(done=number, total=len(wanted)) as ctx:
                code = problem.fields[0].code if problem.fields else problem.code
                service.refuse(ctx, ctx.get(DirectoryChange, change_id), code)
    with run.step() as ctx:
        reading = ctx.get(DirectoryReading, run.args["reading_id"])
        if reading.state == APPLYING:
            reading.state, reading.ended_at = APPLIED, ctx.now
    return {"applied": done}
