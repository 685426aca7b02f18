"""Reads: assessments as lists and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.identity.names import names
from manyhold.foundation.privacy.assessments import rules
from manyhold.foundation.privacy.assessments.models import Assessment
from manyhold.foundation.privacy.assessments.schemas import (
    AssessmentDetail,
    AssessmentOut,
    GradedRisk,
    Question,
)
from manyhold.kernel.context import Context

_PLAIN = (
    "id", "series_id", "version", "title", "occasion", "conclusion", "state", "created_at", "signed_at", "revision",
)  # fmt: skip


def found(*, state: str | None) -> Select[Any]:
    """The assessments of a filter."""
    statement = select(Assessment)
    return statement if state is None else statement.where(Assessment.state == state)


def shown(ctx: Context, rows: Sequence[Assessment]) -> list[AssessmentOut]:
    """Assessments with the names of who wrote and signed them."""
    people = names(ctx, (one for row in rows for one in (row.created_by, row.signed_by) if one))
    return [
        AssessmentOut(
            **{name: getattr(row, name) for name in _PLAIN},
            created_by_name=people.get(row.created_by, ""),
            signed_by_name=people.get(row.signed_by or 0),
            high_risks=sum(rules.grade(risk["likelihood"], risk["impact"]) == "high" for risk in row.risks),
        )
        for row in rows
    ]


def detail(ctx: Context, row: Assessment) -> AssessmentDetail:
    """One assessment in full."""
    [plainly] = shown(ctx, [row])
    versions = {
        one.version: one.id
        for one in ctx.session.execute(
            select(Assessment.version, Assessment.id).where(Assessment.series_id == row.series_id)
        )
    }
    file = None if row.file_id is None else ctx.session.get(StoredFile, row.file_id)
    return AssessmentDetail(
        **plainly.model_dump(),
        description=row.description,
        answers=row.answers,
        risks=[
            GradedRisk(**risk, grade=rules.grade(risk["likelihood"], risk["impact"])) for risk in row.risks
        ],
        conclusion_note=row.conclusion_note,
        questions=[Question(code=code, zh=zh, en=en) for code, zh, en in rules.QUESTIONS],
        versions=versions,
        is_newest=row.version == max(versions),
        is_own=row.created_by == ctx.actor.id,
        file=None if file is None else FileRef(id=file.id, name=file.name),
        job_id=row.job_id,
    )
