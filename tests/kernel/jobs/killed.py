"""A worker with the tests' work that kills itself (SIGKILL) at its n-th commit."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from typing import Any

from kernel.jobs.work import offer
from manyhold.app import build_runtime
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.settings import Settings


def work(settings: Settings, now: datetime, at: int) -> None:
    """Work until idle, or until killed at commit `at`; 0 is never."""
    commit: Any = ScopedSession.commit
    commits = 0

    def counted(session: ScopedSession) -> None:
        nonlocal commits
        commits += 1
        if commits == at:
            session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        commit(session)

    ScopedSession.commit = counted  # pyright: ignore[reportAttributeAccessIssue]
    configure_logging(settings)
    runtime = build_runtime(settings, clock=FixedClock(now))
    offer(runtime)
    Worker(runtime).run_until_idle()
