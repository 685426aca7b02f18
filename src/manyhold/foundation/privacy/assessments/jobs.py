"""Work that outlives a request: a signed assessment as a page."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.files.service import take_in
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.privacy.assessments.document import Signed, pdf
from manyhold.foundation.privacy.assessments.models import Assessment
from manyhold.kernel.jobs.run import JobRun

PURPOSE = "privacy.assessment"


def draw(run: JobRun) -> dict[str, Any]:
    """Draw a signed assessment and keep it as a file; a second run finds it kept."""
    assessment_id: int = run.args["assessment_id"]
    with run.reading() as ctx:
        row = ctx.get(Assessment, assessment_id)
        if row.file_id is not None:
            return {"file_id": row.file_id}
        people = names(ctx, [row.created_by, row.signed_by or 0])
        told = Signed(
            group=ctx.get(Group, ctx.group_id).name,
            title=row.title,
            version=row.version,
            occasion=row.occasion,
            description=row.description,
            answers=row.answers,
            risks=row.risks,
            conclusion=row.conclusion,
            conclusion_note=row.conclusion_note,
            written_by=people.get(row.created_by, ""),
            signed_by=people.get(row.signed_by or 0, ""),
            signed_at=row.signed_at,
        )
    page = pdf(told)
    with run.step() as ctx:
        name = f"影响评估-{told.title}-v{told.version}.pdf"
        file = take_in(ctx, page, name=name, purpose=PURPOSE, project_id=None)
        ctx.get(Assessment, assessment_id).file_id = file.id
        return {"file_id": file.id}
