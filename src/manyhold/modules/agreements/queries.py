"""Reads: contracts as lists and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.modules.agreements.models import Agreement
from manyhold.modules.agreements.rules import MARKS, State, days_left, state_on
from manyhold.modules.agreements.schemas import AgreementIn, AgreementOut

_COPIED = (*AgreementIn.model_fields, "id", "ended_on", "end_reason", "created_at", "revision")


def group_day(ctx: Context) -> date:
    """Today, as the group counts."""
    return business_date(ctx.now, GROUP_ZONE)


def found(
    ctx: Context, *, project_id: int | None, state: State | None, within_days: int | None
) -> Select[Any]:
    """The contracts of a filter; `within_days` are those that end within so many days from today."""
    day = group_day(ctx)
    statement = select(Agreement)
    if project_id is not None:
        statement = statement.where(Agreement.project_id == project_id)
    stands = or_(Agreement.ended_on.is_(None), Agreement.ended_on >= day)
    if state is not None:
        begun = Agreement.starts_on <= day
        near = day + timedelta(days=MARKS[0])
        statement = statement.where(
            *{
                "ended": (Agreement.ended_on < day,),
                "coming": (stands, Agreement.starts_on > day),
                "expired": (stands, begun, Agreement.ends_on < day),
                "expiring": (stands, begun, Agreement.ends_on.between(day, near)),
                "in_force": (stands, begun, or_(Agreement.ends_on.is_(None), Agreement.ends_on > near)),
            }[state]
        )
    if within_days is not None:
        last = day + timedelta(days=within_days)
        statement = statement.where(stands, Agreement.ends_on.between(day, last))
    return statement


def shown(ctx: Context, rows: Sequence[Agreement]) -> list[AgreementOut]:
    """Contracts with the names of what they refer to, in three queries however many they are."""
    day = group_day(ctx)
    projects = _names(ctx, Project, {row.project_id for row in rows})
    entities = _names(ctx, LegalEntity, {row.legal_entity_id for row in rows})
    files = _names(ctx, StoredFile, {file_id for row in rows for file_id in row.file_ids})
    return [
        AgreementOut(
            **{name: getattr(row, name) for name in _COPIED},
            project_name=projects.get(row.project_id, ""),
            legal_entity_name=entities.get(row.legal_entity_id, ""),
            files=[FileRef(id=one, name=files[one]) for one in row.file_ids if one in files],
            state=state_on(day, row.starts_on, row.ends_on, row.ended_on),
            days_left=days_left(day, row.ends_on),
        )
        for row in rows
    ]


def _names(ctx: Context, kind: type[Any], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = ctx.session.execute(select(kind.id, kind.name).where(kind.id.in_(ids)))
    return {row.id: row.name for row in rows}
