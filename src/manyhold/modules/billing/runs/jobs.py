"""The job that posts a run."""

from __future__ import annotations

from typing import Any

from manyhold.kernel.jobs.run import JobRun
from manyhold.modules.billing.bills.models import BillRun
from manyhold.modules.billing.runs import service


def post_run(job: JobRun) -> dict[str, Any]:
    """Post a run in one transaction, fenced by the lease.

    There is no staging: a project's month is one statement per fee and ends in seconds. A worker that is
    killed in it leaves a draft behind, one that is killed after it finds the run posted and has nothing
    more to do.
    """
    with job.step() as ctx:
        run = service.post_run(ctx, ctx.get(BillRun, job.args["run_id"]))
        job.progress = (run.line_count, run.line_count)
        return {"run_id": run.id, "line_count": run.line_count, "total_fen": run.total_fen}
