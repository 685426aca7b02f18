"""Work that outlives a request: the copy of a person's data, and its removal once it had its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.audit.service import note
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.service import take_in
from manyhold.foundation.messaging.service import send
from manyhold.foundation.parties.models import Party
from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.erasure import holds_on
from manyhold.foundation.privacy.requests import rules
from manyhold.foundation.privacy.requests.copy import Copied, zipped
from manyhold.foundation.privacy.requests.models import PersonRequest
from manyhold.foundation.privacy.requests.service import close
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.foundation.standards.calendar.queries import work_calendar
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun

PURPOSE = "privacy.export"
WARNED_BEFORE = 3
"""Working days before a request is due."""


def make_copy(run: JobRun) -> dict[str, Any]:
    """Collect all that is kept of the person, over every project of the group, and keep it as one zip."""
    request_id: int = run.args["request_id"]
    with run.reading() as ctx:
        row = ctx.get(PersonRequest, request_id)
        if row.state != rules.PREPARING:
            return {"file_id": row.file_id}
        copied = [Copied(one, records) for one, records in registered.collected(ctx, row.party_id)]
        content = zipped(row.number, ctx.now, copied)
        party_id, number, project_id = row.party_id, row.number, row.project_id
    with run.step() as ctx:
        file = take_in(ctx, content, name=f"{number}.zip", purpose=PURPOSE, project_id=project_id)
        row = ctx.get(PersonRequest, request_id)
        row.file_id = file.id
        row.done = {one.category.code: len(one.records) for one in copied}
        close(ctx, row, rules.ANSWERED, "")
        note(ctx, "export", Party.__tablename__, party_id, project_id=project_id, reason=number)
        return {"file_id": file.id}


def remove_copies(run: JobRun) -> dict[str, Any]:
    """Remove copies that lay ready for the group's days: a heap of personal data is not kept for convenience."""
    with run.reading() as ctx:
        before = ctx.now - timedelta(days=settings_of(ctx).export_days)
        old = ctx.session.scalars(
            select(PersonRequest.id).where(
                PersonRequest.file_id.is_not(None), PersonRequest.closed_at < before
            )
        ).all()
    for request_id in old:
        with run.step() as ctx:
            row = ctx.get(PersonRequest, request_id)
            file_id, row.file_id = row.file_id, None
            ctx.session.flush()
            if file_id is not None and (file := ctx.session.get(StoredFile, file_id)) is not None:
                ctx.session.delete(file)
    return {"removed": len(old)}


def remind(run: JobRun) -> dict[str, Any]:
    """Tell the officers of requests that are due soon, once each, and of erasures that nothing holds any longer."""
    told = 0
    with run.reading() as ctx:
        calendar, today = work_calendar(ctx), business_date(ctx.now, GROUP_ZONE)
        last = calendar.add_working_days(today, WARNED_BEFORE)
        near = ctx.session.scalars(
            select(PersonRequest.id).where(
                PersonRequest.state.in_(rules.OPEN),
                PersonRequest.due_on <= last,
                PersonRequest.warned_on.is_(None),
            )
        ).all()
        waiting = ctx.session.execute(
            select(PersonRequest.id, PersonRequest.party_id).where(PersonRequest.state == rules.DEFERRED)
        ).all()
        freed = [row.id for row in waiting if not holds_on(ctx, row.party_id)]
    for request_id in near:
        with run.step() as ctx:
            row = ctx.get(PersonRequest, request_id)
            row.warned_on = today
            told += _tell(ctx, row, "privacy.request_due", day=row.due_on.isoformat())
    for request_id in freed:
        with run.step() as ctx:
            row = ctx.get(PersonRequest, request_id)
            if row.state == rules.DEFERRED:
                row.state, row.holds, row.deferred_until = rules.VERIFIED, [], None
                told += _tell(ctx, row, "privacy.erasure_free")
    return {"told": told}


def _tell(ctx: Context, row: PersonRequest, template: str, **params: str) -> int:
    return send(
        ctx,
        to=holders(ctx, "privacy.handle", row.project_id),
        template=template,
        params={"number": row.number, **params},
        link=f"/privacy-requests/{row.id}",
        project_id=row.project_id,
    )
