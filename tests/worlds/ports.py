"""Ports of 127.0.0.1 that are free, and waiting for what is to answer there."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import httpx


def free_ports(number: int) -> list[int]:
    """So many ports on which nobody listens now."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in found]


def wait_for(url: str, *, until: float) -> None:
    """Return when the address answers 200; fails at the moment `until` of the monotonic clock."""
    while True:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < until, f"{url} did not answer in time"
        time.sleep(0.1)
