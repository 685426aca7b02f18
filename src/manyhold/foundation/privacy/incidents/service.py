"""Verbs: open an incident or a drill, keep its log, count who is affected, tell, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.models import Link, Party
from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.incidents import rules
from manyhold.foundation.privacy.incidents.models import Incident, IncidentEntry
from manyhold.foundation.privacy.incidents.schemas import IncidentChange, IncidentIn, ToldIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict

_MAY_BE_NONE = frozenset({"occurred_at"})


def open_incident(ctx: Context, wanted: IncidentIn) -> Incident:
    """Open it, and count who is affected. Raises BadInput for moments to come and for what is not known."""
    discovered_at = wanted.discovered_at or ctx.now
    if discovered_at > ctx.now:
        raise BadInput.of("discovered_at", "day_to_come")
    row = Incident(
        group_id=ctx.group_id,
        state=rules.OPEN,
        affected={},
        persons_spared="",
        lessons="",
        created_by=ctx.actor.id,
        created_at=ctx.now,
        **{**wanted.model_dump(), "discovered_at": discovered_at},
    )
    _check(ctx, row)
    ctx.session.add(row)
    ctx.session.flush()
    log(ctx, row, "opened", wanted.title)
    count(ctx, row)
    return row


def change(ctx: Context, row: Incident, wanted: IncidentChange) -> None:
    """Edit an open incident. Raises Conflict `incident_closed`."""
    require_open(row)
    with ctx.session.no_autoflush:
        for name, value in wanted.model_dump(exclude_unset=True).items():
            if value is None and name not in _MAY_BE_NONE:
                raise BadInput.of(name, "missing")
            setattr(row, name, value)
        _check(ctx, row)
    ctx.session.flush()


def count(ctx: Context, row: Incident) -> None:
    """Count who is affected now: customers known to the projects, and staff where their data was got at."""
    require_open(row)
    kinds = {one.code: one for one in registered.categories(ctx.runtime.registry)}
    hit = [kinds[code] for code in row.categories] or list(kinds.values())
    affected: dict[str, int] = {}
    if any(one.basis != "staff" for one in hit):
        affected["customers"] = _customers(ctx, row.project_ids)
    if any(one.basis == "staff" for one in hit):
        affected["staff"] = ctx.session.scalar(select(func.count(Person.id))) or 0
    row.affected, row.counted_at = affected, ctx.now
    log(ctx, row, "counted", str(sum(affected.values())))


def log(ctx: Context, row: Incident, act: str, text: str) -> None:
    """Add a line to the log."""
    ctx.session.add(
        IncidentEntry(
            group_id=ctx.group_id,
            incident_id=row.id,
            at=ctx.now,
            act=act,
            text=text.strip(),
            entered_by=ctx.actor.id,
        )
    )
    ctx.session.flush()


def tell(ctx: Context, row: Incident, wanted: ToldIn) -> None:
    """Say that the authority or those affected were told; the latter may be spared for a reason.

    Raises Conflict `already_told`, BadInput for an authority that is to be spared.
    """
    require_open(row)
    column = f"{wanted.whom}_told_at"
    if getattr(row, column) is not None or (wanted.whom == "persons" and row.persons_spared):
        raise Conflict("already_told", whom=wanted.whom)
    spared = wanted.spared.strip()
    if spared and wanted.whom == "authority":
        raise BadInput.of("spared", "authority_not_spared")
    if spared:
        row.persons_spared = spared
        log(ctx, row, "spared", spared)
        return
    setattr(row, column, ctx.now)
    log(ctx, row, f"told_{wanted.whom}", wanted.note)


def close(ctx: Context, row: Incident, lessons: str) -> None:
    """Close it. Raises Conflict `nobody_told` while the authority or those affected wait for their notice."""
    require_open(row)
    waiting = [
        whom
        for whom, done in (
            ("authority", row.authority_told_at),
            ("persons", row.persons_told_at or row.persons_spared),
        )
        if not done
    ]
    if waiting:
        raise Conflict("nobody_told", whom=waiting)
    row.lessons, row.state, row.closed_by, row.closed_at = (
        lessons.strip(),
        rules.CLOSED,
        ctx.actor.id,
        ctx.now,
    )
    log(ctx, row, "closed", "")


def require_open(row: Incident) -> None:
    """Raise Conflict `incident_closed`."""
    if row.state != rules.OPEN:
        raise Conflict("incident_closed")


def _customers(ctx: Context, project_ids: Sequence[int]) -> int:
    statement: Any = (
        select(func.count(Link.party_id.distinct()))
        .join(Party, Party.id == Link.party_id)
        .where(Party.kind == "person", Party.erased_at.is_(None))
    )
    if project_ids:
        statement = statement.where(Link.project_id.in_(project_ids))
    return ctx.session.scalar(statement) or 0


def _check(ctx: Context, row: Incident) -> None:
    if row.occurred_at is not None and row.occurred_at > row.discovered_at:
        raise BadInput.of("occurred_at", "after_discovery")
    known = set(ctx.session.scalars(select(Project.id).where(Project.id.in_(row.project_ids))))
    if set(row.project_ids) - known:
        raise BadInput.of("project_ids", "unknown_reference")
    codes = {one.code for one in registered.categories(ctx.runtime.registry)}
    if set(row.categories) - codes:
        raise BadInput.of("categories", "unknown_reference")
