"""A worker in a process of its own, with the tests' work, that kills itself (SIGKILL) at its n-th commit.

`python killed.py NOW COMMIT`; 0 lets it work until idle. The installation comes from the environment.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

from kernel.jobs.work import offer
from manyhold.app import build_runtime
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.settings import Settings


def main(now: str, at: str) -> None:
    """Work until idle, or until killed."""
    commit: Any = ScopedSession.commit
    commits = 0

    def counted(session: ScopedSession) -> None:
        nonlocal commits
        commits += 1
        if commits == int(at):
            session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        commit(session)

    ScopedSession.commit = counted  # pyright: ignore[reportAttributeAccessIssue]
    settings = Settings()
    configure_logging(settings)
    runtime = build_runtime(settings, clock=FixedClock(datetime.fromisoformat(now)))
    offer(runtime)
    Worker(runtime).run_until_idle()


if __name__ == "__main__":
    main(*sys.argv[1:])
