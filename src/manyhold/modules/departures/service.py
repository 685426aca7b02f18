"""Verbs: begin a departure, set its last day, move it, decide what is open, have the package made, sign."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import select

from manyhold.foundation.access.closing import end_grants
from manyhold.foundation.organisation.closing import close_project, forget_closing, set_last_billing_day
from manyhold.foundation.organisation.models import ProjectStage
from manyhold.foundation.organisation.queries import project_held, today
from manyhold.foundation.organisation.schemas import ProjectChange
from manyhold.foundation.organisation.service import change_project
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.jobs.run import start
from manyhold.modules.departures import queries
from manyhold.modules.departures.contract import DepartureSigned
from manyhold.modules.departures.models import Departure, DepartureLine, DeparturePart
from manyhold.modules.departures.rules import (
    BALANCES,
    FINAL_RUNS,
    LAST_DAY,
    MOVES,
    NOTICE,
    PACKAGE,
    SIGNED,
    undecided,
)
from manyhold.modules.departures.schemas import DecideIn, DepartureIn, LeaveIn, StageIn

NOTICE_OF_LEAVING = timedelta(hours=1)
"""The sign-off is drawn and told before the project closes."""


def begin(ctx: Context, wanted: DepartureIn) -> Departure:
    """Begin to leave a project in service, once. Raises Conflict `departure_exists`, `stage_order` of the project."""
    project = project_held(ctx, wanted.project_id)
    if ctx.one(Departure, Departure.project_id == project.id) is not None:
        raise Conflict("departure_exists")
    if wanted.notice_on > today(ctx, project):
        raise BadInput.of("notice_on", "in_the_future")
    change_project(ctx, project, ProjectChange(stage="leaving", stage_from=wanted.notice_on))
    row = Departure(
        project_id=project.id,
        stage=NOTICE,
        successor=wanted.successor.strip(),
        reason=wanted.reason.strip(),
        notice_on=wanted.notice_on,
        last_billing_on=None,
        unbilled_reason="",
        figures=[],
        package_by=None,
        package_job_id=None,
        package_file_id=None,
        package_sha256="",
        leaves_at=None,
        kept_until=None,
        reader_ids=[],
        signed_by=None,
        signed_at=None,
        sign_off_file_id=None,
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    ctx.session.add(row)
    return row


def withdraw(ctx: Context, row: Departure) -> None:
    """The project stays after all: it is in service again, and nothing of the departure is left but the audit."""
    _require_open(ctx, row)
    project = project_held(ctx, row.project_id)
    for kind in (DepartureLine, DeparturePart):
        bulk.delete_where(ctx.session, kind, [kind.departure_id == row.id])
    forget_closing(ctx, project)
    begun = ctx.one(
        ProjectStage, ProjectStage.project_id == project.id, ProjectStage.starts_on == row.notice_on
    )
    day = max(today(ctx, project), row.notice_on + timedelta(days=1))
    if begun is not None and begun.stage == "leaving":
        change_project(ctx, project, ProjectChange(stage="in_service", stage_from=day))
    ctx.session.delete(ctx.get(Departure, row.id))


def set_last_day(ctx: Context, row: Departure, wanted: date) -> Departure:
    """Bill up to and with a day; later runs are refused from now on. Raises Conflict `departure_stage`."""
    _require_stage(row, NOTICE, LAST_DAY, FINAL_RUNS)
    if wanted < row.notice_on:
        raise BadInput.of("last_billing_on", "before_notice", notice_on=row.notice_on.isoformat())
    row.last_billing_on = wanted
    set_last_billing_day(ctx, project_held(ctx, row.project_id), wanted)
    return row


def move(ctx: Context, row: Departure, wanted: StageIn) -> Departure:
    """To the stage before or after.

    Raises Conflict `departure_stage`, `without_last_day`, `billed_beyond`, `months_unbilled`, `departure_undecided`.
    """
    _require_open(ctx, row)
    if wanted.to not in MOVES[row.stage]:
        raise Conflict("departure_stage", stage=row.stage)
    if wanted.to == FINAL_RUNS and row.last_billing_on is None:
        raise Conflict("without_last_day")
    if row.stage == FINAL_RUNS and wanted.to == BALANCES:
        _require_billed(ctx, row, wanted.unbilled_reason)
        gather(ctx, row)
    if wanted.to == PACKAGE:
        _require_decided(ctx, row)
    else:
        _forget_package(row)
    row.stage = wanted.to
    return row


def gather(ctx: Context, row: Departure) -> Departure:
    """List anew what is open; a decision stands where its matter and balance are the same."""
    _require_stage(row, FINAL_RUNS, BALANCES)
    known = {
        (one.kind, one.subject_id, one.amount_fen): (one.decision, one.note, one.decided_by)
        for one in ctx.session.scalars(select(DepartureLine).where(DepartureLine.departure_id == row.id))
    }
    found = list(queries.matters(ctx, row.project_id))
    bulk.delete_where(ctx.session, DepartureLine, [DepartureLine.departure_id == row.id])
    made: list[dict[str, object]] = []
    for one in found:
        decision, note, decided_by = known.get((one.kind, one.subject_id, one.amount_fen), ("", "", None))
        made.append(
            {
                "project_id": row.project_id,
                "departure_id": row.id,
                "kind": one.kind,
                "subject_id": one.subject_id,
                "space_id": one.space_id,
                "label": one.label[:160],
                "item": one.item[:160],
                "amount_fen": one.amount_fen,
                "period": one.period,
                "text": one.text[:200],
                "choices": list(one.choices),
                "decision": decision or (one.choices[0] if len(one.choices) == 1 else ""),
                "note": note,
                "decided_by": decided_by,
            }
        )
    bulk.insert_rows(ctx.session, DepartureLine, made)
    return ctx.get(Departure, row.id)


def decide(ctx: Context, row: Departure, wanted: DecideIn) -> Departure:
    """Say what becomes of lines. Raises BadInput `nothing_named`, `unknown_reference`, `choice_not_offered`."""
    _require_stage(row, BALANCES)
    statement = select(DepartureLine).where(DepartureLine.departure_id == row.id)
    if wanted.line_ids:
        statement = statement.where(DepartureLine.id.in_(wanted.line_ids))
    elif wanted.kind:
        statement = statement.where(DepartureLine.kind == wanted.kind, DepartureLine.decision == "")
    else:
        raise BadInput.of("line_ids", "nothing_named")
    lines = ctx.session.scalars(statement).all()
    if set(wanted.line_ids) - {line.id for line in lines}:
        raise BadInput.of("line_ids", "unknown_reference")
    if any(wanted.decision not in line.choices for line in lines):
        raise BadInput.of("decision", "choice_not_offered")
    ids = [line.id for line in lines]
    values = {"decision": wanted.decision, "note": wanted.note.strip(), "decided_by": ctx.actor.id}
    for first in range(0, len(ids), 500):
        bulk.update_where(
            ctx.session, DepartureLine, [DepartureLine.id.in_(ids[first : first + 500])], values
        )
    return ctx.get(Departure, row.id)


def make_package(ctx: Context, row: Departure) -> Departure:
    """Have the package made by a job. Raises Conflict `package_under_way`, `departure_moved`."""
    _require_stage(row, PACKAGE)
    job = None if row.package_job_id is None else ctx.session.get(Job, row.package_job_id)
    if job is not None and job.state in (QUEUED, RUNNING):
        raise Conflict("package_under_way", job_id=job.id)
    _require_still(ctx, row)
    _forget_package(row)
    row.package_by = ctx.actor.id
    row.package_job_id = start(
        ctx, "departures.make_package", {"departure_id": row.id}, project_id=row.project_id
    ).id
    return row


def sign(ctx: Context, row: Departure, wanted: LeaveIn) -> Departure:
    """Freeze the figures and set the moment from which the project is only read; grants in it end then.

    Not by whoever had the package made (不相容岗位分离). Raises Conflict `without_package`, `departure_moved`,
    `stage_order`; BadInput on the moment, the day or a reader.
    """
    _require_stage(row, PACKAGE)
    if row.package_file_id is None:
        raise Conflict("without_package")
    if row.package_by == ctx.actor.id:
        raise Forbidden("signed_by_packer")
    _require_still(ctx, row)
    project = project_held(ctx, row.project_id)
    day = business_date(wanted.leaves_at, project.time_zone)
    if wanted.leaves_at < ctx.now + NOTICE_OF_LEAVING or day <= max(
        row.notice_on, row.last_billing_on or day.min
    ):
        raise BadInput.of("leaves_at", "leaves_too_soon")
    if wanted.kept_until <= day:
        raise BadInput.of("kept_until", "kept_too_short")
    known = {one.person_id for one in queries.possible_readers(ctx, project.id)}
    if set(wanted.reader_ids) - known:
        raise BadInput.of("reader_ids", "unknown_reference")
    row.figures = [asdict(one) for one in queries.sums(ctx, row)]
    row.stage, row.signed_by, row.signed_at = SIGNED, ctx.actor.id, ctx.now
    row.leaves_at, row.kept_until, row.reader_ids = (
        wanted.leaves_at,
        wanted.kept_until,
        sorted(set(wanted.reader_ids)),
    )
    change_project(ctx, project, ProjectChange(stage="left", stage_from=day))
    close_project(
        ctx, project, closes_at=wanted.leaves_at, kept_until=wanted.kept_until, reader_ids=wanted.reader_ids
    )
    end_grants(ctx, project.id, day, except_for=wanted.reader_ids)
    start(ctx, "departures.draw", {"departure_id": row.id}, project_id=project.id)
    publish(ctx, DepartureSigned(id=row.id, project_id=project.id), project_id=project.id)
    return row


def _require_billed(ctx: Context, row: Departure, reason: str) -> None:
    found = queries.final_runs(ctx, row)
    if found is None:
        raise Conflict("without_last_day")
    if found.bills_beyond:
        raise Conflict("billed_beyond", bills=found.bills_beyond)
    if found.missing and len(reason.strip()) < 2:
        raise Conflict("months_unbilled", months=len(found.missing))
    row.unbilled_reason = reason.strip() if found.missing else ""


def _require_decided(ctx: Context, row: Departure) -> None:
    if left := undecided(queries.sums(ctx, row)):
        raise Conflict("departure_undecided", lines=left)
    _require_still(ctx, row)


def _require_still(ctx: Context, row: Departure) -> None:
    if queries.has_moved(ctx, row):
        raise Conflict("departure_moved")


def _forget_package(row: Departure) -> None:
    row.package_by, row.package_job_id, row.package_file_id, row.package_sha256 = None, None, None, ""


def _require_open(ctx: Context, row: Departure) -> None:
    if row.stage == SIGNED:
        raise Conflict("departure_signed")
    job = None if row.package_job_id is None else ctx.session.get(Job, row.package_job_id)
    if job is not None and job.state in (QUEUED, RUNNING):
        raise Conflict("package_under_way", job_id=job.id)


def _require_stage(row: Departure, *stages: str) -> None:
    if row.stage not in stages:
        raise Conflict("departure_signed" if row.stage == SIGNED else "departure_stage", stage=row.stage)
