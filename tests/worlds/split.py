"""The two-group world as the services of deploy/compose.yaml, each a process of its own behind nginx's routes.

`MANYHOLD_TEST_SPLIT=1` makes every world such a one. What a test holds in its hands is then a caller in which no module
runs: what it asks and orders goes over HTTP. Tests that put a fake into the runtime cannot be run so.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import APIRouter, Request

from manyhold.app import build_runtime, create_app
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.modules import resolve
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.services import layout
from manyhold.kernel.services.peers import Peers
from manyhold.kernel.settings import Settings
from worlds.front import Front
from worlds.processes import forked
from worlds.topology import addresses, services
from worlds.world import NOW, World

IS_ASKED = os.environ.get("MANYHOLD_TEST_SPLIT", "") == "1"
OFFERED = {"orders": "kernel.contracts.desk:offer"}
"""Modules of tests alone, by the service in which they run."""
SECONDS = 60
"""That one service may take for an answer to another: a machine of tests is never idle."""
WORK = "/test/work"
worked = APIRouter()


class SharedClock(FixedClock):
    """A fixed clock that all processes of a world read from one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(NOW)
        self._path = path
        if not path.exists():
            self.set(NOW)

    def now(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text())

    def set(self, at: datetime) -> None:
        draft = self._path.with_suffix(".new")
        draft.write_text(at.isoformat())
        draft.replace(self._path)

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)


@worked.post(WORK)
def work(request: Request) -> bool:
    """Do what is due in this service; whether there was anything."""
    worker: Worker = request.app.state.worker
    return worker.run_until_idle()


def serve(told: dict[str, Any], name: str, listener: socket.socket, clock: Path) -> None:
    """One service, for as long as its process lives."""
    settings = Settings(**told)
    runtime = build_runtime(settings, clock=SharedClock(clock))
    if name in OFFERED:
        resolve(OFFERED[name])(runtime)
    app = create_app(runtime, with_worker=False)
    app.state.worker = Worker(runtime)
    app.router.routes.insert(0, worked.routes[0])
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


class SplitWorld(World):
    """A world of several processes; this one runs none of the modules."""

    def __init__(self, settings: Settings) -> None:
        clock = settings.data / "clock"
        super().__init__(settings, clock=SharedClock(clock))
        self.processes: list[BaseProcess] = []
        listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in services()}
        self.roots = {name: f"http://127.0.0.1:{one.getsockname()[1]}" for name, one in listeners.items()}
        reached = addresses(self.roots)
        for name, modules in services().items():
            told = {
                **settings.model_dump(mode="json"),
                "services": modules,
                "service_addresses": reached,
                "service_seconds": SECONDS,
            }
            self.processes.append(forked(serve, told, name, listeners[name], clock))
            listeners[name].close()
        self.runtime.registry.running = frozenset()
        self.runtime.peers = Peers(
            layout.addresses(reached, self.runtime.registry.manifests.values()), seconds=SECONDS
        )
        self.worker = Worker(self.runtime)
        self.app = Front(self.roots)

    def offer(self, offered: Callable[[Runtime], str]) -> None:
        module = offered(self.runtime)
        self.runtime.registry.running = frozenset()
        service = next(name for name, dotted in OFFERED.items() if resolve(dotted) is offered)
        self.runtime.peers.addresses[module] = self.roots[service]

    def work(self) -> None:
        did = True
        while did:
            did = self.worker.run_until_idle()
            for root in self.roots.values():
                did |= bool(
                    httpx.post(f"{root}{WORK}", trust_env=False, timeout=60).raise_for_status().json()
                )

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(5)
            process.kill()
        self.runtime.peers.close()
        super().close()
