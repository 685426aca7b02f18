"""A real server on this machine, and somebody who listens to its stream."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from manyhold.app import create_app
from manyhold.kernel.runtime import Runtime
from worlds.world import Client

PATIENCE = 8.0


@dataclass
class Message:
    """One message of a stream: an event, or with no name a sign of life."""

    name: str = ""
    id: str = ""
    data: str = ""
    fields: list[str] = field(default_factory=list)


@contextmanager
def served(runtime: Runtime) -> Generator[str, None, None]:
    """The application under uvicorn on a free port of 127.0.0.1; its address."""
    app = create_app(runtime, with_worker=False)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def listening(
    address: str, client: Client, *, topics: str = "", after: str = ""
) -> Generator[Iterator[Message], None, None]:
    """The messages of a stream as they come; waiting longer than PATIENCE for one fails."""
    headers = {"cookie": f"manyhold_session={client.cookies['manyhold_session']}"}
    if after:
        headers["last-event-id"] = after
    with httpx.stream(
        "GET", f"{address}/api/v1/stream", params={"topics": topics}, headers=headers, timeout=PATIENCE
    ) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _messages(answer)


def _messages(answer: Any) -> Iterator[Message]:
    message = Message()
    for line in answer.iter_lines():
        if not line:
            yield message
            message = Message()
            continue
        name, _, value = line.partition(": ")
        message.fields.append(line)
        if name == "event":
            message.name = value
        elif name in ("id", "data"):
            setattr(message, name, value)
