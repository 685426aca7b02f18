"""Reads: the own fields of a group and its projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.fields.own.models import FieldColumns, GroupField, ProjectField
from manyhold.foundation.fields.own.rules import OwnField
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.standards.dictionaries.queries import vocabulary
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, NotFound
from manyhold.kernel.modules import DataObject, UnknownName, resolve
from manyhold.kernel.own_fields import OwnSubject

Row = GroupField | ProjectField


def subject_of(ctx: Context, data: str) -> OwnSubject:
    """The table that takes the fields. Raises NotFound for an object that takes none."""
    try:
        declared = ctx.runtime.registry.data_object(data)
    except UnknownName:
        raise NotFound("not_found", kind="object", id=data) from None
    if not declared.own:
        raise NotFound("not_found", kind="object", id=data)
    return resolve(declared.own)


def objects(ctx: Context) -> list[DataObject]:
    """The objects that take own fields."""
    return [one for one in ctx.runtime.registry.objects() if one.own]


def rows(ctx: Context, data: str | None = None) -> list[Row]:
    """The definitions in sight, in their order: headings together, headquarters' before projects' among equals."""
    found: list[Row] = []
    for kind in (GroupField, ProjectField):
        statement = select(kind)
        found += ctx.session.scalars(statement if data is None else statement.where(kind.object == data))
    first = {row.heading: 0 for row in found}
    for row in sorted(found, key=_place, reverse=True):
        first[row.heading] = row.position
    return sorted(found, key=lambda row: (row.object, first[row.heading], row.heading, *_place(row)))


def known(ctx: Context, data: str) -> dict[int, OwnField]:
    """Every field of an object in sight by its id, archived ones too."""
    return {row.id: field_of(ctx, row) for row in rows(ctx, data)}


def holding(ctx: Context, data: str, project_ids: Collection[int], kind: str) -> dict[str, OwnField]:
    """The fields by code that a row of this kind has, which is known in these projects; none that is archived."""
    kinds = _project_kinds(ctx, project_ids)
    fields = (one for one in known(ctx, data).values() if not one.is_archived and one.is_of(kind))
    return {
        one.code: one
        for one in fields
        if any(one.holds_in(project, project_kind) for project, project_kind in kinds.items())
    }


def coded(ctx: Context, data: str, code: str, project_id: int | None) -> list[OwnField]:
    """The fields of that code in a project, or of several in sight, archived ones too. Raises BadInput on `own`."""
    found = [
        one
        for one in known(ctx, data).values()
        if one.code == code and (project_id is None or one.project_id in (None, project_id))
    ]
    if not found:
        raise BadInput.of("own", "own_unknown", code=code[:40])
    return found


def field_of(ctx: Context, row: Row) -> OwnField:
    """A definition as the rules take it."""
    is_group = isinstance(row, GroupField)
    return OwnField(
        row.id,
        row.object,
        row.code,
        row.type,  # pyright: ignore[reportArgumentType] - only a type of the list is ever written
        row.decimals,
        row.sensitivity,  # pyright: ignore[reportArgumentType]
        row.is_required,
        row.archived_on is not None,
        None if is_group else row.project_id,
        frozenset(row.project_kinds) if is_group else frozenset(),
        frozenset(row.subject_kinds),
        {one["code"]: not one["is_retired"] for one in choices_of(ctx, row)},
    )


def choices_of(ctx: Context, row: FieldColumns) -> list[dict[str, Any]]:
    """The values of a choice: its own list, or the first level of a dictionary as the group or the project has it."""
    if not row.dictionary:
        return row.choices
    today = business_date(ctx.now, GROUP_ZONE)
    project_id = row.project_id if isinstance(row, ProjectField) else None
    words = vocabulary(ctx, row.dictionary, project_id).entries()
    return [
        {"code": one.code, "zh": one.zh, "en": one.en, "is_retired": one.is_retired(today)} for one in words
    ]


def _place(row: FieldColumns) -> tuple[int, bool, str]:
    return row.position, isinstance(row, ProjectField), row.code


def _project_kinds(ctx: Context, project_ids: Iterable[int]) -> dict[int, str]:
    found = select(Project.id, Project.kind).where(Project.id.in_(set(project_ids)))
    return {row.id: row.kind for row in ctx.session.execute(found)}


def kinds_of(ctx: Context, subject: OwnSubject) -> list[tuple[str, str, str]]:
    """What a row may be among its like: code, zh and en."""
    if not subject.kinds_dictionary:
        return list(subject.kinds)
    return [(one.code, one.zh, one.en) for one in vocabulary(ctx, subject.kinds_dictionary).entries()]
