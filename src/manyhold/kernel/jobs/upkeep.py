"""Upkeep of the installation: what was kept long enough is forgotten."""

from __future__ import annotations

from typing import Any

from manyhold.kernel.jobs.run import JobRun
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.web import answers


def upkeep(run: JobRun) -> dict[str, Any]:
    """The day's upkeep; it crosses groups, and a second group's turn finds it done.

    As after every job, SQLite then learns how its tables lie.
    """
    runtime = run.runtime
    with SystemSession(runtime.database, writes=True) as session:
        forgotten = answers.forget_old(session, runtime.clock.now())
        session.commit()
    return {"answers": forgotten}
