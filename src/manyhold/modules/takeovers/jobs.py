"""Work that outlives a request: the sign-off as a page, drawn between two transactions."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.files.service import take_in
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.jobs.run import JobRun
from manyhold.modules.takeovers.document import SignOff, pdf
from manyhold.modules.takeovers.models import Takeover
from manyhold.modules.takeovers.rules import Line

PURPOSE = "takeovers.sign_off"


def draw(run: JobRun) -> dict[str, Any]:
    """Draw the sign-off of a signed takeover and keep it as a file; a second run finds it kept."""
    takeover_id: int = run.args["takeover_id"]
    with run.reading() as ctx:
        row = ctx.get(Takeover, takeover_id)
        if row.sign_off_file_id is not None:
            return {"file_id": row.sign_off_file_id}
        project = ctx.get(Project, row.project_id)
        people = names(ctx, [one for one in (row.signed_by, *(one["by"] for one in row.agreed)) if one])
        told = SignOff(
            project=project.name,
            former_manager=row.former_manager,
            cut_over_on=row.cut_over_on,
            signed_by=people.get(row.signed_by or 0, ""),
            signed_at=row.signed_at,
            zone=project.time_zone,
            lines=[Line(**one) for one in row.figures],
            agreed_by={one["key"]: people.get(one["by"], "") for one in row.agreed},
        )
    page = pdf(told)
    with run.step() as ctx:
        file = take_in(
            ctx, page, name=f"承接签署单-{project.code}.pdf", purpose=PURPOSE, project_id=project.id
        )
        ctx.get(Takeover, takeover_id).sign_off_file_id = file.id
        return {"file_id": file.id}
