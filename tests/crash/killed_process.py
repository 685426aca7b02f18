"""A process that kills itself (SIGKILL) at its n-th commit: before it, or just after.

`python killed_process.py NOW COMMIT before|after|never`; the installation comes from the environment.
What it does comes by standard input: nothing for a worker that works until idle, else one request as JSON
(`method`, `url`, `headers`, `json`), which a server in this process answers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from typing import Any

from starlette.testclient import TestClient

from manyhold.app import build_runtime, create_app
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.settings import Settings


def main(now: str, at: str, moment: str) -> None:
    """Work or answer; whoever is not killed ends with 0."""
    _arm(int(at), moment)
    settings = Settings()
    configure_logging(settings)
    runtime = build_runtime(settings, clock=FixedClock(datetime.fromisoformat(now)))
    if request := sys.stdin.read():
        TestClient(create_app(runtime, with_worker=False), base_url="http://localhost").request(
            **json.loads(request)
        ).raise_for_status()
    else:
        Worker(runtime).run_until_idle()


def _arm(at: int, moment: str) -> None:
    commit: Any = ScopedSession.commit
    commits = 0

    def counted(session: ScopedSession) -> None:
        nonlocal commits
        commits += 1
        if commits == at and moment == "before":
            session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        commit(session)
        if commits == at and moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    ScopedSession.commit = counted  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    main(*sys.argv[1:])
