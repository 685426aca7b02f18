"""The kernel's port of own fields, plugged in by `app.py`: values are written, shown and sought in one way for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.fields.own import definitions, rules
from manyhold.foundation.fields.own.masked import masked
from manyhold.foundation.fields.own.rules import OwnFault, OwnField, Stored
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, FieldProblem
from manyhold.kernel.own_fields import OwnFilter, OwnSubject
from manyhold.kernel.scoping.session import ScopedSession

HIDDEN = "•••"
"""What the audit trail says of a sealed value."""


class FieldsOfOnesOwn:
    """The own fields of every group; it holds nothing itself."""

    def keep(
        self,
        session: ScopedSession,
        data: str,
        row: Any,
        given: Mapping[str, Any],
        *,
        is_new: bool = False,
    ) -> None:
        ctx: Context = session.info["context"]
        if not given and not is_new:
            return
        subject = definitions.subject_of(ctx, data)
        session.flush()
        project_ids = subject.projects(session, row)
        fields = definitions.holding(ctx, data, project_ids, subject.kind(row))
        wanted = _wanted(fields, given, is_new=is_new)
        ids = {fields[code].id: fields[code] for code in wanted}
        stored = {} if is_new else _stored(ctx, subject, [row.id], ids).get(row.id, {})
        before = {ids[one].code: values for one, values in stored.items()}
        _refuse_withdrawn(fields, wanted, before)
        changed = {code: new for code, new in wanted.items() if before.get(code, []) != new}
        if not changed:
            return
        if not is_new:
            row.revision += 1
        _write(ctx, subject, row, {fields[code].id: new for code, new in changed.items()}, ids)
        told: dict[str, Any] = {
            f"own.{code}": [_told(fields[code], before.get(code, [])), _told(fields[code], new)]
            for code, new in changed.items()
        }
        project_id = subject.walls(row).get("project_id")
        note(ctx, "update", row.__tablename__, row.id, project_id=project_id, **told)

    def shown(self, session: ScopedSession, data: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        return _by_code(session.info["context"], data, ids, _shown)

    def in_full(self, session: ScopedSession, data: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        return _by_code(session.info["context"], data, ids, rules.show)

    def asked(
        self, session: ScopedSession, data: str, texts: Sequence[str], project_id: int | None = None
    ) -> tuple[OwnFilter, ...]:
        ctx: Context = session.info["context"]
        return tuple(_filter(ctx, data, text, project_id) for text in texts)


def value_in_full(ctx: Context, subject: OwnSubject, row_id: int, one: OwnField) -> rules.Value:
    """The value of one field of one row, opened."""
    stored = _stored(ctx, subject, [row_id], {one.id: one}).get(row_id, {})
    return rules.show(one, stored.get(one.id, []))


def _by_code(
    ctx: Context, data: str, ids: Collection[int], said: Callable[[OwnField, Sequence[Stored]], Any]
) -> dict[int, dict[str, Any]]:
    fields = definitions.known(ctx, data) if ids else {}
    if not fields:
        return {}
    found = _stored(ctx, definitions.subject_of(ctx, data), ids, fields)
    return {
        row_id: {fields[one].code: said(fields[one], stored) for one, stored in values.items()}
        for row_id, values in found.items()
    }


def _wanted(
    fields: Mapping[str, OwnField], given: Mapping[str, Any], *, is_new: bool
) -> dict[str, list[Stored]]:
    faults: list[FieldProblem] = []
    wanted: dict[str, list[Stored]] = {}
    for code, value in given.items():
        one = fields.get(code)
        if one is None:
            faults.append(FieldProblem(f"own.{code[:40]}", "own_unknown", {"code": code[:40]}))
            continue
        try:
            wanted[code] = rules.read(one, value)
        except OwnFault as fault:
            faults.append(FieldProblem(f"own.{code}", fault.code, fault.params))
            continue
        if one.is_required and not wanted[code]:
            faults.append(FieldProblem(f"own.{code}", "required"))
    if is_new:
        missing = (code for code, one in fields.items() if one.is_required and code not in given)
        faults += (FieldProblem(f"own.{code}", "required") for code in missing)
    if faults:
        raise BadInput("invalid_input", fields=faults)
    return wanted


def _refuse_withdrawn(
    fields: Mapping[str, OwnField],
    wanted: Mapping[str, list[Stored]],
    before: Mapping[str, list[Stored]],
) -> None:
    faults = [
        FieldProblem(f"own.{code}", "own_retired", {"value": gone})
        for code, new in wanted.items()
        if (gone := rules.withdrawn(fields[code], new, before.get(code, []))) is not None
    ]
    if faults:
        raise BadInput("invalid_input", fields=faults)


def _stored(
    ctx: Context, subject: OwnSubject, row_ids: Collection[int], fields: Mapping[int, OwnField]
) -> dict[int, dict[int, list[Stored]]]:
    """What is stored of these rows in these fields, by row and field, sealed values opened: one query."""
    values = subject.values
    found: dict[int, dict[int, list[Stored]]] = defaultdict(lambda: defaultdict(list))
    columns = (
        values.id,
        subject.named,
        values.field_id,
        values.whole,
        values.text,
        values.body,
        values.sealed,
    )
    rows = (
        select(*columns)
        .where(subject.named.in_(list(row_ids)), values.field_id.in_(list(fields)))
        .order_by(subject.named, values.field_id, values.place)
    )
    seal = sealing_place(subject)
    for value_id, row_id, field_id, whole, text, body, sealed in ctx.session.execute(rows):
        stored = Stored(whole, text, body)
        if sealed is not None:
            stored = Stored(*msgspec.json.decode(ctx.runtime.keys.open(seal, value_id, sealed)))
        found[row_id][field_id].append(stored)
    return found


def sealing_place(subject: OwnSubject) -> str:
    """The place for which values of this table are sealed."""
    return f"{subject.values.__tablename__}.sealed"


def _write(
    ctx: Context,
    subject: OwnSubject,
    row: Any,
    wanted: Mapping[int, Sequence[Stored]],
    fields: Mapping[int, OwnField],
) -> None:
    values = subject.values
    row_id, walls = row.id, subject.walls(row)
    ctx.session.flush()
    gone = [subject.named == row_id, values.field_id.in_(list(wanted))]
    bulk.delete_where(ctx.session, values, gone, is_audited=False)
    rows: list[dict[str, Any]] = []
    for field_id, stored in wanted.items():
        for place, each in enumerate(stored):
            value_id = ctx.session.ids.next()
            columns: dict[str, Any] = {**each._asdict(), "sealed": None}
            if fields[field_id].is_sealed:
                plain = msgspec.json.encode(tuple(each)).decode()
                sealed = ctx.runtime.keys.seal(sealing_place(subject), value_id, plain)
                columns = {"whole": None, "text": None, "body": None, "sealed": sealed}
            named = {values.subject: row_id, "field_id": field_id, "place": place}
            rows.append({"id": value_id, **walls, **named, **columns})
    bulk.insert_rows(ctx.session, values, rows, is_audited=False)


def _shown(one: OwnField, stored: Sequence[Stored]) -> Any:
    value = rules.show(one, stored)
    return masked(one.type, value) if one.is_sealed else value


def _told(one: OwnField, stored: Sequence[Stored]) -> Any:
    return HIDDEN if one.is_sealed and stored else rules.show(one, stored)


def _filter(ctx: Context, data: str, text: str, project_id: int | None) -> OwnFilter:
    code, _, value = text.partition(":")
    one, *others = definitions.coded(ctx, data, code, project_id)
    value = value.strip()
    if others:
        raise BadInput.of("own", "own_of_several", code=code)
    if value == rules.EMPTY:
        return OwnFilter(one.id, is_empty=True)
    if one.is_sealed or one.type not in rules.SOUGHT:
        raise BadInput.of("own", "own_not_sought", code=code)
    if one.type in ("choice", "choices"):
        return OwnFilter(one.id, code=value)
    if one.type == "text":
        return OwnFilter(one.id, part=value)
    try:
        low, high = rules.bounds(one, value)
    except OwnFault as fault:
        raise BadInput.of("own", fault.code, **fault.params) from None
    return OwnFilter(one.id, low=low, high=high)
