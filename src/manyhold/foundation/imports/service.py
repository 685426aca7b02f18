"""Verbs: take a workbook in, set a sheet right, start its check, its load and its reversal."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from sqlalchemy import select

from manyhold.foundation.approvals.requests.service import Submission, submit
from manyhold.foundation.files.scanning import require_clean
from manyhold.foundation.imports import queries, reading, store
from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.checks.totals import disagreements
from manyhold.foundation.imports.kinds.port import TAKEOVER_KIND, catalogue_of, kind_of
from manyhold.foundation.imports.matching.mapping import ColumnMapping, fingerprint, mapping_problems
from manyhold.foundation.imports.models import (
    CHECKED,
    DISCARDED,
    LOADED,
    LOADING,
    READ,
    SUBMITTED,
    UNLOADED,
    Import,
    ImportSheet,
    RememberedMapping,
)
from manyhold.foundation.imports.problem import Problem
from manyhold.foundation.imports.reading import SheetReading
from manyhold.foundation.imports.reversals.references import references
from manyhold.foundation.imports.schemas import ControlTotals, LoadIn, SheetIn
from manyhold.foundation.imports.staging import sealing
from manyhold.foundation.imports.tables.table import TableChoice
from manyhold.foundation.imports.workbook.errors import NotAWorkbookError, WorkbookError
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.imports.workbook.spreadsheets import OLE_MAGIC, ZIP_MAGIC
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, FieldProblem, NotFound
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.jobs.run import start
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.web import etags

BUSY = (QUEUED, RUNNING)


SPREADSHEETS = (ZIP_MAGIC, OLE_MAGIC)


def upload(
    ctx: Context, project_id: int, file_name: str, content: bytes, kind: str = TAKEOVER_KIND
) -> Import:
    """Keep a workbook and understand its sheets. Raises BadInput on `file` for what cannot be read.

    The file is read before the write transaction opens, so that nobody waits for it.
    """
    if project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind="organisation_project", id=project_id)
    catalogue = catalogue_of(ctx.runtime.registry, kind)
    try:
        _require_kind(file_name, content)
        workbook = read_workbook(content)
        with _looking(ctx) as look:
            remembered = _remembered(look)
        sheets = [reading.read_sheet(sheet, remembered, catalogue=catalogue) for sheet in workbook.sheets]
        is_prose = not content.startswith(SPREADSHEETS) and not file_name.lower().endswith((".csv", ".tsv"))
        if is_prose and all(sheet.table is None for sheet in sheets):
            raise NotAWorkbookError(kind="text")
    except WorkbookError as fault:
        raise _refused("file", [fault.problem]) from None
    require_clean(ctx, content, subject=Import.__tablename__, project_id=project_id)
    sha256 = store.keep(ctx.runtime, ctx.group_id, content)
    row = Import(
        project_id=project_id,
        kind=kind,
        file_name=PurePath(file_name.replace("\\", "/")).name[:200] or "workbook",
        sha256=sha256,
        size=len(content),
        state=READ,
        run=0,
        settled_before=0,
        job_id=None,
        approval_id=None,
        counts={},
        control_totals={},
        uploaded_by=ctx.actor.id,
        uploaded_at=ctx.now,
        touched_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    for number, one in enumerate(sheets, start=1):
        sheet = ImportSheet(project_id=project_id, import_id=row.id, number=number)
        ctx.session.add(sheet)
        _understand(ctx, sheet, one)
        sheet.is_left_out = one.sheet.hidden
    ctx.session.flush()
    return row


def _require_kind(file_name: str, content: bytes) -> None:
    """Text under the name of a workbook is no workbook: raises NotAWorkbookError before anything is stored.

    Many systems of the trade export a table of text, or of HTML, under `.xls`: that is left to the reading.
    """
    if not file_name.lower().endswith((".xlsx", ".xlsm")) or not content.strip():
        return
    if not content.startswith(SPREADSHEETS):
        raise NotAWorkbookError(kind="text")


def set_sheet(
    ctx: Context, import_id: int, number: int, wanted: SheetIn, if_match: str | None
) -> ImportSheet:
    """Set a sheet right by hand; what the last check staged counts for nothing then.

    Raises BadInput for a choice outside the sheet or a mapping that cannot be used, naming all its problems.
    """
    with _looking(ctx) as look:
        seen = queries.import_of(look, import_id)
        _require_editable(look, seen)
        kept = _sheet(look, import_id, number)
        etags.match(look, kept, if_match)
        remembered = {} if wanted.target else _remembered(look)
    workbook = read_workbook(store.content_of(ctx.runtime, ctx.group_id, seen.sha256))
    choice, catalogue = _choice(wanted), catalogue_of(ctx.runtime.registry, seen.kind)
    if wanted.target is not None and wanted.target not in catalogue.required:
        raise BadInput.of("target", "unknown_target")
    try:
        one = reading.read_sheet(workbook.sheets[number - 1], remembered, choice, wanted.target, catalogue)
    except WorkbookError as fault:
        raise _refused("choice", [fault.problem]) from None
    if wanted.fields is not None:
        _require_mapping(one, wanted, catalogue)
    row, sheet = queries.import_of(ctx, import_id), _sheet(ctx, import_id, number)
    _require_editable(ctx, row)
    etags.match(ctx, sheet, if_match)
    _understand(ctx, sheet, one)
    sheet.choice = reading.choice_as_json(choice)
    sheet.is_left_out = wanted.is_left_out
    if wanted.fields is not None:
        sheet.target, sheet.fields = wanted.target, wanted.fields
    row.state, row.touched_at = READ, ctx.now
    ctx.session.flush()
    return sheet


def start_check(ctx: Context, row: Import, totals: ControlTotals | None) -> Job:
    """Start the dry run. A load that ended without effect is given up by it."""
    if row.state not in (READ, CHECKED, LOADING) or _is_busy(ctx, row):
        raise Conflict("import_not_checkable", state=row.state)
    sheets = ctx.session.scalars(select(ImportSheet).where(ImportSheet.import_id == row.id))
    if all(sheet.is_left_out or sheet.target is None for sheet in sheets):
        raise Conflict("import_without_takeover_object")
    if totals is not None:
        row.control_totals = totals.model_dump(mode="json", exclude_none=True)
    row.state = READ
    return _started(ctx, row, "imports.check")


def start_load(ctx: Context, row: Import, wanted: LoadIn) -> None:
    """Start the load of a checked import, its control totals met and its warnings accepted.

    Where headquarters has a chain for loads, it is submitted, and begins when it is approved.

    Raises BadInput `control_total_disagrees` naming both figures. A load that ended without effect may be
    started again: it goes on from where it was.
    """
    if row.kind != TAKEOVER_KIND:
        ctx.require(kind_of(ctx.runtime.registry, row.kind).permission, row.project_id)
    if row.state not in (CHECKED, LOADING) or _is_busy(ctx, row):
        raise Conflict("import_not_checked", state=row.state)
    if wanted.control_totals is not None:
        row.control_totals = wanted.control_totals.model_dump(mode="json", exclude_none=True)
    if faults := disagreements(row.control_totals, row.counts["totals"]):
        raise BadInput(
            "invalid_input",
            fields=[
                FieldProblem(
                    f"control_totals.{name}", "control_total_disagrees", {"given": given, "found": found}
                )
                for name, given, found in faults
            ],
        )
    if row.counts["warnings"] and not wanted.accept_warnings:
        raise Conflict("import_has_warnings", warnings=row.counts["warnings"])
    if row.state == CHECKED and (request := submit(ctx, _submission(row))) is not None:
        row.state, row.approval_id, row.touched_at = SUBMITTED, request.id, ctx.now
        ctx.session.flush()
        return
    begin_load(ctx, row)


def begin_load(ctx: Context, row: Import) -> None:
    """Queue the load, as the actor."""
    row.state = LOADING
    _remember(ctx, row)
    _started(ctx, row, "imports.load")


def start_reversal(ctx: Context, row: Import) -> Job:
    """Start the reversal of a loaded import.

    Raises Conflict `import_in_use` with the list of what stands in its way, `import_swept` when its workbook has gone.
    """
    if row.state != LOADED or _is_busy(ctx, row):
        raise Conflict("import_not_loaded", state=row.state)
    if row.swept_at is not None:
        raise Conflict("import_swept")
    if found := references(ctx, row):
        raise Conflict("import_in_use", references=[asdict(one) for one in found])
    return _started(ctx, row, "imports.reverse")


def discard(ctx: Context, row: Import) -> None:
    """Give up an import that was not loaded: it is out of sight at once, and a job removes what was staged.

    Raises Conflict `import_not_discardable` for one that is loaded or reversed, or under a job.
    """
    if row.state not in UNLOADED or _is_busy(ctx, row):
        raise Conflict("import_not_discardable", state=row.state)
    row.state = DISCARDED
    _started(ctx, row, "imports.discard")


@contextmanager
def _looking(ctx: Context) -> Generator[Context, None, None]:
    """A read transaction beside a request that has not begun to write."""
    with ScopedSession(ctx.runtime.database, ctx.scope, writes=False) as session:
        yield Context(ctx.runtime, session, ctx.actor, permission=ctx.permission)


def _submission(row: Import) -> Submission:
    counts = row.counts
    facts = {
        "rows": counts["rows_read"],
        "rows_set_aside": counts["rows_set_aside"],
        "spaces_created": counts["spaces_created"],
        "spaces_changed": counts["spaces_changed"],
        "holdings_created": counts["holdings_created"],
    }
    link = f"/projects/{row.project_id}/imports/{row.id}"
    return Submission("imports.load", row.id, row.project_id, row.file_name, facts, link)


def _started(ctx: Context, row: Import, name: str) -> Job:
    job = start(ctx, name, {"import_id": row.id}, project_id=row.project_id)
    row.job_id, row.touched_at = job.id, ctx.now
    ctx.session.flush()
    return job


def _is_busy(ctx: Context, row: Import) -> bool:
    job = None if row.job_id is None else ctx.one(Job, Job.id == row.job_id)
    return job is not None and job.state in BUSY


def _require_editable(ctx: Context, row: Import) -> None:
    if row.state not in (READ, CHECKED) or _is_busy(ctx, row):
        raise Conflict("import_not_editable", state=row.state)


def _sheet(ctx: Context, import_id: int, number: int) -> ImportSheet:
    found = ctx.one(ImportSheet, ImportSheet.import_id == import_id, ImportSheet.number == number)
    if found is None:
        raise NotFound("not_found", kind="imports_sheet", id=number)
    return found


def _understand(ctx: Context, sheet: ImportSheet, one: SheetReading) -> None:
    sheet.name = one.sheet.name[: reading.LONGEST_SHEET_NAME]
    sheet.row_count = one.sheet.row_count
    sheet.is_left_out = False
    sheet.target, sheet.fields = one.target, one.fields
    sheet.choice, sheet.found = reading.choice_as_json(one.choice), one.found()
    sheet.sample_sealed = sealing.seal(ctx.runtime.keys, sealing.SAMPLE, sheet.id, one.sample())


def _choice(wanted: SheetIn) -> TableChoice:
    given = wanted.choice
    rows = None if given.heading_rows is None else tuple(row - 1 for row in given.heading_rows)
    edges = {
        name: None if (value := getattr(given, name)) is None else value - 1
        for name in ("first_column", "last_column", "first_row", "last_row")
    }
    sets: dict[str, Any] = {
        name: frozenset(place - 1 for place in getattr(given, name))
        for name in ("keep_rows", "skip_rows", "filled_columns")
    }
    return TableChoice(rows, **edges, **sets)


def _require_mapping(one: SheetReading, wanted: SheetIn, catalogue: Catalogue) -> None:
    if one.table is None or wanted.target is None:
        raise BadInput.of("target", "target_missing")
    mapping = ColumnMapping(wanted.target, tuple(wanted.fields or ()))
    if problems := mapping_problems(mapping, one.table.labels, catalogue):
        raise _refused("fields", problems)


def _refused(at: str, problems: Iterable[Problem]) -> BadInput:
    """The problems of a file or mapping as those of the request; their codes with `_` for the dot."""
    faults = [FieldProblem(at, one.code.value.replace(".", "_"), dict(one.params)) for one in problems]
    return BadInput("invalid_input", fields=faults)


def _remembered(ctx: Context) -> dict[str, ColumnMapping]:
    rows = ctx.session.scalars(select(RememberedMapping))
    return {row.fingerprint: ColumnMapping(row.target, tuple(row.fields)) for row in rows}


def _remember(ctx: Context, row: Import) -> None:
    """Keep the mappings of what is loaded, for the next workbook under the same headings."""
    kept: dict[str, dict[str, object]] = {}
    for sheet in ctx.session.scalars(select(ImportSheet).where(ImportSheet.import_id == row.id)):
        if sheet.is_left_out or sheet.target is None:
            continue
        labels = [column["label"] for column in sheet.found["columns"]]
        mapping = reading.mapping_to_remember(sheet.target, labels, sheet.fields)
        key = fingerprint(labels)
        kept[key] = {
            "fingerprint": key,
            "target": mapping.target,
            "fields": list(mapping.fields),
            "used_at": ctx.now,
        }
    bulk.upsert(
        ctx.session,
        RememberedMapping,
        list(kept.values()),
        key=("group_id", "fingerprint"),
        change=("target", "fields", "used_at"),
    )
