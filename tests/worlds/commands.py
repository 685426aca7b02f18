"""An installation run as deploy/compose.yaml runs it: the same commands and settings, each a process of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from manyhold.kernel.settings import Settings
from worlds.front import fronted
from worlds.ports import free_ports, wait_for
from worlds.topology import addresses, compose, services

SECONDS = 180
"""Until every service is ready: they start at once, on however few cores there are."""


@contextmanager
def commanded(settings: Settings) -> Iterator[str]:
    """The root address of the installation for as long as the body runs."""
    roots = {
        name: f"http://127.0.0.1:{port}"
        for name, port in zip(services(), free_ports(len(services())), strict=True)
    }
    until = time.monotonic() + SECONDS
    with ExitStack() as stack:
        for name, one in compose()["services"].items():
            if one.get("command", [""])[0] in ("serve", "worker"):
                stack.enter_context(_running(settings, one, roots.get(name), addresses(roots)))
        for root in roots.values():
            wait_for(f"{root}/readyz", until=until)
        yield stack.enter_context(fronted(roots, settings.data))


@contextmanager
def _running(settings: Settings, service: dict[str, Any], root: str | None, reached: str) -> Iterator[None]:
    command = [one for one in service["command"] if one not in ("--host", "0.0.0.0")]
    if root is not None:
        command += ["--port", root.rpartition(":")[2]]
    told = {
        "MANYHOLD_DATA": str(settings.data),
        "MANYHOLD_THREADS": str(settings.threads),
        "MANYHOLD_SERVICES": service["environment"]["MANYHOLD_SERVICES"],
        "MANYHOLD_SERVICE_ADDRESSES": reached,
        "MANYHOLD_LOG_LEVEL": "WARNING",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "manyhold.cli", *command],
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        cwd=Path(settings.data).parent,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
