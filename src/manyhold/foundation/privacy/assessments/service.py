"""Verbs: begin, write, sign, and revise an assessment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.privacy.assessments import rules
from manyhold.foundation.privacy.assessments.models import Assessment
from manyhold.foundation.privacy.assessments.schemas import AssessmentIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, FieldProblem
from manyhold.kernel.jobs.run import start

_CONTENT = ("title", "occasion", "description", "answers", "risks", "conclusion", "conclusion_note")


def begin(ctx: Context, wanted: AssessmentIn) -> Assessment:
    """The first version of a new assessment, a draft."""
    row_id = ctx.session.ids.next()
    return _add(ctx, row_id, series_id=row_id, version=1, content=_content(wanted))


def write(ctx: Context, row: Assessment, wanted: AssessmentIn) -> None:
    """Write a draft anew. Raises Conflict `assessment_signed`."""
    _require_draft(row)
    for name, value in _content(wanted).items():
        setattr(row, name, value)
    ctx.session.flush()


def sign(ctx: Context, row: Assessment) -> None:
    """Sign a complete draft; a job then draws its page.

    Raises BadInput with what is missing, Conflict `assessment_signed`, `own_assessment` for who wrote it.
    """
    _require_draft(row)
    if row.created_by == ctx.actor.id:
        raise Conflict("own_assessment")
    if found := rules.faults(row.answers, row.risks, row.conclusion):
        raise BadInput("invalid_input", fields=[FieldProblem(name, code) for name, code in found])
    row.state, row.signed_by, row.signed_at = rules.SIGNED, ctx.actor.id, ctx.now
    job = start(ctx, "privacy.draw_assessment", {"assessment_id": row.id}, permission="privacy.keep")
    ctx.session.flush()
    row.job_id = job.id


def revise(ctx: Context, row: Assessment) -> Assessment:
    """The next version, a draft that begins with what was signed. Raises Conflict `newer_version` when there is one."""
    if row.state != rules.SIGNED:
        raise Conflict("assessment_not_signed")
    last = ctx.session.scalar(
        select(func.max(Assessment.version)).where(Assessment.series_id == row.series_id)
    )
    if last != row.version:
        raise Conflict("newer_version", version=last)
    content = {name: getattr(row, name) for name in _CONTENT}
    return _add(ctx, ctx.session.ids.next(), row.series_id, row.version + 1, content)


def _add(ctx: Context, row_id: int, series_id: int, version: int, content: dict[str, Any]) -> Assessment:
    row = Assessment(
        id=row_id,
        group_id=ctx.group_id,
        series_id=series_id,
        version=version,
        state=rules.DRAFT,
        created_by=ctx.actor.id,
        created_at=ctx.now,
        **content,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def _content(wanted: AssessmentIn) -> dict[str, Any]:
    if unknown := set(wanted.answers) - {code for code, _, _ in rules.QUESTIONS}:
        raise BadInput.of(f"answers.{min(unknown)}", "unknown_reference")
    return wanted.model_dump()


def _require_draft(row: Assessment) -> None:
    if row.state != rules.DRAFT:
        raise Conflict("assessment_signed")
