"""Values that a database cannot hold: every route names the field, and none answers 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError, TimeoutError

from manyhold.kernel.web.problems import as_problem
from modules.workorders.asked import draft
from worlds.routes import Operation, holder, operations, places, plain, sample, with_value
from worlds.world import World

HOSTILE: dict[str, tuple[Any, ...]] = {
    "integer": (2**31, 2**63, -(2**63) - 1, 10**30),
    "string": ("a\0b",),
}
"""By type of the place: beyond 32 and 64 bits; NUL, which PostgreSQL's text refuses."""


def problem(answer: Any) -> tuple[int, str, str]:
    fault = answer.json()["errors"][0]
    return answer.status_code, fault["field"], fault["code"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"description": "漏水\0"}, "description", "invalid_characters"),
        ({"space_id": 2**63}, "space_id", "number_too_large"),
        ({"space_id": str(2**64)}, "space_id", "number_too_large"),
        ({"project_id": -(2**70)}, "project_id", "number_too_large"),
    ],
)
def test_a_body_names_its_field(shared_world: World, change: dict[str, Any], field: str, code: str) -> None:
    desk = shared_world.client("customer_service")
    assert problem(desk.post("/work-orders", json=draft(shared_world, **change))) == (422, field, code)


def test_path_and_query_name_their_parameter(shared_world: World) -> None:
    desk = shared_world.client("customer_service")
    assert problem(desk.get(f"/work-orders/{2**63}")) == (422, "order_id", "number_too_large")
    assert problem(desk.get(f"/work-orders?space_id={2**63}")) == (422, "space_id", "number_too_large")
    assert problem(desk.get("/spaces?q=%00")) == (422, "q", "invalid_characters")
    assert desk.get("/spaces?q=%ed%a0%80").status_code == 200, "no text: it arrives as the sign for that"


@pytest.mark.parametrize(
    "body",
    [
        rb'{"description": "\ud800"}',
        b'{"description": "\xed\xa0\x80"}',
        b'{"description": "\xff"}',
        b'{"description": 1e999}',
        b"[" * 100_000,
        b"{",
        b"\0",
    ],
)
def test_a_body_that_is_no_json_says_so(shared_world: World, body: bytes) -> None:
    desk = shared_world.client("customer_service")
    answer = desk.post("/work-orders", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


def test_no_route_breaks_on_a_value_that_cannot_be_stored(shared_world: World) -> None:
    broken = {
        f"{operation} {place}={value!r:.20}: {answer.status_code}"
        for operation in operations()
        for place, value, answer in _asked(shared_world, operation)
        if answer.status_code >= 500
    }
    assert broken == set()


def _asked(world: World, operation: Operation) -> Iterator[tuple[str, Any, Any]]:
    """The operation with one hostile value at a time: in path, query and body."""
    client = holder(world, operation)
    path = operation.path
    values = {one["name"]: sample(one["schema"]) for one in operation.named("path")}
    query = {one["name"]: sample(one["schema"]) for one in operation.named("query") if one.get("required")}
    body = None if operation.body is None or operation.is_form else sample(operation.body)

    def send(values: dict[str, Any], query: dict[str, Any], body: Any) -> Any:
        here = path.format(**{name: str(value).replace("\0", "%00") for name, value in values.items()})
        return client.request(operation.method, here, params=query, json=body)

    for one in operation.named("path"):
        for value in _hostile(one["schema"]):
            yield one["name"], value, send({**values, one["name"]: value}, query, body)
    for one in operation.named("query"):
        for value in _hostile(one["schema"]):
            yield one["name"], value, send(values, {**query, one["name"]: value}, body)
    if body is not None:
        for road, schema in places(operation.body or {}):
            for value in _hostile(schema):
                changed = with_value(body, operation.body or {}, road, value)
                yield ".".join(map(str, road)), value, send(values, query, changed)


def _hostile(schema: dict[str, Any]) -> tuple[Any, ...]:
    schema = plain(schema)
    return () if "enum" in schema else HOSTILE.get(schema.get("type", ""), ())


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (psycopg.errors.DeadlockDetected, "database_busy"),
        (psycopg.errors.SerializationFailure, "database_busy"),
        (psycopg.errors.LockNotAvailable, "database_busy"),
        (psycopg.OperationalError, "database_away"),
    ],
)
def test_what_passes_by_itself_asks_to_come_again(state: type[Exception], code: str) -> None:
    answer = as_problem(OperationalError("UPDATE", {}, state("meanwhile")))
    assert (answer.status, answer.code) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert as_problem(TimeoutError("all connections are lent")).status == 503
