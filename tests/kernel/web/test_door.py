"""A page of somebody else, open in a browser on this machine, neither founds, signs in nor writes anything."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from manyhold.kernel.settings import Settings
from manyhold.kernel.web.door import Door
from worlds.world import World

OWN = "http://localhost"
JSON = {"content-type": "application/json"}
SETUP = {
    "group_name": "众园物业",
    "display_name": "周敏",
    "sign_in_name": "zhou.min",
    "password": "Quiet-Garden-7",
}
FOREIGN: dict[str, tuple[dict[str, str], tuple[int, str]]] = {
    "another origin": ({**JSON, "origin": "https://evil.example"}, (403, "foreign_page")),
    "another port": ({**JSON, "origin": "http://localhost:3000"}, (403, "foreign_page")),
    "a sandboxed page": ({**JSON, "origin": "null"}, (403, "foreign_page")),
    "another site": ({**JSON, "sec-fetch-site": "cross-site"}, (403, "foreign_page")),
    "plain text": ({"content-type": "text/plain"}, (415, "body_type_unknown")),
    "a form": ({"content-type": "application/x-www-form-urlencoded"}, (415, "body_type_unknown")),
    "no type": ({}, (415, "body_type_unknown")),
    "a rebound name": (
        {**JSON, "host": "evil.example", "origin": "http://evil.example"},
        (400, "host_unknown"),
    ),
    "a name that begins like ours": ({**JSON, "host": "localhost.evil.example"}, (400, "host_unknown")),
}


@pytest.mark.parametrize("case", FOREIGN)
@pytest.mark.parametrize("path", ["/setup", "/sessions"])
def test_a_foreign_page_is_sent_away(shared_world: World, path: str, case: str) -> None:
    headers, refused = FOREIGN[case]
    content = json.dumps(SETUP)
    answer = shared_world.nobody().post(path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == refused
    assert answer.json()["request_id"] == answer.headers["x-request-id"] != ""


def test_a_rebound_name_reads_nothing(shared_world: World) -> None:
    for path in ("/setup", "/healthz"):
        answer = shared_world.nobody().get(path, headers={"host": "evil.example:8000"})
        assert (answer.status_code, answer.json()["code"]) == (400, "host_unknown")


def test_our_own_pages_come_in(shared_world: World) -> None:
    own = {"origin": OWN, "sec-fetch-site": "same-origin"}
    answer = shared_world.nobody().post("/setup", json={**SETUP, "setup_code": "x"}, headers=own)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_set_up")


@pytest.mark.parametrize(
    ("hosts", "host", "origin", "status"),
    [
        ("", "localhost:8000", "http://localhost:8000", 200),
        ("", "127.0.0.1:8000", "http://127.0.0.1:8000", 200),
        ("", "[::1]:8000", "http://[::1]:8000", 200),
        ("", "192.168.1.20:8000", "http://192.168.1.20:8000", 200),
        ("", "127.0.0.1:8000", "http://localhost:8000", 403),
        ("", "yuan.example", "https://yuan.example", 400),
        ("yuan.example", "yuan.example", "https://yuan.example", 200),
        ("a.example, Yuan.example:8443", "YUAN.example", "https://yuan.example:8443", 200),
        ("yuan.example", "127.0.0.1:8000", "https://yuan.example", 200),
        ("yuan.example", "yuan.example", "https://evil.example", 403),
        ("yuan.example", "evil.example", "https://yuan.example", 400),
        ("", "[::1", "http://localhost", 400),
        ("", "", "http://localhost", 400),
    ],
)
def test_a_name_is_ours_or_an_address(hosts: str, host: str, origin: str, status: int) -> None:
    inside = Starlette(routes=[Route("/", lambda _: PlainTextResponse("in"), methods=["GET", "POST"])])
    client = TestClient(Door(inside, Settings(allowed_hosts=hosts)))
    given: dict[str, Any] = {"json": {}, "headers": {"host": host, "origin": origin}}
    assert client.post("/", **given).status_code == status


def test_nothing_to_read_needs_no_type(shared_world: World) -> None:
    assert shared_world.nobody().post("/sessions").status_code == 422


def test_a_load_balancer_names_no_host() -> None:
    reached: list[str] = []

    async def inside(scope: Scope, _: Receive, __: Send) -> None:
        reached.append(scope["path"])

    async def nothing(_: Any = None) -> Any:
        raise AssertionError("nothing is answered here")

    scope = {"type": "http", "method": "GET", "path": "/readyz", "headers": []}
    asyncio.run(Door(inside, Settings())(scope, nothing, nothing))
    assert reached == ["/readyz"]
