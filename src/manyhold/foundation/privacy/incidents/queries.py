"""Reads: incidents as lists and pages show them, with their deadlines and notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.incidents import rules
from manyhold.foundation.privacy.incidents.models import Incident, IncidentEntry
from manyhold.foundation.privacy.incidents.schemas import Deadline, IncidentDetail, IncidentOut, LogOut
from manyhold.foundation.privacy.requests.queries import project_names
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.foundation.privacy.settings.rules import Settings
from manyhold.kernel.context import Context

_PLAIN = (
    "id", "title", "is_drill", "kind", "state", "discovered_at", "affected", "persons_spared", "closed_at", "revision",
)  # fmt: skip
_MORE = (
    "occurred_at", "project_ids", "categories", "cause", "harm", "measures", "advice", "counted_at", "lessons",
    "created_at",
)  # fmt: skip
NAMED = 5


def found(*, state: str | None, is_drill: bool | None) -> Select[Any]:
    """The incidents of a filter."""
    statement = select(Incident)
    if state is not None:
        statement = statement.where(Incident.state == state)
    return statement if is_drill is None else statement.where(Incident.is_drill.is_(is_drill))


def shown(ctx: Context, rows: Sequence[Incident]) -> list[IncidentOut]:
    """Incidents with by when who is to be told."""
    laid_down = settings_of(ctx)
    return [
        IncidentOut(
            **{name: getattr(row, name) for name in _PLAIN},
            authority=_deadline(ctx, row, laid_down.authority_hours, row.authority_told_at, is_spared=False),
            persons=_deadline(
                ctx, row, laid_down.persons_hours, row.persons_told_at, is_spared=bool(row.persons_spared)
            ),
        )
        for row in rows
    ]


def detail(ctx: Context, row: Incident) -> IncidentDetail:
    """One incident in full."""
    [plainly] = shown(ctx, [row])
    log = ctx.session.scalars(
        select(IncidentEntry).where(IncidentEntry.incident_id == row.id).order_by(IncidentEntry.id)
    ).all()
    people = names(ctx, [row.created_by, row.closed_by or 0, *(one.entered_by for one in log)])
    told = _told(ctx, row, settings_of(ctx))
    return IncidentDetail(
        **plainly.model_dump(),
        **{name: getattr(row, name) for name in _MORE},
        created_by_name=people.get(row.created_by, ""),
        closed_by_name=people.get(row.closed_by or 0),
        log=[
            LogOut(
                id=one.id,
                at=one.at,
                act=one.act,
                text=one.text,
                entered_by_name=people.get(one.entered_by, ""),
            )
            for one in log
        ],
        authority_notice=rules.to_authority(told, GROUP_ZONE),
        persons_notice=rules.to_persons(told, GROUP_ZONE),
    )


def _deadline(
    ctx: Context, row: Incident, hours: int, told_at: datetime | None, *, is_spared: bool
) -> Deadline:
    due_at = rules.due(row.discovered_at, hours)
    ended_at = told_at or row.closed_at or ctx.now
    return Deadline(due_at=due_at, told_at=told_at, is_late=not is_spared and ended_at > due_at)


def _told(ctx: Context, row: Incident, laid_down: Settings) -> rules.Told:
    kinds = {one.code: one.zh for one in registered.categories(ctx.runtime.registry)}
    projects = list(project_names(ctx, row.project_ids).values())
    places = "、".join(projects[:NAMED]) + (f"等 {len(projects)} 个项目" if len(projects) > NAMED else "")
    return rules.Told(
        group=ctx.get(Group, ctx.group_id).name,
        title=row.title,
        kind=row.kind,
        is_drill=row.is_drill,
        occurred_at=row.occurred_at,
        discovered_at=row.discovered_at,
        places=places or "全部项目",
        categories="、".join(kinds[code] for code in row.categories if code in kinds),
        affected=sum(row.affected.values()),
        cause=row.cause,
        harm=row.harm,
        measures=row.measures,
        advice=row.advice,
        officer=laid_down.officer,
        officer_contact=laid_down.officer_contact,
        authority=laid_down.authority,
    )
