"""One check of a workbook of documents: rows find their place, the module that owns the documents judges them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import select

from manyhold.foundation.imports.checks.addresses import address_of
from manyhold.foundation.imports.checks.places import frame_of_lot
from manyhold.foundation.imports.checks.present import Present
from manyhold.foundation.imports.checks.work import SheetTask
from manyhold.foundation.imports.kinds.port import Checker, DocumentRow, Documents
from manyhold.foundation.imports.problem import Code, Problem, error
from manyhold.foundation.imports.rows.drafts import RowDraft, RowProblem
from manyhold.foundation.imports.rows.read import read_rows
from manyhold.foundation.imports.staging import rows as staging
from manyhold.foundation.imports.staging.models import StagedDocument
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun

ROWS_A_STEP = 2_000
LEGACY_CODE = "place.legacy_code"
"""A field of any kind: the predecessor's own key of the place, by which it is found, and which stays as an alias."""
_PERSONAL = ("owner.",)


@dataclass(slots=True)
class DocumentCheck:
    """What one check counts."""

    present: Present
    read: int = 0
    set_aside: int = 0
    documents: int = 0
    problems: Counter[str] = field(default_factory=Counter[str])
    findings: list[tuple[int, RowProblem]] = field(default_factory=list[tuple[int, RowProblem]])

    def take(self, task: SheetTask, drafts: Sequence[RowDraft], checker: Checker) -> list[DocumentRow]:
        """The rows that may be loaded."""
        placed: list[DocumentRow] = []
        for draft in drafts:
            self.read += 1
            self._note(task.number, draft.problems)
            if not draft.is_loadable:
                self.set_aside += 1
                continue
            row = self._placed(task, draft)
            if row is not None:
                placed.append(row)
        bad: set[int] = set()
        for row, at, problem in checker.judge(placed):
            self._find(task, row.row_no, at, "", problem)
            if problem.is_error and row.row_no not in bad:
                bad.add(row.row_no)
                self.set_aside += 1
        kept = [row for row in placed if row.row_no not in bad]
        self.documents += len(kept)
        return kept

    def _placed(self, task: SheetTask, draft: RowDraft) -> DocumentRow | None:
        found, text, at = self._space(draft)
        problem = None
        if found is None:
            problem = error(Code.PLACE_UNKNOWN, label=text[:60])
        elif not found.is_active:
            problem = error(Code.PLACE_INACTIVE, label=found.label)
        if problem is not None or found is None:
            self.set_aside += 1
            if problem is not None:
                self._find(task, draft.row_no, at, text, problem)
            return None
        values = {code: value for code, value in draft.values.items() if not code.startswith(_PERSONAL)}
        return DocumentRow(task.mapping.target, found.id, task.number, draft.row_no, values)

    def _space(self, draft: RowDraft) -> tuple[Any | None, str, str]:
        """The space of a row: its parking space, else its room, else what its legacy code names."""
        codes: Any = draft.values.get("parking.code") or ()
        legacy = str(draft.values.get(LEGACY_CODE) or "")
        if codes:
            lot = draft.values.get("parking.lot")
            area = None if lot is None else frame_of_lot(str(lot))
            found = self.present.parking(area, codes[0]) or self.present.called(codes[0])
            return found or self.present.called(legacy), codes[0], "parking.code"
        if draft.label is not None and draft.label.room is not None:
            found = self.present.at(address_of(draft.label)) or self.present.called(draft.label.text)
            return found or self.present.called(legacy), draft.label.text, "room.number"
        return self.present.called(legacy), legacy, LEGACY_CODE

    def _note(self, sheet: int, found: Sequence[RowProblem]) -> None:
        for one in found:
            self.problems[one.problem.code.value] += 1
            self.problems["error" if one.problem.is_error else "warning"] += 1
            self.findings.append((sheet, one))

    def _find(self, task: SheetTask, row_no: int, at: str, value: str, problem: Problem) -> None:
        self._note(task.number, [RowProblem(row_no, task.heading(at), at, value, problem)])

    def taken_findings(self) -> list[tuple[int, RowProblem]]:
        """The findings gathered since the last time."""
        gathered, self.findings = self.findings, []
        return gathered


def check_documents(
    run: JobRun, walls: dict[str, Any], documents: Documents, tasks: list[SheetTask], known: Present
) -> dict[str, Any]:
    """Stage the documents that a load would make; gives the counts."""
    work = DocumentCheck(known)
    with run.reading() as ctx:
        checker = documents.checker(ctx, walls["project_id"])
    total = sum(task.table.last_row - task.table.first_row + 1 for task in tasks)
    batch = 0
    for task in tasks:
        drafts = read_rows(task.table, task.mapping, documents.catalogue)
        while some := list(islice(drafts, ROWS_A_STEP)):
            rows = work.take(task, some, checker)
            with run.step(done=min(work.read, total), total=total) as ctx:
                _stage(ctx, {**walls, "batch": batch}, rows)
                staging.write(ctx, walls, staging.Batch(batch, findings=work.taken_findings()))
            batch += 1
    problems = dict(sorted(work.problems.items()))
    return {
        "rows_read": work.read,
        "rows_set_aside": work.set_aside,
        **dict.fromkeys(_OF_TAKEOVERS, 0),
        "documents": work.documents,
        "document_totals": checker.totals(),
        "errors": problems.pop("error", 0),
        "warnings": problems.pop("warning", 0),
        "problems": problems,
        "totals": {},
    }


def staged(ctx: Context, import_id: int, number: int) -> list[DocumentRow]:
    """What a run staged, in the order of the rows."""
    mine = (StagedDocument.import_id == import_id, StagedDocument.run == number)
    rows = ctx.session.scalars(select(StagedDocument).where(*mine).order_by(StagedDocument.id))
    return [DocumentRow(row.target, row.space_id, row.sheet, row.row_no, row.values) for row in rows]


def _stage(ctx: Context, walls: dict[str, Any], rows: Sequence[DocumentRow]) -> None:
    plain = [
        {
            **walls,
            "target": row.target,
            "space_id": row.space_id,
            "sheet": row.sheet,
            "row_no": row.row_no,
            "values": {name: _plain(value) for name, value in row.values.items()},
        }
        for row in rows
    ]
    bulk.insert_rows(ctx.session, StagedDocument, plain, is_audited=False)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


_OF_TAKEOVERS = (
    "spaces_created",
    "spaces_changed",
    "spaces_unchanged",
    "parties_created",
    "holdings_created",
    "holdings_unchanged",
)
