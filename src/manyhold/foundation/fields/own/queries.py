"""Reads: own fields as pages show them, and how far they are filled in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.fields.own import definitions
from manyhold.foundation.fields.own.models import GroupField, ProjectField
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context

COPIED = (
    "id",
    "object",
    "code",
    "zh",
    "en",
    "meaning",
    "heading",
    "type",
    "unit",
    "decimals",
    "dictionary",
    "subject_kinds",
    "sensitivity",
    "is_required",
    "position",
    "revision",
)


def fields_shown(ctx: Context, data: str | None, project_id: int | None) -> list[dict[str, Any]]:
    """The own fields of an object, archived ones too: the group's that hold in a project and its own, or all in sight."""
    rows = definitions.rows(ctx, data)
    if project_id is not None:
        kind = ctx.get(Project, project_id).kind
        rows = [row for row in rows if definitions.field_of(ctx, row).holds_in(project_id, kind)]
    filled = _filled_ids(ctx, {row.object for row in rows})
    return [shown(ctx, row, is_filled=row.id in filled) for row in rows]


def shown(ctx: Context, row: GroupField | ProjectField, *, is_filled: bool) -> dict[str, Any]:
    """An own field as pages show it."""
    is_group = isinstance(row, GroupField)
    return {
        **{name: getattr(row, name) for name in COPIED},
        "project_id": None if is_group else row.project_id,
        "project_kinds": row.project_kinds if is_group else [],
        "choices": definitions.choices_of(ctx, row),
        "is_archived": row.archived_on is not None,
        "is_filled": is_filled,
    }


def objects_shown(ctx: Context) -> list[dict[str, Any]]:
    """The objects that take own fields."""
    found: list[dict[str, Any]] = []
    for one in definitions.objects(ctx):
        subject = definitions.subject_of(ctx, one.code)
        kinds = [{"code": code, "zh": zh, "en": en} for code, zh, en in definitions.kinds_of(ctx, subject)]
        found.append(
            {"code": one.code, "zh": one.zh, "en": one.en, "list_key": subject.list_key, "kinds": kinds}
        )
    return found


def filled(ctx: Context) -> list[dict[str, Any]]:
    """Of every field in sight and every project that has it, how many rows have it and have it filled in.

    Two set-based statements an object, however many fields and projects there are.
    """
    projects = {row.id: row.kind for row in ctx.session.execute(select(Project.id, Project.kind))}
    found: list[dict[str, Any]] = []
    for data in definitions.objects(ctx):
        fields = [one for one in definitions.known(ctx, data.code).values() if not one.is_archived]
        if not fields:
            continue
        subject = definitions.subject_of(ctx, data.code)
        rows = subject.standing().subquery("standing")
        count: dict[tuple[int, str], int] = {
            (row[0], row[1]): row[2]
            for row in ctx.session.execute(
                select(rows.c.project_id, rows.c.kind, func.count()).group_by(rows.c.project_id, rows.c.kind)
            )
        }
        values = subject.values
        having = (
            select(rows.c.project_id, rows.c.kind, values.field_id, func.count(rows.c.id.distinct()))
            .join(rows, rows.c.id == subject.named)
            .group_by(rows.c.project_id, rows.c.kind, values.field_id)
        )
        have: dict[tuple[int, int], int] = defaultdict(int)
        kinds_of = {one.id: one for one in fields}
        for project_id, kind, field_id, number in ctx.session.execute(having):
            if field_id in kinds_of and kinds_of[field_id].is_of(kind):
                have[field_id, project_id] += number
        for one in fields:
            for project_id, project_kind in projects.items():
                if one.holds_in(project_id, project_kind):
                    total = sum(n for (at, kind), n in count.items() if at == project_id and one.is_of(kind))
                    found.append(
                        {
                            "field_id": one.id,
                            "project_id": project_id,
                            "rows": total,
                            "filled": have[one.id, project_id],
                        }
                    )
    return found


def _filled_ids(ctx: Context, data: set[str]) -> set[int]:
    """The fields of these objects that have a value in sight."""
    found: set[int] = set()
    for one in data:
        values = definitions.subject_of(ctx, one).values
        found |= set(ctx.session.scalars(select(values.field_id).distinct()))
    return found
