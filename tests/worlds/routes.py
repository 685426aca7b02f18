"""The route table as tests see it: every operation of the committed document, and requests made from its shapes.

A new route is covered by whatever is generated from here on the day it is written.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from manyhold import openapi
from worlds.world import Client, World

OUTSIDE = {"signed_in", "public"}
STREAM = "/api/v1/stream"
"""Its answer has no end: it has tests of its own."""
_SAMPLES = {
    "date": "2026-03-01",
    "date-time": "2026-03-01T00:00:00Z",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "decimal": "1.00",
}


@dataclass(frozen=True)
class Operation:
    """One route with one method; `body` is its schema with every reference in it resolved."""

    method: str
    path: str
    permission: str
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    is_form: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def named(self, where: str) -> list[dict[str, Any]]:
        """Its parameters in the path or in the query."""
        return [one for one in self.parameters if one["in"] == where]


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation, but for the stream."""
    document = json.loads(openapi.document())
    return tuple(_operations(document))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, verbs in document["paths"].items():
        for method, shown in verbs.items():
            content = shown.get("requestBody", {}).get("content", {})
            schema = next((one["schema"] for one in content.values()), None)
            if path != STREAM:
                yield Operation(
                    method.upper(),
                    path,
                    shown["x-permission"],
                    tuple(shown.get("parameters", ())),
                    None if schema is None else _resolved(schema, document["components"]["schemas"]),
                    "multipart/form-data" in content,
                )


def _resolved(schema: Any, shapes: Mapping[str, Any], depth: int = 0) -> Any:
    if isinstance(schema, list):
        return [_resolved(one, shapes, depth) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        assert depth < 20, "a shape that contains itself"
        return _resolved(shapes[schema["$ref"].rpartition("/")[2]], shapes, depth + 1)
    return {name: _resolved(value, shapes, depth) for name, value in schema.items()}


def plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without the null beside it."""
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return plain(one)
    return schema


def sample(schema: dict[str, Any]) -> Any:
    """A value of that shape: objects with what they must have."""
    schema = plain(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        shown = schema.get("properties", {})
        return {name: sample(shown[name]) for name in schema.get("required", ())}
    if kind == "array":
        return [sample(items_of(schema)) for _ in range(schema.get("minItems", 0))]
    if kind == "string" and "format" not in schema:
        return "x" * max(1, schema.get("minLength", 1))
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    return _SAMPLES.get(schema.get("format") or kind or "", 1)


def items_of(schema: dict[str, Any]) -> dict[str, Any]:
    """What a list is of; of a pair, such as a point on a map, what stands first in it."""
    return schema["items"] if "items" in schema else schema["prefixItems"][0]


def places(
    schema: dict[str, Any], road: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Every scalar in a body, by the road to it and its schema."""
    schema = plain(schema)
    if schema.get("type") == "object":
        for name, shown in schema.get("properties", {}).items():
            yield from places(shown, (*road, name))
    elif schema.get("type") == "array":
        yield from places(items_of(schema), (*road, 0))
    else:
        yield road, schema


def with_value(body: Any, schema: dict[str, Any], road: tuple[Any, ...], value: Any) -> Any:
    """A copy of `body` with `value` at the end of the road; what is missing on the way is made."""
    if not road:
        return value
    schema, step = plain(schema), road[0]
    if schema.get("type") == "array":
        items = copy.deepcopy(body) if body else [sample(schema["items"])]
        return [with_value(items[0], schema["items"], road[1:], value), *items[1:]]
    inner = schema["properties"][step]
    return {**body, step: with_value(body.get(step, sample(inner)), inner, road[1:], value)}


def holder(world: World, operation: Operation, at: str = "A1") -> Client:
    """Somebody of that project's group who may use the route: by the first built-in role that holds its right."""
    if operation.permission == "public":
        return world.nobody()
    if operation.permission == "signed_in":
        return world.client("project_manager", at)
    return world.client(world.runtime.registry.permission(operation.permission).roles[0], at)
