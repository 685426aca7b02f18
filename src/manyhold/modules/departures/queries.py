"""Reads: departures, and what of a project is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import ask
from manyhold.kernel.jobs.models import FAILED, QUEUED, RUNNING, Job
from manyhold.kernel.leaving import Matter
from manyhold.kernel.modules import resolve
from manyhold.kernel.quantities import total
from manyhold.modules.billing.contract import BillingQueries, FinalRuns
from manyhold.modules.departures.models import Departure, DepartureLine
from manyhold.modules.departures.rules import LEFT, SIGNED, Total, place_of, undecided
from manyhold.modules.departures.schemas import DepartureOut, DepartureRow, MatterOut, ReaderRef, TotalOut
from manyhold.modules.departures.signing import fingerprint

_ROW = (
    "id", "project_id", "successor", "reason", "notice_on", "last_billing_on", "leaves_at", "kept_until", "created_at",
    "revision",
)  # fmt: skip
_LINE = (
    "id", "kind", "subject_id", "space_id", "label", "item", "amount_fen", "period", "text", "choices", "decision", "note",
)  # fmt: skip


def rows_shown(ctx: Context, rows: Sequence[Departure]) -> list[DepartureRow]:
    """Departures as a list shows them."""
    return [DepartureRow(**_row(ctx, row)) for row in rows]


def shown(ctx: Context, row: Departure) -> DepartureOut:
    """One departure with its totals of now, or those that were signed for."""
    is_signed = row.stage == SIGNED
    found = [Total(**one) for one in row.figures] if is_signed else sums(ctx, row)
    job = None if row.package_job_id is None else ctx.session.get(Job, row.package_job_id)
    people = names(ctx, [one for one in (row.signed_by, *row.reader_ids) if one is not None])
    return DepartureOut(
        **_row(ctx, row),
        final_runs=None if is_signed else final_runs(ctx, row),
        unbilled_reason=row.unbilled_reason,
        totals=[TotalOut.model_validate(asdict(one)) for one in found],
        undecided=undecided(found),
        has_moved=not is_signed and bool(found) and has_moved(ctx, row),
        is_packing=job is not None and job.state in (QUEUED, RUNNING),
        package_problem=job.error if job is not None and job.state == FAILED else "",
        package_file_id=row.package_file_id,
        package_sha256=row.package_sha256,
        key_fingerprint=fingerprint(ctx.runtime.keys),
        readers=[ReaderRef(person_id=one, name=people.get(one, "")) for one in row.reader_ids],
        signed_by_name=None if row.signed_by is None else people.get(row.signed_by),
        signed_at=row.signed_at,
        sign_off_file_id=row.sign_off_file_id,
        is_drawing=row.signed_by is not None and row.sign_off_file_id is None,
    )


def lines_shown(rows: Sequence[DepartureLine]) -> list[MatterOut]:
    """Lines as a list shows them."""
    return [MatterOut.model_validate({name: getattr(row, name) for name in _LINE}) for row in rows]


def matters(ctx: Context, project_id: int) -> Iterator[Matter]:
    """What is open in a project now, as the modules tell it."""
    for dotted in ctx.runtime.registry.matters():
        yield from resolve(dotted)(ctx, project_id)


def sums(ctx: Context, row: Departure) -> list[Total]:
    """The control totals of the lines, by kind and decision."""
    keys = (DepartureLine.kind, DepartureLine.decision)
    found = ctx.session.execute(
        select(*keys, func.count(DepartureLine.id), total(DepartureLine.amount_fen))
        .where(DepartureLine.departure_id == row.id)
        .group_by(*keys)
    )
    return sorted(
        (Total(*one) for one in found), key=lambda one: (place_of(one.kind), one.kind, one.decision)
    )


def has_moved(ctx: Context, row: Departure) -> bool:
    """Whether what is open now is not what the lines say."""
    lines = ctx.session.execute(
        select(DepartureLine.kind, DepartureLine.subject_id, DepartureLine.amount_fen).where(
            DepartureLine.departure_id == row.id
        )
    )
    now = {(one.kind, one.subject_id, one.amount_fen) for one in matters(ctx, row.project_id)}
    return {(kind, subject_id, fen) for kind, subject_id, fen in lines} != now


def final_runs(ctx: Context, row: Departure) -> FinalRuns | None:
    """How far the project is billed; None while no last day is set."""
    if row.last_billing_on is None:
        return None
    return ask(ctx, BillingQueries).final_runs(row.project_id, row.last_billing_on)


def possible_readers(ctx: Context, project_id: int) -> list[ReaderRef]:
    """People who hold a grant in the project itself."""
    ids = set(
        ctx.session.scalars(
            select(Grant.person_id).where(Grant.at_project_id == project_id, Grant.revoked_at.is_(None))
        )
    )
    people = names(ctx, list(ids))
    return sorted(
        (ReaderRef(person_id=one, name=people[one]) for one in ids if one in people), key=lambda one: one.name
    )


def _row(ctx: Context, row: Departure) -> dict[str, Any]:
    is_left = row.stage == SIGNED and row.leaves_at <= ctx.now
    return {
        **{name: getattr(row, name) for name in _ROW},
        "stage": LEFT if is_left else row.stage,
        "project_name": ctx.get(Project, row.project_id).name,
    }
