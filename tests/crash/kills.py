"""Processes over a world's database that are killed at a commit, and what lies in its tables afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from crash import killed_process
from manyhold.kernel.jobs.run import LEASE
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import Settings
from worlds import processes
from worlds.world import Client, World

NEVER = (0, "never")

Moment = tuple[int, str]
"""The number of the commit, and `before` it or `after`."""


def work(world: World, moment: Moment = NEVER, *, turn: int = 0) -> int:
    """Let a worker work until idle or killed; `turn` leases later than now. Gives its exit status."""
    now = world.clock.now() + turn * (LEASE + timedelta(seconds=1))
    return processes.run(killed_process.work, _quiet(world), now, *moment)


def request(world: World, client: Client, moment: Moment, url: str, key: str, body: Any) -> int:
    """Let a server answer a POST with this idempotency key, or be killed over it. Gives its exit status."""
    headers = {
        "Idempotency-Key": key,
        "X-CSRF-Token": client.csrf,
        "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
    }
    asked = {"method": "POST", "url": f"/api/v1{url}", "headers": headers, "json": body}
    return processes.run(killed_process.answer, _quiet(world), world.clock.now(), *moment, asked)


def rows(world: World, kinds: Iterable[type[Any]]) -> dict[str, int]:
    """How many rows each of these tables has, whoever may see them."""
    with SystemSession(world.runtime.database, writes=False) as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }


def _quiet(world: World) -> Settings:
    return world.settings.model_copy(update={"log_level": "ERROR"})
