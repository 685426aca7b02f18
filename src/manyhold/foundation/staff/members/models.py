"""Members of staff and their posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.staff.employers.models import DEPARTMENT_TABLE, EMPLOYER_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupOrProjectScoped, Keyed, LinkScoped
from manyhold.kernel.scoping.references import referable, same_group

MEMBER_TABLE = "staff_member"
POST_TABLE = "staff_post"


class Member(Keyed, LinkScoped, Revised, Base):
    """Somebody who works for the group or on its sites, with a sign-in (`person_id`) or without.

    Seen where one of the posts is. `last_day` and what follows it are set when somebody is to leave; `ends_at` is
    the moment at which the sign-in is over, `left_at` that at which all was handed over.
    """

    __tablename__ = MEMBER_TABLE
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("group_id", "number"),
        UniqueConstraint("person_id"),
        same_group("employer_id", EMPLOYER_TABLE),
        same_group("department_id", DEPARTMENT_TABLE),
        same_group("person_id", "identity_person"),
        same_group("successor_id", MEMBER_TABLE),
    )
    link_table = POST_TABLE
    link_column = "member_id"

    number: Mapped[str] = mapped_column(Code(30))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    employer_id: Mapped[int] = mapped_column(Id, index=True)
    department_id: Mapped[int | None] = mapped_column(Id, index=True)
    person_id: Mapped[int | None] = mapped_column(Id)
    joined_on: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    ends_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    successor_id: Mapped[int | None] = mapped_column(Id)
    left_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    created_at: Mapped[Any] = mapped_column(Instant)


class Post(Keyed, GroupOrProjectScoped, Base):
    """What a member does in a project, or above the projects at a node of the tree or at headquarters.

    From day to day, both included. Posts above the projects are seen by whoever sees the whole group.
    """

    __tablename__ = POST_TABLE
    __table_args__ = (
        same_group("member_id", MEMBER_TABLE),
        same_group("node_id", "organisation_tree_node"),
        same_group("team_id", DEPARTMENT_TABLE),
        same_group("project_id", "organisation_project", name="fk_staff_post_project_of_group"),
        Index("ix_staff_post_member", "member_id", "project_id"),
    )

    member_id: Mapped[int] = mapped_column(Id)
    node_id: Mapped[int | None] = mapped_column(Id)
    team_id: Mapped[int | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(40))
    is_main: Mapped[bool] = mapped_column()
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class OfMember(LinkScoped):
    """Mixin: seen by whoever sees the member."""

    link_table = POST_TABLE
    link_column = "member_id"
    linked_by = "member_id"

    # The composite key names it, and nobody searches by it.
    group_id: Mapped[int] = mapped_column(Id)
