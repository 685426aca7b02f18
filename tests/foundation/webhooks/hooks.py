"""Webhooks of a test's world, and events for them to hear."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from typing import Any

from manyhold.app import build_runtime
from manyhold.foundation.webhooks import line
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.settings import Settings
from manyhold.modules.workorders.contract import OrderReported
from worlds.world import World

REPORTED = OrderReported.name


def subscribed(world: World, url: str, *, name: str = "门禁平台", **more: Any) -> dict[str, Any]:
    """A webhook of group A's administrator that hears of reported orders."""
    world.runtime.settings.webhooks_may_be_private = True
    body = {"name": name, "url": url, "events": [REPORTED], **more}
    answer = world.client("group_administrator").post("/webhooks", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def reported(world: World, number: int, at: str = "A1") -> None:
    """An order was reported in a project."""
    project_id = world.sites[at].project_id
    with world.context(at, group=at[0]).session as session:
        ctx = session.info["context"]
        event = OrderReported(
            id=number, project_id=project_id, number=f"WX-{number}", state="reported", assignee_id=None
        )
        publish(ctx, event, project_id=project_id)
        session.commit()


def log(world: World, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """The delivery log, the oldest first."""
    answer = world.client("group_administrator").get(f"/webhooks/{webhook['id']}/deliveries?limit=200")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"][::-1]


def now(world: World, webhook: dict[str, Any]) -> dict[str, Any]:
    """The webhook as it is now."""
    return world.client("group_administrator").get(f"/webhooks/{webhook['id']}").json()


def killed_after(settings: Settings, at: datetime, sent: int) -> None:
    """Work as a worker that is killed when so many deliveries came back, before it has written that down."""
    configure_logging(settings)
    settle, seen = line.settle, 0

    def counted(runtime: Any, outcomes: Any) -> Any:
        nonlocal seen
        seen += len(outcomes)
        if seen >= sent:
            os.kill(os.getpid(), signal.SIGKILL)
        return settle(runtime, outcomes)

    line.settle = counted
    Worker(build_runtime(settings, clock=FixedClock(at))).run_until_idle()
