"""What every write is measured by: the columns that say whose a row is, and whether they lie within a scope."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from manyhold.kernel.scoping.mixins import (
    ActorScoped,
    Addressed,
    GroupOrProjectScoped,
    GroupScoped,
    ProjectScoped,
    TrailScoped,
)
from manyhold.kernel.scoping.scope import Scope


@cache
def walls_of(kind: type[Any]) -> tuple[str, ...]:
    """The columns that say whose a row of `kind` is; they never change."""
    walls: list[str] = []
    if issubclass(kind, ProjectScoped | GroupOrProjectScoped):
        walls.append("project_id")
    if issubclass(kind, GroupScoped | Addressed):
        walls.append("group_id")
    if issubclass(kind, ActorScoped):
        walls.append("actor_id")
    return tuple(walls)


def crossed_wall(scope: Scope, kind: type[Any], values: Mapping[str, Any]) -> str:
    """The wall by which a new row of `kind` with these values would leave the scope; empty when it lies inside."""
    for wall in walls_of(kind):
        if not _is_inside(scope, kind, wall, values.get(wall)):
            return wall
    return ""


def _is_inside(scope: Scope, kind: type[Any], wall: str, value: Any) -> bool:
    if wall == "group_id":
        return value == scope.group_id
    if wall == "actor_id":
        return issubclass(kind, Addressed) or value == scope.actor_id
    if issubclass(kind, TrailScoped):
        return value is None or value in scope.visible_projects
    if issubclass(kind, GroupOrProjectScoped):
        return scope.group_wide if value is None else value in scope.projects
    return value in scope.visible_projects
