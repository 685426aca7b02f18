"""The probe tables of one world, filled: a row of every kind for three of its projects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.mixins import ProjectScoped
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.probe_tables import (
    Child,
    Known,
    Link,
    Measured,
    Note,
    Own,
    Parent,
    Placed,
    PlacedTrace,
    Setting,
    Shared,
    Trace,
)
from worlds.world import World

OWNER, STRANGER = 900_001, 900_002
"""Two people as actor ids; nobody signs in as them."""


class Probes:
    """The probe tables of one world, a row of every kind for the projects A1, A2 and B1; names begin with theirs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids: dict[str, int] = {}
        self._fill()

    def scope(self, *projects: str, zone: int | None = None, **more: Any) -> Scope:
        """Group A, these projects whole; with `zone` A1 narrowed to that space instead."""
        ids = frozenset(self.project(name) for name in projects)
        if zone is None:
            return Scope(self.world.sides["A"].group_id, OWNER, ids, **more)
        here = frozenset({self.project("A1")})
        return Scope(self.world.sides["A"].group_id, OWNER, ids - here, here, frozenset({zone}), **more)

    def session(self, *projects: str, writes: bool = True, **more: Any) -> ScopedSession:
        """A session on `scope(…)`; what it writes is not committed unless the test does."""
        scope = self.scope(*projects, **more)
        session = ScopedSession(self.world.runtime.database, scope, writes=writes)
        Context(self.world.runtime, session, Actor(OWNER, scope.group_id))
        return session

    def system(self, *, writes: bool = False) -> SystemSession:
        return SystemSession(self.world.runtime.database, writes=writes)

    def project(self, name: str) -> int:
        return self.world.sites[name].project_id

    def _fill(self) -> None:
        with self.system(writes=True) as session:
            for project in ("A1", "A2", "B1"):
                self._fill_project(session, project)
            # Rows that wrongly point abroad, as a fault of older code could have left them.
            self._add(session, Child, "A1 stray", parent_id=self.ids["B1 parent"])
            self._add(session, Child, "B1 stray", parent_id=self.ids["A1 parent"])
            for side in ("A", "B"):
                group = self.world.sides[side].group_id
                self._add(session, Shared, f"{side} shared", group_id=group)
                self._add(session, Setting, f"{side} setting", group_id=group, project_id=None)
                self._add(session, Trace, f"{side} trace", group_id=group, project_id=None)
            for person, name in ((OWNER, "A1 own"), (STRANGER, "A2 own")):
                self._add(session, Own, name, actor_id=person)
                self._add(session, Note, name, actor_id=person, group_id=self.world.sides["A"].group_id)
            session.commit()

    def _fill_project(self, session: SystemSession, code: str) -> None:
        site, group = self.world.sites[code], self.world.sides[code[0]].group_id
        project = site.project_id
        parent = self._add(session, Parent, f"{code} parent", project_id=project)
        session.flush()
        self._add(session, Child, f"{code} child", project_id=project, parent_id=parent.id)
        self._add(session, Setting, f"{code} setting", group_id=group, project_id=project)
        self._add(session, Trace, f"{code} trace", group_id=group, project_id=project)
        known = self._add(session, Known, f"{code} known", group_id=group)
        self._add(session, Link, "", project_id=project, known_id=known.id)
        for name, space in (("room", site.room_ids[0]), ("parking", site.parking_id), ("nowhere", None)):
            place = {"project_id": project, "space_id": space}
            self._add(session, Placed, f"{code} {name}", **place)
            self._add(session, PlacedTrace, f"{code} {name}", group_id=group, **place)
        session.add(Measured(project_id=project, area=Decimal("10.00"), rate=Decimal("0.5000"), revision=1))

    def _add(self, session: SystemSession, kind: type[Any], name: str, **values: Any) -> Any:
        if issubclass(kind, ProjectScoped):
            values.setdefault("project_id", self.project(name[:2]) if name else None)
        row = kind(**values) if kind is Link else kind(name=name, **values)
        session.add(row)
        if name:
            self.ids[name] = row.id
        return row
