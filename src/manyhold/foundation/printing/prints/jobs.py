"""The job that draws a large run."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.files.service import take_in
from manyhold.foundation.printing.prints import queries
from manyhold.foundation.printing.prints.models import PrintRun
from manyhold.kernel.jobs.run import JobRun


def draw(job: JobRun) -> dict[str, Any]:
    """Draw all pages of a run in a read, keep them as one file, then name it.

    A worker that takes over draws them again: they are the same.
    """
    run_id = int(job.args["run_id"])
    with job.reading() as looking:
        looking.origin = str(job.args["origin"])
        run = looking.get(PrintRun, run_id)
        if run.file_id is not None:
            return {"run_id": run_id, "file_id": run.file_id}
        total, project_id = run.document_count, run.project_id
        purpose = job.runtime.registry.printable(run.kind).file_purpose
        content = queries.draw(looking, run)
    with job.step(done=total, total=total) as ctx:
        file = take_in(ctx, content, name=f"print-{run_id}.pdf", purpose=purpose, project_id=project_id)
        ctx.get(PrintRun, run_id).file_id = file.id
        return {"run_id": run_id, "file_id": file.id, "documents": total}
