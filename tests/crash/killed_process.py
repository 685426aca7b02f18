"""What a process does that kills itself (SIGKILL) at its n-th commit: before it, or just after."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from typing import Any

from starlette.testclient import TestClient

from manyhold.app import build_runtime, create_app, load_models
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.settings import Settings

load_models()


def work(settings: Settings, now: datetime, at: int, moment: str) -> None:
    """Work until idle, or until killed."""
    Worker(_armed(settings, now, at, moment)).run_until_idle()


def answer(settings: Settings, now: datetime, at: int, moment: str, asked: dict[str, Any]) -> None:
    """Answer one request (`method`, `url`, `headers`, `json`) as a server does, or be killed over it."""
    app = create_app(_armed(settings, now, at, moment), with_worker=False)
    TestClient(app, base_url="http://localhost").request(**asked).raise_for_status()


def _armed(settings: Settings, now: datetime, at: int, moment: str) -> Runtime:
    _arm(at, moment)
    configure_logging(settings)
    return build_runtime(settings, clock=FixedClock(now))


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
