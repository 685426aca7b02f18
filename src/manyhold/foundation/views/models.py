"""Saved views: one table for each circle of people that sees them, so that the guard tells them apart."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import ActorScoped, GroupScoped, Keyed, ProjectScoped


class Saved:
    """Mixin: filters, sort and columns of one list under a name."""

    list_key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(30))
    query: Mapped[dict[str, str]] = mapped_column(Json)
    """Filters and `sort` as they stand in the address; only keys that the list knows."""
    columns: Mapped[dict[str, Any] | None] = mapped_column(Json)
    saved_at: Mapped[Any] = mapped_column(Instant)


class OwnView(Keyed, ActorScoped, Saved, Revised, Base):
    """A view of one person."""

    __tablename__ = "views_own"
    __table_args__ = (UniqueConstraint("actor_id", "list_key", "name"),)


class ProjectView(Keyed, ProjectScoped, Saved, Revised, Base):
    """A view that all who work in a project see; it stays when who shared it leaves."""

    __tablename__ = "views_project"
    __table_args__ = (Index("ix_views_project_list", "project_id", "list_key"),)

    shared_by: Mapped[int] = mapped_column(Id)


class GroupView(Keyed, GroupScoped, Saved, Revised, Base):
    """A view that the whole group sees; it stays when who shared it leaves."""

    __tablename__ = "views_group"
    __table_args__ = (Index("ix_views_group_list", "group_id", "list_key"),)

    shared_by: Mapped[int] = mapped_column(Id)


class DefaultView(Keyed, ActorScoped, Base):
    """With which view a person's list opens; one that is not there any more is none."""

    __tablename__ = "views_default"
    __table_args__ = (UniqueConstraint("actor_id", "list_key"),)

    list_key: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(10))
    view_id: Mapped[int] = mapped_column(Id)
