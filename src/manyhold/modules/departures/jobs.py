"""Work that outlives a request: the sign-off as a page, drawn between two transactions."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.files.service import take_in
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.jobs.run import JobRun
from manyhold.modules.departures.document import SignOff, pdf
from manyhold.modules.departures.models import Departure
from manyhold.modules.departures.rules import Total
from manyhold.modules.departures.signing import fingerprint

PURPOSE = "departures.sign_off"


def draw(run: JobRun) -> dict[str, Any]:
    """Draw the sign-off of a signed departure and keep it as a file; a second run finds it kept."""
    departure_id: int = run.args["departure_id"]
    with run.reading() as ctx:
        row = ctx.get(Departure, departure_id)
        if row.sign_off_file_id is not None:
            return {"file_id": row.sign_off_file_id}
        project = ctx.get(Project, row.project_id)
        people = names(ctx, [one for one in (row.signed_by, *row.reader_ids) if one is not None])
        told = SignOff(
            project=project.name,
            successor=row.successor,
            reason=row.reason,
            notice_on=row.notice_on,
            last_billing_on=row.last_billing_on or row.notice_on,
            leaves_at=row.leaves_at,
            kept_until=row.kept_until or row.notice_on,
            readers=[people.get(one, "") for one in row.reader_ids],
            signed_by=people.get(row.signed_by or 0, ""),
            signed_at=row.signed_at,
            zone=project.time_zone,
            totals=[Total(**one) for one in row.figures],
            package_sha256=row.package_sha256,
            key_fingerprint=fingerprint(ctx.runtime.keys),
            unbilled_reason=row.unbilled_reason,
        )
    page = pdf(told)
    with run.step() as ctx:
        file = take_in(
            ctx, page, name=f"退场签署单-{project.code}.pdf", purpose=PURPOSE, project_id=project.id
        )
        ctx.get(Departure, departure_id).sign_off_file_id = file.id
        return {"file_id": file.id}
