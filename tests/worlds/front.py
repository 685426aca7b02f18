"""What stands before the services in a test: nginx where there is one, else a small proxy by nginx's own routes."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx

from browser.servers import served
from worlds.ports import free_ports, wait_for
from worlds.topology import NOWHERE, ROUTES, by_nginx

HOP_BY_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"content-length"}


class Front:
    """An ASGI proxy: each path to the service to which nginx would send it, answers passed on as they come."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self._roots = roots
        # Made once: reading the machine's certificates takes longer than most answers.
        self._certificates = ssl.create_default_context()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        service = by_nginx(scope["path"])
        if service == NOWHERE:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        path = scope["raw_path"].decode() + (
            f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
        )
        headers = [one for one in scope["headers"] if one[0] not in HOP_BY_HOP]
        async with (
            httpx.AsyncClient(trust_env=False, timeout=60, verify=self._certificates) as client,
            client.stream(
                scope["method"], f"{self._roots[service]}{path}", headers=headers, content=body
            ) as answer,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
            kept = [one for one in answer.headers.raw if one[0].lower() != b"transfer-encoding"]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
            async for chunk in answer.aiter_raw():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            tasks.cancel_scope.cancel()


async def _until_gone(receive: Any, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


@contextmanager
def fronted(roots: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The root address of the whole installation, whose services answer at `roots`."""
    nginx = shutil.which("nginx")
    if nginx is None:
        with served(Front(roots)) as root:
            yield root
        return
    (port,) = free_ports(1)
    upstreams = "".join(
        f"upstream {name} {{ server {root.removeprefix('http://')}; keepalive 8; }}\n"
        for name, root in roots.items()
    )
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}{upstreams}server {{\nlisten 127.0.0.1:{port};\ninclude {ROUTES};\n}}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-c", conf, "-p", folder, "-g", "daemon off;"])
    try:
        root = f"http://127.0.0.1:{port}"
        wait_for(f"{root}/healthz", until=time.monotonic() + 20)
        yield root
    finally:
        process.terminate()
        process.wait(10)
