"""Reads: requests as lists and pages show them, what is kept of a person, and holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.register.queries import masked_names
from manyhold.foundation.privacy import erasure, registered
from manyhold.foundation.privacy.consents.models import ConsentPurpose
from manyhold.foundation.privacy.requests import rules
from manyhold.foundation.privacy.requests.models import LegalHold, PersonRequest
from manyhold.foundation.privacy.requests.schemas import (
    Category,
    HoldOut,
    LegalHoldOut,
    Outlook,
    PersonRequestDetail,
    PersonRequestOut,
)
from manyhold.foundation.privacy.requests.sealing import masked_applicant, opened
from manyhold.foundation.privacy.requests.service import plain
from manyhold.foundation.standards.calendar.queries import work_calendar
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context

_PLAIN = (
    "id", "number", "project_id", "kind", "state", "party_id", "channel", "applicant", "received_on", "due_on",
    "closed_at", "revision",
)  # fmt: skip
OWN = {
    "privacy.requests": ("个人信息请求", "Privacy requests"),
    "privacy.consents": ("同意记录", "Consents"),
}


def found(*, project_id: int | None, kind: str | None, state: str | None) -> Select[Any]:
    """The requests of a filter; the state `open` is every one that is not closed."""
    statement = select(PersonRequest)
    if project_id is not None:
        statement = statement.where(PersonRequest.project_id == project_id)
    if kind is not None:
        statement = statement.where(PersonRequest.kind == kind)
    if state == "open":
        statement = statement.where(PersonRequest.state.in_(rules.OPEN))
    elif state is not None:
        statement = statement.where(PersonRequest.state == state)
    return statement


def shown(ctx: Context, rows: Sequence[PersonRequest]) -> list[PersonRequestOut]:
    """Requests with names and the working days that are left."""
    calendar, today = work_calendar(ctx), business_date(ctx.now, GROUP_ZONE)
    parties = masked_names(ctx, (row.party_id for row in rows))
    projects = project_names(ctx, (row.project_id for row in rows))
    return [
        PersonRequestOut(
            **{name: getattr(row, name) for name in _PLAIN},
            project_name=projects.get(row.project_id, ""),
            party_name=parties.get(row.party_id, ""),
            days_left=None if row.state in rules.CLOSED else calendar.working_days_between(today, row.due_on),
        )
        for row in rows
    ]


def detail(ctx: Context, row: PersonRequest) -> PersonRequestDetail:
    """One request with its road so far."""
    [plainly] = shown(ctx, [row])
    people = names(ctx, (one for one in (row.created_by, row.checked_by, row.closed_by) if one))
    purpose = None if row.purpose_id is None else ctx.session.get(ConsentPurpose, row.purpose_id)
    file = None if row.file_id is None else ctx.session.get(StoredFile, row.file_id)
    return PersonRequestDetail(
        **plainly.model_dump(),
        applicant_name=masked_applicant(ctx, row),
        details=opened(ctx, row, "details_sealed"),
        purpose_id=row.purpose_id,
        purpose_name=None if purpose is None else purpose.name,
        identity_check=row.identity_check or None,  # pyright: ignore[reportArgumentType]
        checked_by_name=people.get(row.checked_by or 0),
        checked_at=row.checked_at,
        holds=holds_shown(ctx, row.holds),
        deferred_until=row.deferred_until,
        refusal=row.refusal or None,  # pyright: ignore[reportArgumentType]
        answer=row.answer,
        done=row.done,
        approval_id=row.approval_id,
        job_id=row.job_id,
        file=None if file is None else FileRef(id=file.id, name=file.name),
        created_by_name=people.get(row.created_by, ""),
        created_at=row.created_at,
        closed_by_name=people.get(row.closed_by or 0),
        acts=rules.allowed(row.kind, row.state),
        catalogue={
            **{one.code: (one.zh, one.en) for one in registered.categories(ctx.runtime.registry)},
            **OWN,
        },
    )


def outlook(ctx: Context, party_id: int) -> Outlook:
    """What is kept of a party, counted, and what stands in the way of its erasure today."""
    holds = erasure.holds_on(ctx, party_id)
    return Outlook(
        categories=[
            Category(code=one.code, zh=one.zh, en=one.en, count=len(records))
            for one, records in registered.collected(ctx, party_id)
        ],
        holds=holds_shown(ctx, plain(holds)),
        until=erasure.until(holds),
    )


def holds_shown(ctx: Context, holds: Sequence[dict[str, Any]]) -> list[HoldOut]:
    """Holds with the names of their projects."""
    projects = project_names(ctx, (one["project_id"] for one in holds if one["project_id"]))
    return [
        HoldOut(
            reason=one["reason"],
            project_id=one["project_id"],
            project_name=projects.get(one["project_id"] or 0),
            until=None if one["until"] is None else date.fromisoformat(one["until"]),
            params=one["params"],
        )
        for one in holds
    ]


def legal_holds(ctx: Context, rows: Sequence[LegalHold]) -> list[LegalHoldOut]:
    """Holds entered by people, with names."""
    parties = masked_names(ctx, (row.party_id for row in rows))
    people = names(ctx, (row.placed_by for row in rows))
    return [
        LegalHoldOut(
            id=row.id,
            party_id=row.party_id,
            party_name=parties.get(row.party_id, ""),
            reason=row.reason,  # pyright: ignore[reportArgumentType]
            reference=row.reference,
            placed_by_name=people.get(row.placed_by, ""),
            placed_at=row.placed_at,
            lifted_at=row.lifted_at,
        )
        for row in rows
    ]


def project_names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Names of projects by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = ctx.session.execute(select(Project.id, Project.name).where(Project.id.in_(wanted)))
    return {row.id: row.name for row in rows}
