"""Processes over a world's database that are killed at a commit, and what lies in its tables afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from manyhold.kernel.jobs.run import LEASE
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

SCRIPT = Path(__file__).with_name("killed_process.py")
KILLED = -9
NEVER = (0, "never")

Moment = tuple[int, str]
"""The number of the commit, and `before` it or `after`."""


def work(world: World, moment: Moment = NEVER, *, turn: int = 0) -> int:
    """Let a worker work until idle or killed; `turn` leases later than now. Gives its exit status."""
    return _run(world, moment, turn, "")


def request(world: World, client: Client, moment: Moment, url: str, key: str, body: Any) -> int:
    """Let a server answer a POST with this idempotency key, or be killed over it. Gives its exit status."""
    headers = {
        "Idempotency-Key": key,
        "X-CSRF-Token": client.csrf,
        "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
    }
    asked = {"method": "POST", "url": f"/api/v1{url}", "headers": headers, "json": body}
    return _run(world, moment, 0, json.dumps(asked))


def rows(world: World, kinds: Iterable[type[Any]]) -> dict[str, int]:
    """How many rows each of these tables has, whoever may see them."""
    with SystemSession(world.runtime.database, writes=False) as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }


def _run(world: World, moment: Moment, turn: int, standard_input: str) -> int:
    settings = world.settings
    now = world.clock.now() + turn * (LEASE + timedelta(seconds=1))
    environment = {
        **os.environ,
        "MANYHOLD_DATA": str(settings.data),
        "MANYHOLD_DATABASE_URL": settings.database_url,
        "MANYHOLD_SYSTEM_DATABASE_URL": settings.system_database_url,
        "MANYHOLD_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, str(SCRIPT), now.isoformat(), str(moment[0]), moment[1]]
    return subprocess.run(
        command, env=environment, input=standard_input, text=True, timeout=60, check=False
    ).returncode
