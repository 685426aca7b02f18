"""The job that makes the package: table by table in short steps, each of which stays made; the zip at the end."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.files.service import store, take_in
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Problem
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.run import JobFailed, JobRun
from manyhold.kernel.leaving import Cell
from manyhold.kernel.modules import Export, resolve
from manyhold.modules.departures.contract import DeparturePacked
from manyhold.modules.departures.models import Departure, DepartureLine, DeparturePart
from manyhold.modules.departures.package import archive
from manyhold.modules.departures.package.formats import csv_of, json_of, xlsx_of
from manyhold.modules.departures.rules import PACKAGE
from manyhold.modules.departures.words import HEADINGS, decision_word, kind_word, period_word

PURPOSE = "departures.package"
LONG = 20_000
"""Rows after which the lease is renewed."""
Parts = list[tuple[str, bytes, int | None]]
_LINES = ("id", "kind", "subject_id", "label", "item", "period", "amount_fen", "text", "decision", "note")


def make(run: JobRun) -> dict[str, Any]:
    """Make the parts that are not made yet, then the signed zip, and keep it as a file of the project.

    A worker that takes the job over goes on with the next part; one that finds the package kept has nothing to do. Fails
    with `package_stale` when the departure has gone back to another stage meanwhile.
    """
    departure_id: int = run.args["departure_id"]
    with run.reading() as ctx:
        row = ctx.get(Departure, departure_id)
        if row.package_job_id != run.job_id or row.stage != PACKAGE:
            raise JobFailed("package_stale")
        if row.package_file_id is not None:
            return {"file_id": row.package_file_id}
    exports = run.runtime.registry.exports()
    steps = len(exports) + 2
    for done, export in enumerate(exports, start=1):
        _part(run, departure_id, f"data/{export.name}", done, steps, export)
    _part(run, departure_id, "data/open-matters", len(exports) + 1, steps, None)
    with run.reading() as ctx:
        told = archive.told(ctx, ctx.get(Departure, departure_id), run.job_id)
        content = archive.zipped(ctx, told)
    try:
        with run.step(done=steps, total=steps) as ctx:
            row = ctx.get(Departure, departure_id)
            if row.package_job_id != run.job_id or row.stage != PACKAGE:
                raise JobFailed("package_stale")
            project = ctx.get(Project, row.project_id)
            file = take_in(
                ctx,
                content,
                name=f"退场移交资料包-{project.code}.zip",
                purpose=PURPOSE,
                project_id=project.id,
            )
            row.package_file_id, row.package_sha256 = file.id, hashlib.sha256(content).hexdigest()
            note(
                ctx,
                "departure_packed",
                Departure.__tablename__,
                row.id,
                project_id=project.id,
                files=len(told.files),
            )
            publish(ctx, DeparturePacked(id=row.id, project_id=project.id), project_id=project.id)
            return {"file_id": file.id}
    except Problem as problem:
        raise JobFailed(problem.code) from None


def _part(run: JobRun, departure_id: int, path: str, done: int, steps: int, export: Export | None) -> None:
    with run.reading() as ctx:
        if ctx.session.scalar(_made(departure_id, run.job_id, f"{path}.csv")) is not None:
            return
        project_id = ctx.get(Departure, departure_id).project_id
        parts = (
            _lines(ctx, departure_id, path)
            if export is None
            else _table(run, ctx, project_id, path, export, done, steps)
        )
        shas = [store(ctx).put(ctx.group_id, content, None, media_type="") for _, content, _ in parts]
    with run.step(done=done, total=steps) as ctx:
        for (name, content, rows), sha256 in zip(parts, shas, strict=True):
            ctx.session.add(
                DeparturePart(
                    project_id=project_id,
                    departure_id=departure_id,
                    job_id=run.job_id,
                    path=name,
                    sha256=sha256,
                    size=len(content),
                    row_count=rows,
                )
            )


def _table(
    run: JobRun, ctx: Context, project_id: int, path: str, export: Export, done: int, steps: int
) -> Parts:
    read = resolve(export.rows)
    page = read(ctx, project_id, 0)
    rows: list[tuple[Cell, ...]] = list(page.rows)
    while page.last_id is not None:
        page = read(ctx, project_id, page.last_id)
        rows += page.rows
        if len(rows) % LONG == 0:
            with run.step(done=done - 1, total=steps):  # a long table: the lease goes on
                pass
    return [
        (f"{path}.csv", csv_of(page.columns, rows), len(rows)),
        (f"{path}.json", json_of(page.columns, rows), len(rows)),
    ]


def _lines(ctx: Context, departure_id: int, path: str) -> Parts:
    found = ctx.session.scalars(
        select(DepartureLine)
        .where(DepartureLine.departure_id == departure_id)
        .order_by(DepartureLine.kind, DepartureLine.id)
    ).all()
    rows = [tuple(getattr(line, name) for name in _LINES) for line in found]
    shown: list[tuple[Cell | float, ...]] = [
        (
            kind_word(line.kind), line.label, line.item, period_word(line.period), line.amount_fen / 100, line.text,
            decision_word(line.decision), line.note,
        )
        for line in found
    ]  # fmt: skip
    return [
        (f"{path}.csv", csv_of(_LINES, rows), len(rows)),
        (f"{path}.json", json_of(_LINES, rows), len(rows)),
        ("移交清单.xlsx", xlsx_of("移交清单", HEADINGS, shown), len(rows)),
    ]


def _made(departure_id: int, job_id: int, path: str) -> Any:
    return select(DeparturePart.id).where(
        DeparturePart.departure_id == departure_id, DeparturePart.job_id == job_id, DeparturePart.path == path
    )
