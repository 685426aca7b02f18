"""Reads: imports and their sheets, what a check found, and what a load would do."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.imports import reading, store
from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.field import Sensitivity
from manyhold.foundation.imports.masked import masked, masked_problem
from manyhold.foundation.imports.messages import Language, worded
from manyhold.foundation.imports.models import DISCARDED, LOADING, Import, ImportSheet
from manyhold.foundation.imports.rows.drafts import RowProblem
from manyhold.foundation.imports.schemas import (
    ChangeOut,
    Choice,
    ColumnOut,
    FieldCatalogueOut,
    FieldOut,
    ImportDetail,
    ImportKindOut,
    ImportOut,
    JobRef,
    RegionOut,
    RowProblemOut,
    SheetOut,
    StagedHoldingOut,
    StagedPersonOut,
    Words,
)
from manyhold.foundation.imports.setaside.workbook import RowsWithProblems, write_all_set_aside
from manyhold.foundation.imports.staging import sealing
from manyhold.foundation.imports.staging.models import (
    RESTORE,
    Finding,
    StagedHolding,
    StagedParties,
    StagedSpace,
)
from manyhold.foundation.imports.staging.rows import ERRORS, WARNINGS, people_of
from manyhold.foundation.imports.tables.recognise import recognise
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.parties.sealing import masked_name
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict, NotFound
from manyhold.kernel.jobs.models import DONE, QUEUED, RUNNING, Job

_COPIED = (
    "id",
    "project_id",
    "kind",
    "file_name",
    "size",
    "uploaded_by",
    "uploaded_at",
    "checked_at",
    "loaded_at",
    "reversed_at",
    "swept_at",
    "revision",
    "approval_id",
)


def import_of(ctx: Context, import_id: int) -> Import:
    """An import that was not given up. Raises NotFound."""
    row = ctx.get(Import, import_id)
    if row.state == DISCARDED:
        raise NotFound("not_found", kind=Import.__tablename__, id=import_id)
    return row


def imports_shown(ctx: Context, rows: Sequence[Import]) -> list[ImportOut]:
    """Imports as lists show them, with the job of each."""
    wanted = [row.job_id for row in rows if row.job_id is not None]
    jobs = {job.id: job for job in ctx.session.scalars(select(Job).where(Job.id.in_(wanted)))}
    return [ImportOut(**_shown(row, jobs.get(row.job_id or 0))) for row in rows]


def import_shown(ctx: Context, row: Import) -> ImportDetail:
    """One import with its sheets."""
    job = None if row.job_id is None else ctx.one(Job, Job.id == row.job_id)
    sheets = ctx.session.scalars(
        select(ImportSheet).where(ImportSheet.import_id == row.id).order_by(ImportSheet.number)
    )
    return ImportDetail(**_shown(row, job), sheets=[sheet_shown(ctx, sheet) for sheet in sheets])


def sheet_shown(ctx: Context, sheet: ImportSheet) -> SheetOut:
    """One sheet; the reason why it takes no part, if it does not."""
    found = sheet.found
    columns = [
        ColumnOut(**column, field=field)
        for column, field in zip(found.get("columns", ()), sheet.fields, strict=True)
    ]
    rows = sealing.opened(ctx.runtime.keys, sealing.SAMPLE, sheet.id, sheet.sample_sealed)
    reason = "left_out" if sheet.is_left_out else ""
    if found.get("problem"):
        reason = "no_table"
    elif sheet.target is None:
        reason = "not_a_takeover_object"
    return SheetOut(
        number=sheet.number,
        name=sheet.name,
        row_count=sheet.row_count,
        is_left_out=sheet.is_left_out,
        reason=reason,
        problem=found.get("problem"),
        target=sheet.target,
        heading_rows=[row + 1 for row in found.get("heading_rows", ())],
        first_row=found["first_row"] + 1 if "first_row" in found else None,
        last_row=found["last_row"] + 1 if "last_row" in found else None,
        columns=columns,
        ignored=[
            RegionOut(**{name: value if name == "reason" else value + 1 for name, value in region.items()})
            for region in found.get("ignored", ())
        ],
        choice=_choice(sheet.choice),
        sample=[
            [masked(cell, column.field) for cell, column in zip(row, columns, strict=True)] for row in rows
        ],
        revision=sheet.revision,
    )


def problems_of(row: Import, severity: str | None) -> Select[Any]:
    """The staged findings of an import's last check, errors first."""
    statement = select(Finding).where(Finding.import_id == row.id, Finding.run == row.run)
    if severity is not None:
        statement = statement.where(Finding.rank == (ERRORS if severity == "error" else WARNINGS))
    return statement


def problems_shown(ctx: Context, finding: Finding) -> list[RowProblemOut]:
    """The problems of one staged row, masked and in words."""
    rows = sealing.opened(ctx.runtime.keys, sealing.FINDINGS, finding.id, finding.sealed)
    return [_problem(finding.sheet, sealing.as_problem(row)) for row in rows]


def changes_of(row: Import, action: str | None) -> Select[Any]:
    """The spaces that a load makes or changes."""
    statement = select(StagedSpace).where(
        StagedSpace.import_id == row.id, StagedSpace.run == row.run, StagedSpace.action != RESTORE
    )
    return statement if action is None else statement.where(StagedSpace.action == action)


def change_shown(row: StagedSpace) -> ChangeOut:
    """One of them."""
    names = ("action", "kind", "code", "label", "floor_label", "use", "changes", "sheet")
    known = row.space_id if row.action != "create" else None
    copied = {name: getattr(row, name) for name in names}
    return ChangeOut(**copied, space_id=known, building_area_m2=row.building_area, row=row.row_no)


def people_shown(ctx: Context, batch: StagedParties) -> list[StagedPersonOut]:
    """Whom a batch makes known, and what they will hold."""
    people = people_of(ctx, batch)
    ids = [one.party_id for one in people]
    held = ctx.session.scalars(
        select(StagedHolding).where(
            StagedHolding.import_id == batch.import_id,
            StagedHolding.run == batch.run,
            StagedHolding.party_id.in_(ids),
        )
    ).all()
    spaces = {one.space_id for one in held}
    labels: dict[int, str] = {}
    for statement in (
        select(StagedSpace.space_id, StagedSpace.label).where(
            StagedSpace.import_id == batch.import_id,
            StagedSpace.run == batch.run,
            StagedSpace.space_id.in_(spaces),
        ),
        select(Space.id.label("space_id"), Space.label).where(Space.id.in_(spaces)),
    ):
        labels |= {row.space_id: row.label for row in ctx.session.execute(statement)}
    holdings: dict[int, list[StagedHoldingOut]] = {}
    for one in held:
        shown = StagedHoldingOut(space=labels.get(one.space_id, ""), role=one.role, starts_on=one.starts_on)
        holdings.setdefault(one.party_id, []).append(shown)
    return [
        StagedPersonOut(
            kind=one.kind,
            name=masked_name(one.kind, one.name),
            phones=[masking.phone(number) for _, number, _ in one.phones],
            id_number=masking.identity_number(one.id_number) if one.id_number else "",
            holdings=holdings.get(one.party_id, []),
        )
        for one in people
    ]


def set_aside(ctx: Context, row: Import, language: Language) -> bytes | None:
    """The rows with errors as a workbook to mend, a sheet for each sheet that has any; None when none has.

    Raises Conflict `import_swept` when they are no longer kept.
    """
    if row.swept_at is not None:
        raise Conflict("import_swept")
    findings = ctx.session.scalars(problems_of(row, "error").order_by(Finding.sheet, Finding.id))
    problems: dict[int, list[RowProblem]] = {}
    for finding in findings:
        rows = sealing.opened(ctx.runtime.keys, sealing.FINDINGS, finding.id, finding.sealed)
        problems.setdefault(finding.sheet, []).extend(map(sealing.as_problem, rows))
    if not problems:
        return None
    sheets = ctx.session.scalars(select(ImportSheet).where(ImportSheet.import_id == row.id)).all()
    workbook = read_workbook(store.content_of(ctx.runtime, ctx.group_id, row.sha256))
    tables: list[tuple[Table, RowsWithProblems]] = []
    for sheet in sorted(sheets, key=lambda one: one.number):
        if sheet.number in problems:
            table = recognise(workbook.sheets[sheet.number - 1], reading.choice_of(sheet.choice))
            ordered = sorted(problems[sheet.number], key=lambda one: one.row_no)
            by_row = [(no, list(found)) for no, found in groupby(ordered, key=lambda one: one.row_no)]
            tables.append((table, by_row))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set-aside.xlsx"
        write_all_set_aside(path, tables, language)
        return path.read_bytes()


def kinds(ctx: Context) -> list[ImportKindOut]:
    """The kinds that modules declare."""
    declared = (one for manifest in ctx.runtime.registry.manifests.values() for one in manifest.import_kinds)
    return [ImportKindOut(code=one.code, zh=one.zh, en=one.en, permission=one.permission) for one in declared]


def catalogue(known: Catalogue) -> FieldCatalogueOut:
    """What columns may hold."""
    fields = [
        FieldOut(
            code=field.code,
            zh=field.zh,
            en=field.en,
            type=field.type.value,
            unit=field.unit,
            targets=sorted(field.targets),
            is_personal=field.sensitivity is not Sensitivity.NONE,
            several=field.several,
        )
        for field in known.fields
    ]
    return FieldCatalogueOut(
        fields=fields, required={target: list(codes) for target, codes in known.required.items()}
    )


def _shown(row: Import, job: Job | None) -> dict[str, Any]:
    state = row.state
    if state == LOADING and job is not None and job.state not in (QUEUED, RUNNING, DONE):
        state = "failed"
    names = ("id", "name", "state", "error", "progress_done", "progress_total")
    return {
        **{name: getattr(row, name) for name in _COPIED},
        "state": state,
        "counts": row.counts or None,
        "control_totals": row.control_totals,
        "job": None if job is None else JobRef(**{name: getattr(job, name) for name in names}),
    }


def _problem(sheet: int, found: RowProblem) -> RowProblemOut:
    problem = masked_problem(found.problem, found.field)
    return RowProblemOut(
        sheet=sheet,
        row=found.row_no,
        column=found.column,
        field=found.field,
        value=masked(found.value, found.field),
        code=problem.code.value,
        severity=problem.severity.value,
        params=dict(problem.params),
        suggestion=problem.suggestion,
        message=Words(zh=worded(problem, "zh"), en=worded(problem, "en")),
    )


def _choice(kept: dict[str, Any]) -> Choice:
    shown: dict[str, Any] = {
        name: [place + 1 for place in value] if isinstance(value, list) else value + 1
        for name, value in kept.items()
    }
    return Choice(**shown)
