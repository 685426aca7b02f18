"""Writing, counting and clearing what is staged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select

from manyhold.foundation.imports.rows.drafts import RowProblem
from manyhold.foundation.imports.staging import sealing
from manyhold.foundation.imports.staging.models import (
    Finding,
    StagedDocument,
    StagedHolding,
    StagedParties,
    StagedSpace,
)
from manyhold.foundation.parties import unlinked
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun

FINDINGS_A_ROW = 100
PARTIES_A_ROW = 2_000
BATCHES_A_STEP = 5
ERRORS, WARNINGS = 0, 1


@dataclass(slots=True)
class Batch:
    """What one step stages."""

    number: int
    spaces: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    holdings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    parties: list[list[Any]] = field(default_factory=list[list[Any]])
    findings: list[tuple[int, RowProblem]] = field(default_factory=list[tuple[int, RowProblem]])
    """(sheet, problem)"""


def write(ctx: Context, walls: dict[str, Any], batch: Batch) -> None:
    """Stage a batch; `walls` are project_id, import_id and run."""
    walls = {**walls, "batch": batch.number}
    for kind, rows in ((StagedSpace, batch.spaces), (StagedHolding, batch.holdings)):
        bulk.insert_rows(ctx.session, kind, [{**walls, **row} for row in rows], is_audited=False)
    chunks = _chunks(batch.parties, PARTIES_A_ROW)
    _write_sealed(
        ctx, StagedParties, sealing.PARTIES, walls, [({"is_written": False}, one) for one in chunks]
    )
    ranked = sorted(batch.findings, key=lambda one: (not one[1].problem.is_error, one[0], one[1].row_no))
    told: list[tuple[dict[str, Any], list[Any]]] = []
    for (is_warning, sheet), found in groupby(ranked, key=lambda one: (not one[1].problem.is_error, one[0])):
        where = {"rank": WARNINGS if is_warning else ERRORS, "sheet": sheet}
        rows = [sealing.as_list(problem) for _, problem in found]
        told += [(where, some) for some in _chunks(rows, FINDINGS_A_ROW)]
    _write_sealed(ctx, Finding, sealing.FINDINGS, walls, told)


def clear(run: JobRun, import_id: int, *, before: int) -> None:
    """Remove what runs before `before` staged, in short steps; parties written ahead go with their batch."""
    while _clear_parties(run, import_id, before):
        pass
    for kind in (StagedSpace, StagedHolding, StagedDocument, Finding):
        while _clear_some(run, kind, import_id, before):
            pass


def batches_of_people(run: JobRun, import_id: int, number: int, *, written: bool) -> list[int]:
    """The ids of a run's batches of parties that stand, or do not stand, in the register yet."""
    with run.reading() as ctx:
        wanted = select(StagedParties.id).where(
            *_of(StagedParties, import_id, number), StagedParties.is_written.is_(written)
        )
        return list(ctx.session.scalars(wanted.order_by(StagedParties.id)))


def people_of(ctx: Context, batch: StagedParties) -> list[unlinked.UnlinkedParty]:
    """The parties of a batch."""
    rows = sealing.opened(ctx.runtime.keys, sealing.PARTIES, batch.id, batch.sealed)
    return [unlinked.UnlinkedParty(*row) for row in rows]


def take_back(run: JobRun, batch_id: int) -> None:
    """Remove a batch's parties from the register again."""
    with run.step() as ctx:
        batch = ctx.get(StagedParties, batch_id)
        people = people_of(ctx, batch)
        unlinked.remove(ctx, [one.party_id for one in people], project_id=batch.project_id)
        batch.is_written = False


def _clear_parties(run: JobRun, import_id: int, before: int) -> bool:
    with run.reading() as ctx:
        old = select(StagedParties.id, StagedParties.is_written).where(
            StagedParties.import_id == import_id, StagedParties.run < before
        )
        found = ctx.session.execute(old.order_by(StagedParties.id).limit(1)).first()
    if found is None:
        return False
    if found.is_written:
        take_back(run, found.id)
    with run.step() as ctx:
        bulk.delete_where(ctx.session, StagedParties, [StagedParties.id == found.id], is_audited=False)
    return True


def _clear_some(run: JobRun, kind: type[Any], import_id: int, before: int) -> bool:
    with run.reading() as ctx:
        old = select(kind.run, kind.batch).where(kind.import_id == import_id, kind.run < before)
        first = ctx.session.execute(old.order_by(kind.run, kind.batch).limit(1)).first()
    if first is None:
        return False
    with run.step() as ctx:
        some = [*_of(kind, import_id, first.run), kind.batch < first.batch + BATCHES_A_STEP]
        bulk.delete_where(ctx.session, kind, some, is_audited=False)
    return True


def _of(kind: type[Any], import_id: int, number: int) -> list[Any]:
    return [kind.import_id == import_id, kind.run == number]


def _write_sealed(
    ctx: Context,
    kind: type[Any],
    place: str,
    walls: dict[str, Any],
    chunks: Sequence[tuple[dict[str, Any], list[Any]]],
) -> None:
    first = bulk.reserve_ids(ctx.session, len(chunks))
    rows = [
        {
            **walls,
            **where,
            "id": first + number,
            "sealed": sealing.seal(ctx.runtime.keys, place, first + number, rows),
            "row_count": len(rows),
        }
        for number, (where, rows) in enumerate(chunks)
    ]
    bulk.insert_rows(ctx.session, kind, rows, is_audited=False)


def _chunks(rows: list[Any], size: int) -> list[list[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
