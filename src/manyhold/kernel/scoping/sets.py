"""What `kernel.bulk` asks of a set of rows: that all of it lies within the scope of its session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import aliased

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import table_of
from manyhold.kernel.scoping.mixins import (
    SPACE_ANCESTORS,
    GroupRoot,
    LinkScoped,
    ProjectRoot,
    ProjectScoped,
    Scoped,
    SpaceScoped,
    SpaceTree,
    TrailScoped,
    space_tree,
)
from manyhold.kernel.scoping.scope import ScopeError, ScopeValues
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.scoping.walls import crossed_wall, walls_of

IDS_PER_QUERY = 5_000


def given_values(session: ScopedSession, target: type[Any]) -> dict[str, Any]:
    """What a new row of `target` gets from the session unless it says so itself, and then it must be the same."""
    if not issubclass(target, Scoped) or issubclass(target, GroupRoot | ProjectRoot):
        raise ScopeError(f"{target.__name__} rows are not written as a set")
    given: dict[str, Any] = {}
    if "group_id" in walls_of(target):
        given["group_id"] = session.scope.group_id
    elif "actor_id" in walls_of(target):
        given["actor_id"] = session.scope.actor_id
    if issubclass(target, Revised):
        given["revision"] = 1
    return given


def check_rows(session: ScopedSession, target: type[Any], columns: Mapping[str, Sequence[Any]]) -> None:
    """Raise ScopeError unless every row of a set, given column by column, lies within the scope, and under a
    narrowed grant in its buildings."""
    walls = walls_of(target)
    for said in _together(columns, walls):
        if wall := crossed_wall(session.scope, target, dict(zip(walls, said, strict=True))):
            raise ScopeError(f"{target.__name__} rows cross the scope by their {wall}")
    narrowed = session.scope.narrowed - session.scope.projects
    if not narrowed:
        return
    placed = {
        space for project, space in _together(columns, ("project_id", "space_id")) if project in narrowed
    }
    if placed and issubclass(target, SpaceTree):
        raise ScopeError("a grant narrowed to buildings adds no spaces")
    if issubclass(target, SpaceScoped) and placed - _seen_spaces(session, sorted(placed - {None})):
        raise ScopeError(f"{target.__name__} rows placed outside the grant's buildings")


def _together(columns: Mapping[str, Sequence[Any]], names: Sequence[str]) -> set[tuple[Any, ...]]:
    """What the rows say in these columns, each combination once; None for a column they do not have."""
    rows = len(next(iter(columns.values())))
    return set(zip(*(columns.get(name, repeat(None, rows)) for name in names), strict=True))


def _seen_spaces(session: ScopedSession, wanted: Sequence[Any]) -> set[Any]:
    tree = space_tree()
    parts = (wanted[at : at + IDS_PER_QUERY] for at in range(0, len(wanted), IDS_PER_QUERY))
    return {seen for part in parts for seen in session.scalars(select(tree.id).where(tree.id.in_(part)))}


def lies_inside(
    session: ScopedSession, target: type[Any], given: Mapping[str, Any], values: Mapping[str, Any]
) -> list[Any]:
    """Conditions by which selected rows lie within the scope; raises ScopeError where none of them could."""
    scope, bound = session.scope, ScopeValues(session.scope)
    walls = [wall for wall in walls_of(target) if wall in values]
    inside: list[Any] = [values[wall] == given[wall] for wall in walls if wall in given]
    if "project_id" in walls:
        nowhere = crossed_wall(scope, target, {**given, "project_id": None}) == ""
        seen = bound.visible_projects if issubclass(target, ProjectScoped | TrailScoped) else bound.projects
        here = values["project_id"].in_(seen)
        inside.append(or_(here, values["project_id"].is_(None)) if nowhere else here)
    elif wall := crossed_wall(scope, target, given):
        raise ScopeError(f"{target.__name__} rows cross the scope by their {wall}")
    if not issubclass(target, SpaceScoped | SpaceTree) or not scope.narrowed:
        return inside
    if given.get("project_id") in scope.projects:
        return inside
    if issubclass(target, SpaceTree) or "space_id" not in values:
        raise ScopeError(
            f"a grant narrowed to buildings adds no {target.__name__} rows without a place in them"
        )
    tree = aliased(space_tree())
    placed = values["space_id"].in_(select(tree.id))
    whole = values["project_id"].in_(bound.projects) if "project_id" in values else false()
    return [*inside, or_(whole, placed)]


def check_changes(session: ScopedSession, target: type[Any], changed: Iterable[str]) -> None:
    """Raise ScopeError when a column that says whose or where a row is would change."""
    fixed = {"id", *walls_of(target)}
    if session.scope.narrowed and issubclass(target, SpaceScoped | SpaceTree):
        fixed |= {"space_id", *SPACE_ANCESTORS}
    if forbidden := fixed & set(changed):
        raise ScopeError(f"{sorted(forbidden)} of {target.__name__} rows do not change as a set")


def same_walls(session: ScopedSession, target: type[Any], excluded: Any) -> Any:
    """The row that is there already must be as much within the scope as the one that was to be inserted."""
    if issubclass(target, LinkScoped):
        raise ScopeError(f"{target.__name__} rows are seen by their links: insert or change, not either")
    names = list(walls_of(target))
    if session.scope.narrowed and issubclass(target, SpaceScoped):
        names.append("space_id")
    return and_(*(table_of(target).c[name].is_not_distinct_from(excluded[name]) for name in names))
