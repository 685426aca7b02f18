"""Roles of one's own, and dated grants: who may do what where, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class OwnRole(Keyed, GroupScoped, Revised, Base):
    """A role that the group made for itself, beside the built-in ones of the trade."""

    __tablename__ = "access_own_role"
    __table_args__ = (UniqueConstraint("group_id", "code"),)

    code: Mapped[str] = mapped_column(Code(40))
    name: Mapped[str] = mapped_column(String(60))
    permissions: Mapped[list[str]] = mapped_column(Json)


class Grant(Keyed, GroupScoped, Revised, Base):
    """A role for a person at a node: a project, a tree node, or (both None) the whole group; both days included.

    In a project it may be narrowed to `zones`: space ids of phases, buildings, units or rooms.
    """

    __tablename__ = "access_grant"
    __table_args__ = (Index("ix_access_grant_person", "group_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(Id)
    role: Mapped[str] = mapped_column(Code(40))
    node_id: Mapped[int | None] = mapped_column(Id, index=True)
    at_project_id: Mapped[int | None] = mapped_column(Id, index=True)
    zones: Mapped[list[int]] = mapped_column(Json, default=list)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    stands_in_for: Mapped[int | None] = mapped_column(Id)
    granted_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
