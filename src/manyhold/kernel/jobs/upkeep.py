"""Upkeep of the installation: what was kept long enough is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from manyhold.kernel.events import FORGOTTEN_AT_ONCE, forget_old
from manyhold.kernel.jobs.run import JobRun
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.web import answers


def upkeep(run: JobRun) -> dict[str, Any]:
    """The day's upkeep; it crosses groups, and a second group's turn finds it done.

    As after every job, SQLite then learns how its tables lie.
    """
    runtime, now = run.runtime, run.runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        forgotten = answers.forget_old(session, now)
        session.commit()
    before, gone, removed = now - timedelta(days=runtime.settings.events_kept_days), 0, FORGOTTEN_AT_ONCE
    while removed == FORGOTTEN_AT_ONCE:
        with SystemSession(runtime.database, writes=True) as session:
            removed = forget_old(session, before)
            session.commit()
        gone += removed
    return {"answers": forgotten, "events": gone}
