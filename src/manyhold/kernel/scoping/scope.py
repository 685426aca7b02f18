"""Scope: which rows an actor may see for one permission, fixed for the life of a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import BindParameter, bindparam

from manyhold.kernel.database import Id


class ScopeError(Exception):
    """A statement or a write left the session's scope, or took a road that cannot be filtered.

    This is a fault of our code, never of a user's input: it answers 500 and stands in the log.
    """


@dataclass(frozen=True, slots=True)
class Scope:
    """Exactly the rows in which the actor holds the permission of the request now.

    `projects` are seen whole; in `narrowed` projects only rows placed in one of `zones` are seen (space ids of
    phases, buildings, units or rooms); `group_wide` adds the group's rows that belong to no project.
    """

    group_id: int
    actor_id: int = 0
    projects: frozenset[int] = frozenset()
    narrowed: frozenset[int] = frozenset()
    zones: frozenset[int] = frozenset()
    group_wide: bool = False
    closed: frozenset[int] = frozenset()
    """Of these projects, those that are left: seen, and written to by nobody."""

    @classmethod
    def of(
        cls, group_id: int, projects: Iterable[int] = (), *, actor_id: int = 0, group_wide: bool = False
    ) -> Scope:
        return cls(group_id, actor_id, frozenset(projects), group_wide=group_wide)

    def within(self, project_id: int) -> Scope:
        """What of the scope lies in one project; nothing where the project is not seen."""
        here = frozenset({project_id})
        return replace(self, projects=self.projects & here, narrowed=self.narrowed & here, group_wide=False)

    @property
    def for_writing(self) -> Scope:
        """What of the scope may be written to: all of it but the projects that are closed."""
        if not self.closed:
            return self
        return replace(
            self,
            projects=self.projects - self.closed,
            narrowed=self.narrowed - self.closed,
            closed=frozenset(),
        )

    @property
    def visible_projects(self) -> frozenset[int]:
        """Projects of which at least some rows are seen."""
        return self.projects | self.narrowed


class ScopeValues:
    """A scope as bound parameters of a statement; their names mark the guard's predicates in the finished SQL."""

    def __init__(self, scope: Scope) -> None:
        self.is_narrowed = bool(scope.narrowed)
        self.is_group_wide = scope.group_wide
        self.group_id = _one("scope_group", scope.group_id)
        self.actor_id = _one("scope_actor", scope.actor_id)
        self.projects = _many("scope_projects", scope.projects)
        self.visible_projects = _many("scope_projects_visible", scope.visible_projects)
        self.narrowed = _many("scope_projects_narrowed", scope.narrowed)
        self.zones = _many("scope_zones", scope.zones)

    @property
    def shape(self) -> tuple[bool, bool]:
        """What of the scope decides the form of the predicates, apart from the values."""
        return (self.is_narrowed, self.is_group_wide)

    @property
    def parameters(self) -> tuple[BindParameter[int], ...]:
        return (
            self.group_id,
            self.actor_id,
            self.projects,
            self.visible_projects,
            self.narrowed,
            self.zones,
        )


def _one(name: str, value: int) -> BindParameter[int]:
    return bindparam(name, value, type_=Id)


def _many(name: str, values: Iterable[int]) -> BindParameter[int]:
    return bindparam(name, sorted(values), expanding=True, type_=Id)
