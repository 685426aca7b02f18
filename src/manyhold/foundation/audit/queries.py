"""Reads of the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.schemas import AuditEntryOut
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context


def found(filters: Mapping[str, Any], *, since: datetime | None, until: datetime | None) -> Select[Any]:
    """The entries whose columns have the values of `filters` (None: any), from `since` to before `until`."""
    statement = select(AuditEntry)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(getattr(AuditEntry, name) == value)
    if since is not None:
        statement = statement.where(AuditEntry.at >= since)
    if until is not None:
        statement = statement.where(AuditEntry.at < until)
    return statement


def shown(ctx: Context, entries: Sequence[AuditEntry]) -> list[AuditEntryOut]:
    """The entries with the names of people and projects: two queries however many they are."""
    people = names(ctx, (entry.actor_id for entry in entries))
    ids = {entry.project_id for entry in entries if entry.project_id is not None}
    rows = ctx.session.execute(select(Project.id, Project.name).where(Project.id.in_(ids)))
    projects = {row.id: row.name for row in rows}
    return [
        AuditEntryOut(
            actor_name=people.get(entry.actor_id, ""),
            project_name=projects.get(entry.project_id or 0),
            **{name: getattr(entry, name) for name in _PLAIN},
        )
        for entry in entries
    ]


_PLAIN = tuple(AuditEntryOut.model_fields.keys() - {"actor_name", "project_name"})
