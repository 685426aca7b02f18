"""Every route, asked by every role of A1 with ids of its neighbour A2 and of the other group, in path, query and body.

Generated from the route table: a new route is covered the day it is written. What is answered is searched for the
other side's canaries and ids, and when all was asked, not a byte of the other side has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from manyhold.foundation.organisation.roles import BUILT_IN, REGION_MANAGER
from worlds.furnished import TABLE_OF, Furnished, ids_in
from worlds.routes import OUTSIDE, Operation, operations, places, sample, with_value
from worlds.world import GROUP_ROLES, Client, World

OWN = "A1"
CANARIES = {"A2": ("金丝雀A2",), "B1": ("金丝雀B", "金丝雀集团B", "金丝雀物业B")}
ABOUT_ONESELF = {"/api/v1/sessions/current"}
"""Would end the asker's own sign-in and names nobody."""
STAFF = "金丝雀A2员工"
"""The register of staff is the whole group's: a project's manager chooses from it whom to grant a role."""
CHOSEN: dict[str, dict[str, Any]] = {
    "/api/v1/grants": {"role": "technician"},
    "/api/v1/parties/{party_id}/reveal": {"field": "phone"},
    "/api/v1/paper-stocks": {"kind": "billing.receipt", "prefix": "X"},
    "/api/v1/print-runs": {"kind": "billing.receipt"},
    "/api/v1/price-versions": {"starts_on": "2027-01-01"},
    "/api/v1/public/places/{token}/reports": {"category": "enquiry", "phone": "13800138000"},
    "/api/v1/work-orders": {"category": "enquiry"},
}
"""Values without which a request would be refused before anybody looks at the ids in it."""
Given = dict[str, Any]


@pytest.fixture(scope="module")
def furnished(shared_world: World) -> Furnished:
    return Furnished(shared_world)


@pytest.mark.parametrize("foreign", ["B1", "A2"])
def test_no_route_gives_or_changes_what_is_abroad(furnished: Furnished, foreign: str) -> None:
    world = furnished.world
    for role in BUILT_IN:
        world.client(role.code, OWN)
    abroad = furnished.ids(foreign) - furnished.ids(OWN)
    before = furnished.checksum(foreign, with_group=foreign == "B1")
    faults: list[str] = []
    asked = 0
    for role in (role.code for role in BUILT_IN if foreign == "B1" or is_local(role.code)):
        client = world.client(role, OWN)
        for operation in operations():
            if operation.path in ABOUT_ONESELF or not may_ask(world, role, operation):
                continue
            for names, answer in requests(furnished, client, operation, foreign):
                asked += 1
                if fault := leak(answer, abroad, foreign, must_refuse=is_named(names)):
                    faults.append(f"{role} {operation} {names}: {answer.status_code} {fault}")
    assert "\n".join(faults) == ""
    assert asked > 500
    after = furnished.checksum(foreign, with_group=foreign == "B1")
    assert [name for name in before if before[name] != after[name]] == []


def test_under_a_narrowed_grant_the_other_rooms_are_not_seen(furnished: Furnished) -> None:
    """Everybody whose post is in the project, held for its first room alone: reads by whatever ids A1 has."""
    world = furnished.world
    elsewhere = tuple(f"金丝雀A1-{room}" for room in ("102", "201", "202"))
    whole = world.client("project_manager", OWN).get("/spaces", params={"limit": 200}).text
    assert all(label in whole for label in elsewhere)
    faults: list[str] = []
    seen = 0
    for role in (role.code for role in BUILT_IN if is_local(role.code)):
        keeper = world.client(role, OWN, zones=world.sites[OWN].room_ids[:1])
        for operation in operations():
            if operation.writes or not may_ask(world, role, operation):
                continue
            answer = send(keeper, operation, *filled(furnished, operation, OWN))
            seen += answer.status_code == 200
            if answer.status_code >= 500 or any(one in answer.text for one in elsewhere):
                faults.append(f"{role} {operation}: {answer.status_code} {answer.text[:300]}")
    assert "\n".join(faults) == ""
    assert seen > 100


@pytest.mark.parametrize("foreign", ["B1", "A2"])
def test_a_public_token_opens_its_own_place_alone(furnished: Furnished, foreign: str) -> None:
    """Every public route that takes a token, with that of A1: and whatever ids from abroad stand beside it."""
    abroad = furnished.ids(foreign) - furnished.ids(OWN)
    before = furnished.checksum(foreign, with_group=foreign == "B1")
    faults: list[str] = []
    done: set[str] = set()
    for operation in by_token():
        own = furnished.tokens[OWN]
        path, query, body = filled(furnished, operation, OWN)
        for name, token in own.items():
            answer = send(furnished.world.nobody(), operation, {**path, "token": token}, query, body)
            if fault := leak(answer, abroad, foreign, must_refuse=name != opens(operation)):
                faults.append(f"{operation} by a token of {name}: {answer.status_code} {fault}")
            if answer.status_code < 300:
                done.add(str(operation))
        for beside in from_abroad(furnished, foreign):
            answer = send(
                furnished.world.nobody(),
                operation,
                {**path, "token": own[opens(operation)]},
                {**query, **beside},
                {**body, **beside} if isinstance(body, dict) else body,
            )
            if fault := leak(answer, abroad, foreign, must_refuse=False):
                faults.append(f"{operation} with {beside}: {answer.status_code} {fault}")
    assert "\n".join(faults) == ""
    assert len(done) >= 3, "what is always refused proves nothing"
    after = furnished.checksum(foreign, with_group=foreign == "B1")
    assert [name for name in before if before[name] != after[name]] == []


def test_who_holds_a_right_nowhere_is_refused_before_anything_else(furnished: Furnished) -> None:
    world = furnished.world
    before = furnished.checksum(OWN)
    wrong: list[str] = []
    for role in (role.code for role in BUILT_IN):
        client = world.client(role, OWN)
        for operation in operations():
            if operation.permission in OUTSIDE or may_ask(world, role, operation):
                continue
            answer = send(client, operation, *filled(furnished, operation, OWN))
            if told(operation, answer) != (403, "permission_missing"):
                wrong.append(f"{role} {operation}: {answer.status_code} {answer.text[:80]}")
    assert wrong == []
    assert furnished.checksum(OWN) == before


def test_nobody_is_asked_to_sign_in(furnished: Furnished) -> None:
    stranger = furnished.world.nobody()
    wrong = [
        f"{operation}: {answer.status_code}"
        for operation in operations()
        if operation.permission != "public"
        for answer in [send(stranger, operation, *filled(furnished, operation, OWN))]
        if told(operation, answer) != (401, "not_signed_in")
    ]
    assert wrong == []


def test_every_id_that_a_route_takes_is_known_here() -> None:
    """A new kind of id is to be named in `worlds.furnished`."""
    unknown = {
        name
        for operation in operations()
        for name in (*names_in(operation, "path"), *names_in(operation, "query"), *fields_of(operation))
        if singular(name) not in TABLE_OF
    }
    assert unknown == set()


def told(operation: Operation, answer: Any) -> tuple[int, str]:
    """Status and code; the answer to a HEAD has no body, and its status says which code it would be."""
    code = {401: "not_signed_in", 403: "permission_missing"} if operation.method == "HEAD" else {}
    return answer.status_code, code.get(answer.status_code) or answer.json()["code"]


def by_token() -> list[Operation]:
    return [one for one in operations() if any(name["name"] == "token" for name in one.named("path"))]


def opens(operation: Operation) -> str:
    """What the token of a public route stands for: the word before it in the path."""
    return operation.path.split("/{token}")[0].rpartition("/")[2]


def from_abroad(furnished: Furnished, foreign: str) -> Iterator[Given]:
    """Ids that nobody asked for, as somebody would try them."""
    for name in ("project_id", "space_id", "order_id", "party_id", "file_id"):
        if furnished.tells_apart(name, foreign):
            yield {name: furnished.id_of(name, foreign)}


def is_local(role: str) -> bool:
    return role not in GROUP_ROLES and role != REGION_MANAGER


def may_ask(world: World, role: str, operation: Operation) -> bool:
    if operation.permission in OUTSIDE:
        return operation.permission == "signed_in" and bool(names_in(operation, "path"))
    return role in world.runtime.registry.permission(operation.permission).roles


def is_named(names: str) -> bool:
    """Whether the foreign id was in the path or in the body: a filter by one may answer an empty list."""
    return not names.startswith("query")


def leak(answer: Any, abroad: frozenset[int], foreign: str, *, must_refuse: bool) -> str:
    if answer.status_code >= 500:
        return "breaks"
    shown = answer.text.replace(STAFF, "")
    if any(canary in shown for canary in CANARIES[foreign]):
        return "shows a canary"
    if answer.status_code >= 300:
        return ""
    if found := abroad.intersection(ids_in(answer)):
        return f"names {sorted(found)[:3]}"
    return "is done" if must_refuse else ""


def requests(
    furnished: Furnished, client: Client, operation: Operation, foreign: str
) -> Iterator[tuple[str, Any]]:
    """The operation with ids from abroad: all in the path, all in the query, and in the body one field at a time."""
    path, query, body = filled(furnished, operation, OWN)
    names = [name for name in names_in(operation, "path") if furnished.tells_apart(name, foreign)]
    if names:
        there = {name: furnished.id_of(name, foreign) for name in names}
        yield f"path {names}", send(client, operation, {**path, **there}, query, body)
    for name in (name for name in names_in(operation, "query") if furnished.tells_apart(name, foreign)):
        yield (
            f"query {name}",
            send(client, operation, path, {**query, name: furnished.id_of(name, foreign)}, body),
        )
    if not operation.writes and not operation.named("path"):
        yield "query nothing", send(client, operation, path, query, body)
    if isinstance(body, dict) and operation.body is not None and not operation.is_form:
        for road, name in (one for one in id_roads(operation) if furnished.tells_apart(one[1], foreign)):
            there = with_value(body, operation.body, road, furnished.id_of(name, foreign))
            yield f"body {'.'.join(map(str, road))}", send(client, operation, path, query, there)


def filled(furnished: Furnished, operation: Operation, at: str) -> tuple[Given, Given, Any]:
    """What the operation must be given, with ids of one site wherever an id is meant."""
    path = {one["name"]: sample(one["schema"]) for one in operation.named("path")}
    path |= {name: furnished.id_of(name, at) for name in names_in(operation, "path")}
    query = {one["name"]: sample(one["schema"]) for one in operation.named("query") if one.get("required")}
    query |= {name: furnished.id_of(name, at) for name in names_in(operation, "query") if name in query}
    body = None if operation.body is None else sample(operation.body)
    for road, name in id_roads(operation):
        if isinstance(body, dict) and road[0] in body:
            body = with_value(body, operation.body or {}, road, furnished.id_of(name, at))
    if isinstance(body, dict):
        body |= CHOSEN.get(operation.path, {})
    return path, query, body


def send(client: Client, operation: Operation, path: Given, query: Given, body: Any) -> Any:
    here, headers = operation.path.format(**path), {"If-Match": "*"} if operation.writes else {}
    if operation.is_form:
        file = {"file": ("canary.txt", b"canary", "text/plain")}
        fields = {name: value for name, value in (body or {}).items() if name != "file"}
        return client.request(operation.method, here, params=query, data=fields, files=file)
    return client.request(operation.method, here, params=query, json=body, headers=headers)


def names_in(operation: Operation, where: str) -> list[str]:
    return [one["name"] for one in operation.named(where) if is_id(one["name"])]


def fields_of(operation: Operation) -> list[str]:
    return [name for _, name in id_roads(operation)]


def id_roads(operation: Operation) -> list[tuple[tuple[Any, ...], str]]:
    """Each field of the body that takes an id or a list of them, and its name."""
    found: list[tuple[tuple[Any, ...], str]] = []
    for road, schema in places(operation.body or {}):
        name = next(step for step in reversed(road) if isinstance(step, str)) if road else ""
        if is_id(name) and schema.get("type") == "integer":
            found.append((road, name))
    return found


def is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids")) or name in ("zones", "stands_in_for")


def singular(name: str) -> str:
    return name.removesuffix("s") if name.endswith("_ids") else name
