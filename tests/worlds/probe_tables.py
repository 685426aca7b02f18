"""Small tables of every scope class, with relationships, for the roads that product models do not have.

Importing this module adds tables to the metadata of this process, so every test database gets them
(worlds/databases.py): what looks through all mapped tables then finds them there, and empty.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base, Id, make_engine, table_of
from manyhold.kernel.fixed import Fixed
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
from manyhold.kernel.settings import Settings


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


def lay_tables(settings: Settings) -> None:
    """Make the probe tables in a migrated database, with the rights and the walls that a product table has."""
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


def scoped_classes() -> list[type[Any]]:
    """Every mapped scoped class of the product, the probes left out."""
    kinds = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped)]
    return [kind for kind in kinds if kind not in CLASSES]
