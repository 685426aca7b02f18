"""A cursor continues the list that gave it, for whom it was given, within the scope of that moment."""

from __future__ import annotations

import json
from typing import Any

import pytest

from manyhold import openapi
from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.web import pages
from modules.workorders.asked import reported
from worlds.world import World

MISMATCH = (400, "cursor_mismatch")
SAMPLES: dict[str, Any] = {
    "integer": 7,
    "boolean": True,
    "date": "2026-03-01",
    "date-time": "2026-03-01T00:00:00Z",
}
NOT_FILTERS = {"limit", "cursor", "with_own"}
"""They say how much of each row is shown, not which rows."""


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def cursor(world: World) -> str:
    """The customer service's place in the list of work orders of A1, after its first row."""
    for _ in range(3):
        reported(world)
    page = world.client("customer_service").get("/work-orders?limit=1").json()
    assert page["next_cursor"]
    return page["next_cursor"]


def test_it_goes_on_where_the_page_ended(world: World, cursor: str) -> None:
    desk = world.client("customer_service")
    whole = [one["id"] for one in desk.get("/work-orders").json()["items"]]
    rest = desk.get("/work-orders", params={"cursor": cursor, "limit": 2}).json()
    assert [one["id"] for one in rest["items"]] == whole[1:]
    assert rest["next_cursor"] is None


def test_another_filter_list_or_person_is_refused(world: World, cursor: str) -> None:
    desk = world.client("customer_service")
    for path in ("/work-orders?state=reported&", "/work-orders?is_open=true&", "/jobs?", "/spaces?"):
        answer = desk.get(f"{path}cursor={cursor}&project_id={world.sites['A1'].project_id}")
        assert answer.status_code in (400, 403), path
        assert answer.status_code == 403 or refused(answer) == MISMATCH
    for other in (world.client("project_manager"), world.client("project_manager", "B1")):
        assert refused(other.get("/work-orders", params={"cursor": cursor})) == MISMATCH


@pytest.mark.parametrize("change", ["", "!", "0", "cut", "longer", "words"])
def test_a_forged_cursor_is_refused(world: World, cursor: str, change: str) -> None:
    forged = {
        "": "x",
        "!": "!" + cursor[1:],
        "0": ("B" if cursor[0] == "A" else "A") + cursor[1:],
        "cut": cursor[:-4],
        "longer": cursor + "AAAA",
        "words": "金丝雀",
    }[change]
    assert (
        refused(world.client("customer_service").get("/work-orders", params={"cursor": forged})) == MISMATCH
    )


def test_it_is_bound_to_everything_that_the_scope_says(shared_world: World) -> None:
    runtime, group = shared_world.runtime, shared_world.sides["A"].group_id
    one, two = frozenset({1}), frozenset({2})
    scopes = (
        Scope(group, 1),
        Scope(group, 2),
        Scope(group + 1, 1),
        Scope(group, 1, group_wide=True),
        Scope(group, 1, projects=one),
        Scope(group, 1, narrowed=one),
        Scope(group, 1, narrowed=one, zones=one),
        Scope(group, 1, narrowed=two, zones=one),
        Scope(group, 1, narrowed=two, zones=two),
    )
    bindings: set[bytes] = set()
    for scope in scopes:
        with ScopedSession(runtime.database, scope, writes=False) as session:
            ctx = Context(runtime, session, Actor(scope.actor_id, scope.group_id))
            bindings.add(pages._binding(ctx, "orders", [], newest_first=True))
    assert len(bindings) == len(scopes)


def test_every_filter_of_every_list_is_bound(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a page could begin in the middle of another list: for each list route and each of its filters."""
    bound: list[bytes] = []
    binding = pages._binding

    def noted(*arguments: Any) -> bytes:
        bound.append(binding(*arguments))
        return bound[-1]

    monkeypatch.setattr(pages, "_binding", noted)
    roles = ("project_manager", "group_administrator", "auditor", "cashier", "security_administrator")
    clients = [shared_world.client(role) for role in roles]
    unbound: list[str] = []
    seen = 0
    for path, operation in lists():
        client = next((one for one in clients if one.get(path).status_code != 403), None)
        assert client is not None, f"nobody here may read {path}"
        given = {
            one["name"]: sample(one["schema"]) for one in operation["parameters"] if one["in"] == "query"
        }
        must = {one["name"] for one in operation["parameters"] if one.get("required")}
        base = {name: value for name, value in given.items() if name in must}
        for name in given.keys() - NOT_FILTERS - must:
            bound.clear()
            answers = [client.get(path, params=base), client.get(path, params={**base, name: given[name]})]
            if len(bound) < 2:
                assert answers[-1].status_code in (404, 422), (path, name, answers[-1].text)
                continue
            seen += 1
            if bound[0] == bound[1]:
                unbound.append(f"{path} {name}")
    assert unbound == []
    assert seen > 20


def lists() -> list[tuple[str, Any]]:
    """Every GET that takes a cursor and no path parameter."""
    paths = json.loads(openapi.document())["paths"]
    return [
        (path, verbs["get"])
        for path, verbs in paths.items()
        if "get" in verbs
        and "{" not in path
        and any(one["name"] == "cursor" for one in verbs["get"].get("parameters", ()))
    ]


def sample(schema: dict[str, Any]) -> Any:
    """A value that a filter takes, and not its default."""
    if schema.get("type") == "boolean":
        return not schema.get("default", False)
    default = schema.get("default")
    schema = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    if "enum" in schema:
        return next(one for one in schema["enum"] if one != default)
    kind = schema.get("format") or schema.get("type")
    return SAMPLES.get(kind, "1")
