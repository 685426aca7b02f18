"""Small tables of every scope class, with relationships, for the roads that product models do not have.

Importing this module adds tables to the metadata of this process: what looks at all tables leaves out `probe_`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from manyhold.kernel.columns import Revised
from manyhold.kernel.context import Context
from manyhold.kernel.database import Base, Id, make_engine, table_of
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.mixins import (
    ActorScoped,
    Addressed,
    GroupOrProjectScoped,
    GroupScoped,
    Keyed,
    LinkScoped,
    PlacedTrailScoped,
    ProjectScoped,
    Scoped,
    SpaceScoped,
    TrailScoped,
)
from manyhold.kernel.scoping.policies import APP_ROLE, SYSTEM_ROLE, expected, statements
from manyhold.kernel.scoping.references import referable, same_project
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.world import World

OWNER, STRANGER = 900_001, 900_002
"""Two people as actor ids; nobody signs in as them."""


class Parent(Keyed, ProjectScoped, Base):
    __tablename__ = "probe_parent"
    __table_args__ = (referable(),)

    name: Mapped[str] = mapped_column(String(40))
    children: Mapped[list[Child]] = relationship(back_populates="parent", foreign_keys="Child.parent_id")
    eager: Mapped[list[Child]] = relationship(foreign_keys="Child.parent_id", lazy="selectin", viewonly=True)


class Child(Keyed, ProjectScoped, Base):
    __tablename__ = "probe_child"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("probe_parent.id"))
    parent: Mapped[Parent | None] = relationship(back_populates="children", foreign_keys=parent_id)
    joined: Mapped[Parent | None] = relationship(foreign_keys=parent_id, lazy="joined", viewonly=True)


class Strict(Keyed, ProjectScoped, Base):
    __tablename__ = "probe_strict"
    __table_args__ = (same_project("parent_id", "probe_parent"),)

    parent_id: Mapped[int] = mapped_column(Id)


class Placed(Keyed, SpaceScoped, Base):
    __tablename__ = "probe_placed"

    name: Mapped[str] = mapped_column(String(40), unique=True)


class Measured(Keyed, ProjectScoped, Revised, Base):
    __tablename__ = "probe_measured"

    area: Mapped[Decimal] = mapped_column(Fixed(2))
    rate: Mapped[Decimal] = mapped_column(Fixed(4))


class Shared(Keyed, GroupScoped, Base):
    __tablename__ = "probe_shared"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    used: Mapped[int] = mapped_column(default=0)


class Setting(Keyed, GroupOrProjectScoped, Base):
    __tablename__ = "probe_setting"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(String(40))


class Trace(Keyed, TrailScoped, Base):
    __tablename__ = "probe_trace"

    name: Mapped[str] = mapped_column(String(40))


class PlacedTrace(Keyed, PlacedTrailScoped, Base):
    __tablename__ = "probe_placed_trace"

    name: Mapped[str] = mapped_column(String(40))


class Known(Keyed, LinkScoped, Base):
    __tablename__ = "probe_known"
    link_table = "probe_link"
    link_column = "known_id"

    name: Mapped[str] = mapped_column(String(40))


class Link(Keyed, ProjectScoped, Base):
    __tablename__ = "probe_link"

    known_id: Mapped[int] = mapped_column(Id)


class Own(Keyed, ActorScoped, Base):
    __tablename__ = "probe_own"

    name: Mapped[str] = mapped_column(String(40))


class Note(Keyed, Addressed, Base):
    __tablename__ = "probe_note"

    name: Mapped[str] = mapped_column(String(40))


CLASSES = (
    Parent,
    Child,
    Strict,
    Placed,
    Measured,
    Shared,
    Setting,
    Trace,
    PlacedTrace,
    Known,
    Link,
    Own,
    Note,
)


class Probes:
    """The probe tables of one world, a row of every kind for the projects A1, A2 and B1; names begin with theirs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids: dict[str, int] = {}
        self._lay_tables()
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

    def _lay_tables(self) -> None:
        settings = self.world.settings
        owner = make_engine(settings.owner_database_url or settings.resolved_database_url())
        Base.metadata.create_all(owner, tables=[table_of(kind) for kind in CLASSES], checkfirst=False)
        if owner.dialect.name == "postgresql":
            rules = expected()
            with owner.begin() as connection:
                for kind in CLASSES:
                    table = kind.__tablename__
                    connection.exec_driver_sql(
                        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}, {SYSTEM_ROLE}"
                    )
                    for statement in statements(rules[table]):
                        connection.exec_driver_sql(statement)
        owner.dispose()

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


def scoped_classes() -> list[type[Any]]:
    """Every mapped scoped class of the product, the probes left out."""
    kinds = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped)]
    return [kind for kind in kinds if kind not in CLASSES]
