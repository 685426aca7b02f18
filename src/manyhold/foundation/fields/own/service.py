"""Verbs: lay a field down for the group or for one project, change it, archive it; open a personal value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.audit.service import note
from manyhold.foundation.fields.own import definitions
from manyhold.foundation.fields.own.models import GroupField, ProjectField
from manyhold.foundation.fields.own.port import value_in_full
from manyhold.foundation.fields.own.rules import PERSONAL, SEALABLE
from manyhold.foundation.fields.own.schemas import GroupFieldIn, OwnFieldIn, OwnRevealIn
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.models import Reveal
from manyhold.foundation.parties.reveals.service import require_one_more
from manyhold.foundation.standards.dictionaries.queries import vocabulary
from manyhold.foundation.standards.dictionaries.rules import PROJECT_PREFIX
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, FieldProblem, NotFound
from manyhold.kernel.modules import UnknownName
from manyhold.kernel.own_fields import MOST_FIELDS
from manyhold.kernel.web import etags

Row = TypeVar("Row", GroupField, ProjectField)
FIXED = ("type", "unit", "decimals", "dictionary")
"""What stays as it is once a value is filled in."""


def keep_for_group(
    ctx: Context, data: str, code: str, wanted: GroupFieldIn, if_match: str | None
) -> GroupField:
    """Lay a field down for all projects or some kinds of them, or change one. BadInput for a project's prefix."""
    if code.startswith(PROJECT_PREFIX):
        raise BadInput.of("code", "prefix_reserved", prefix=PROJECT_PREFIX)
    row = ctx.one(GroupField, GroupField.object == data, GroupField.code == code)
    if row is None:
        _refuse_more(ctx, GroupField, data)
        row = GroupField(group_id=ctx.group_id, object=data, code=code)
        is_new = True
    else:
        etags.match(ctx, row, if_match)
        is_new = False
    _write(ctx, row, wanted, is_new=is_new)
    row.project_kinds = sorted(wanted.project_kinds)
    ctx.session.add(row)
    return row


def keep_for_project(
    ctx: Context, project_id: int, data: str, code: str, wanted: OwnFieldIn, if_match: str | None
) -> ProjectField:
    """Lay a field down for one project, or change its own. BadInput without the projects' prefix."""
    ctx.get(Project, project_id)
    if not code.startswith(PROJECT_PREFIX):
        raise BadInput.of("code", "prefix_missing", prefix=PROJECT_PREFIX)
    at = (ProjectField.project_id == project_id, ProjectField.object == data, ProjectField.code == code)
    row = ctx.one(ProjectField, *at)
    if row is None:
        _refuse_more(ctx, ProjectField, data, ProjectField.project_id == project_id)
        row = ProjectField(project_id=project_id, object=data, code=code)
        is_new = True
    else:
        etags.match(ctx, row, if_match)
        is_new = False
    _write(ctx, row, wanted, is_new=is_new)
    ctx.session.add(row)
    return row


def reveal(ctx: Context, data: str, subject_id: int, wanted: OwnRevealIn) -> str:
    """One personal value in full, for a reason, on the record, within the day's limit of unmasking.

    Raises TooManyRequests `reveal_limit`, NotFound `nothing_to_reveal`.
    """
    subject = definitions.subject_of(ctx, data)
    row = ctx.get(subject.model, subject_id)
    require_one_more(ctx)
    fields = (one for one in definitions.known(ctx, data).values() if one.code == wanted.field)
    values = (value_in_full(ctx, subject, subject_id, one) for one in fields if one.is_sealed)
    value = next((value for value in values if value is not None), None)
    if value is None:
        raise NotFound("nothing_to_reveal", field=wanted.field)
    bulk.insert_rows(ctx.session, Reveal, [{"party_id": subject_id, "at": ctx.now}], is_audited=False)
    project_id = min(subject.projects(ctx.session, row), default=None)
    told = {"reason": wanted.reason.strip(), "field": f"own.{wanted.field}"}
    note(ctx, "reveal", subject.model.__tablename__, subject_id, project_id=project_id, **told)
    return str(value)


def is_filled(ctx: Context, row: GroupField | ProjectField) -> bool:
    """Whether any row in sight has a value of the field."""
    values = definitions.subject_of(ctx, row.object).values
    return ctx.session.scalar(select(values.id).where(values.field_id == row.id).limit(1)) is not None


def _write(ctx: Context, row: Row, wanted: OwnFieldIn, *, is_new: bool) -> None:
    subject = definitions.subject_of(ctx, row.object)
    faults = list(_faults(ctx, wanted))
    known = {code for code, _, _ in definitions.kinds_of(ctx, subject)}
    faults += (
        FieldProblem("subject_kinds", "unknown_value", {"value": kind})
        for kind in wanted.subject_kinds
        if kind not in known
    )
    if not is_new and is_filled(ctx, row):
        faults += _changes_of_filled(row, wanted)
    if faults:
        raise BadInput("invalid_input", fields=faults)
    row.zh, row.en = wanted.zh.strip(), wanted.en.strip() or wanted.zh.strip()
    row.meaning, row.heading = wanted.meaning.strip(), wanted.heading.strip()
    row.type, row.unit, row.decimals = wanted.type, wanted.unit.strip(), wanted.decimals
    row.dictionary = wanted.dictionary
    row.choices = [
        {"code": one.code, "zh": one.zh, "en": one.en or one.zh, "is_retired": one.is_retired}
        for one in wanted.choices
    ]
    row.subject_kinds = sorted(wanted.subject_kinds)
    row.sensitivity, row.is_required, row.position = wanted.sensitivity, wanted.is_required, wanted.position
    if not wanted.is_archived:
        row.archived_on = None
    elif is_new or row.archived_on is None:
        row.archived_on = business_date(ctx.now, GROUP_ZONE)


def _faults(ctx: Context, wanted: OwnFieldIn) -> Iterable[FieldProblem]:
    """What does not go together in a definition."""
    if wanted.type in ("choice", "choices"):
        if bool(wanted.choices) == bool(wanted.dictionary):
            yield FieldProblem("choices", "own_choices_or_dictionary")
        codes = [one.code for one in wanted.choices]
        if len(set(codes)) < len(codes):
            yield FieldProblem("choices", "own_choice_twice")
    elif wanted.choices or wanted.dictionary:
        yield FieldProblem("choices", "own_no_choices")
    if wanted.type != "number" and (wanted.unit.strip() or wanted.decimals):
        yield FieldProblem("unit", "own_no_unit")
    if wanted.sensitivity in PERSONAL and wanted.type not in SEALABLE:
        yield FieldProblem("sensitivity", "own_not_sealable")
    if wanted.dictionary:
        try:
            vocabulary(ctx, wanted.dictionary)
        except UnknownName:
            yield FieldProblem("dictionary", "unknown_value", {"value": wanted.dictionary})


def _changes_of_filled(row: GroupField | ProjectField, wanted: OwnFieldIn) -> Iterable[FieldProblem]:
    """What may not change because values are filled in: they would mean something else, or nothing."""
    for name in FIXED:
        if getattr(row, name) != getattr(wanted, name):
            yield FieldProblem(name, "own_fixed")
    if (row.sensitivity in PERSONAL) != (wanted.sensitivity in PERSONAL):
        yield FieldProblem("sensitivity", "own_fixed")
    kept = {one.code for one in wanted.choices}
    if gone := [one["code"] for one in row.choices if one["code"] not in kept]:
        yield FieldProblem("choices", "own_choice_gone", {"value": gone[0]})


def _refuse_more(ctx: Context, kind: type[Row], data: str, *where: ColumnElement[bool]) -> None:
    definitions.subject_of(ctx, data)
    count = select(func.count()).select_from(kind).where(kind.object == data, *where)
    if (ctx.session.scalar(count) or 0) >= MOST_FIELDS // 2:
        raise Conflict("own_fields_full", most=MOST_FIELDS // 2)
