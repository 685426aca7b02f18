"""The job that reads a workbook, compares it with the project, and stages what a load would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from manyhold.foundation.imports import reading, store
from manyhold.foundation.imports.catalogue.field import Target
from manyhold.foundation.imports.checks import present
from manyhold.foundation.imports.checks.documents import check_documents
from manyhold.foundation.imports.checks.holders import Holders
from manyhold.foundation.imports.checks.places import Places
from manyhold.foundation.imports.checks.present import Holder
from manyhold.foundation.imports.checks.work import Check, SheetTask, ids_needed
from manyhold.foundation.imports.kinds.port import documents_of
from manyhold.foundation.imports.matching.mapping import ColumnMapping
from manyhold.foundation.imports.models import CHECKED, READ, Import, ImportSheet
from manyhold.foundation.imports.rows.read import read_rows
from manyhold.foundation.imports.settled import settled
from manyhold.foundation.imports.staging import rows as staging
from manyhold.foundation.imports.tables.recognise import recognise
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.organisation import queries as organisation
from manyhold.foundation.organisation.models import Project
from manyhold.kernel import bulk
from manyhold.kernel.jobs.run import JobFailed, JobRun

ROWS_A_STEP = 2_000
IDS_A_BLOCK = 200_000
IDS_AT_THE_END = 12 * ROWS_A_STEP
"""For a step of holdings by code: party, version, telephones, holding and link of each."""
_ORDER = (Target.BUILDING, Target.OWNER, Target.ROOM, Target.PARKING)
"""Rooms refer to owners, so the owners' sheet is read before them."""


@dataclass(slots=True)
class Ids:
    """Ids taken from a block in memory; blocks are fetched between the rows, in a step of their own."""

    run: JobRun
    _next: int = 0
    _end: int = 0

    def take(self) -> int:
        if self._next == self._end:
            raise RuntimeError("a step used more ids than were kept for it")
        self._next += 1
        return self._next - 1

    def keep(self, count: int) -> None:
        """Have at least `count` in hand."""
        if self._end - self._next < count:
            with self.run.step() as ctx:
                self._next = bulk.reserve_ids(ctx.session, max(count, IDS_A_BLOCK))
            self._end = self._next + max(count, IDS_A_BLOCK)


@dataclass(slots=True)
class OpenRegister:
    """The register as the check asks it."""

    run: JobRun
    project_id: int
    day: Any

    def holders(self, space_ids: set[int]) -> dict[int, list[Holder]]:
        with self.run.reading() as ctx:
            return present.holders(ctx, self.project_id, space_ids, self.day)

    def namesakes(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        if not wanted:
            return {}
        with self.run.reading() as ctx:
            return present.namesakes(ctx, wanted)


def check(run: JobRun) -> dict[str, Any]:
    """Stage everything anew; of no effect until loaded. Raises JobFailed `import_not_checkable`."""
    import_id: int = run.args["import_id"]
    with run.step(done=0) as ctx:
        upload = ctx.get(Import, import_id)
        if upload.state not in (READ, CHECKED):
            raise JobFailed("import_not_checkable")
        upload.state, upload.run, upload.counts = READ, upload.run + 1, {}
        upload.settled_before = settled(ctx, upload.project_id)
        day = organisation.today(ctx, ctx.get(Project, upload.project_id))
    project_id, number = upload.project_id, upload.run
    staging.clear(run, import_id, before=number)
    with run.reading() as ctx:
        sheets = list(ctx.session.scalars(select(ImportSheet).where(ImportSheet.import_id == import_id)))
        known = present.present_spaces(ctx, project_id)
        group_id = ctx.group_id
    tasks = _tasks(store.content_of(run.runtime, group_id, upload.sha256), sheets)
    total = sum(task.table.last_row - task.table.first_row + 1 for task in tasks)
    walls = {"project_id": project_id, "import_id": import_id, "run": number}
    documents = documents_of(run.runtime.registry, upload.kind)
    if documents is not None:
        return _checked(run, import_id, total, check_documents(run, walls, documents, tasks, known))
    ids = Ids(run)
    work = Check(
        Places(known, ids.take), Holders(ids.take), OpenRegister(run, project_id, day), business_day=day
    )
    for batch_no, _ in enumerate(_batches(ids, work, tasks)):
        parties, holdings = work.holders.taken()
        batch = staging.Batch(batch_no, work.places.taken(), holdings, parties, work.taken_findings())
        with run.step(done=min(work.read, total), total=total) as ctx:
            staging.write(ctx, walls, batch)
    return _checked(run, import_id, total, _counts(work))


def _checked(run: JobRun, import_id: int, total: int, counts: dict[str, Any]) -> dict[str, Any]:
    with run.step(done=total, total=total) as ctx:
        upload = ctx.get(Import, import_id)
        upload.state, upload.counts, upload.checked_at = CHECKED, counts, ctx.now
    return counts


def _tasks(content: bytes, sheets: list[ImportSheet]) -> list[SheetTask]:
    workbook = read_workbook(content, is_patient=True)
    tasks: list[SheetTask] = []
    for kept in sheets:
        if kept.is_left_out or kept.target is None:
            continue
        sheet = workbook.sheets[kept.number - 1]
        table = recognise(sheet, reading.choice_of(kept.choice))
        tasks.append(SheetTask(kept.number, table, ColumnMapping(kept.target, tuple(kept.fields))))
    return sorted(tasks, key=lambda task: (_place(task.mapping.target), task.number))


def _place(target: str) -> int:
    return next((place for place, one in enumerate(_ORDER) if one == target), 0)


def _batches(ids: Ids, work: Check, tasks: list[SheetTask]) -> Iterator[None]:
    """Yield whenever there is a step's worth to stage."""
    for task in tasks:
        drafts = read_rows(task.table, task.mapping)
        while some := list(islice(drafts, ROWS_A_STEP)):
            ids.keep(ids_needed(some))
            work.take(task, some)
            yield
    ids.keep(IDS_AT_THE_END)
    for _ in work.finish(ROWS_A_STEP):
        yield
        ids.keep(IDS_AT_THE_END)
    yield


def _counts(work: Check) -> dict[str, Any]:
    places, holders = work.places, work.holders
    problems = dict(sorted(work.problems.items()))
    return {
        "rows_read": work.read,
        "rows_set_aside": work.set_aside,
        "spaces_created": places.created,
        "spaces_changed": places.changed,
        "spaces_unchanged": places.unchanged,
        "parties_created": holders.created,
        "holdings_created": holders.begun,
        "holdings_unchanged": holders.unchanged,
        "errors": problems.pop("error", 0),
        "warnings": problems.pop("warning", 0),
        "problems": problems,
        "totals": {
            "rooms": places.totals.rooms,
            "households": places.totals.households,
            "building_area_m2": str(places.totals.building_area),
        },
    }
