"""Orders, their timeline, their photos; what a project sets."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.parties.models import PARTY_TABLE
from manyhold.foundation.spaces.models import SPACE_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.own_fields import OwnValue, own_value_indexes
from manyhold.kernel.scoping.mixins import PROJECT_TABLE, Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

ORDER_TABLE = "workorders_order"


class Order(Keyed, SpaceScoped, Revised, Base):
    """Something to be done at a place; its title is its category and its place.

    `state` is the axis of the work, `evaluation` that of the rating; each with its transitions. `due_at` is
    the resident's clock. What the reporter said and left is sealed. `period` is the month of the report,
    `ended_period` the month of the finish or the cancellation, both in the project's zone; the latter is
    empty exactly while the order is open.
    """

    __tablename__ = ORDER_TABLE
    __table_args__ = (
        referable(),
        UniqueConstraint("project_id", "number"),
        same_project("space_id", SPACE_TABLE),
        # The list's order stands in each: its page is read off an index, never sorted out of a state's orders. The
        # boards (`queries.due_first`) are sorted by their due time: the open orders among which they choose are few.
        Index("ix_workorders_order_of_project", "project_id", "state", "reported_at", "id"),
        Index("ix_workorders_order_of_state", "state", "reported_at", "id", "project_id"),
        Index("ix_workorders_order_newest_of_project", "project_id", "reported_at", "id"),
        Index("ix_workorders_order_newest", "reported_at", "id", "project_id", "state"),
        Index("ix_workorders_order_of_assignee", "assignee_id", "state", "reported_at", "id"),
        Index("ix_workorders_order_of_space", "space_id", "reported_at", "id"),
    )

    # No index on the project alone: those that begin with it serve its foreign key too.
    project_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{PROJECT_TABLE}.id"))
    number: Mapped[str] = mapped_column(Code(60))
    space_id: Mapped[int | None] = mapped_column(Id)
    category: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(16))
    reporter: Mapped[str] = mapped_column(String(10))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey(f"{PARTY_TABLE}.id"))
    reporter_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    description_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12))
    evaluation: Mapped[str] = mapped_column(String(8))
    is_verified: Mapped[bool] = mapped_column()
    assignee_id: Mapped[int | None] = mapped_column(Id)
    created_by: Mapped[int] = mapped_column(Id)
    reported_at: Mapped[Any] = mapped_column(Instant)
    due_at: Mapped[Any] = mapped_column(Instant)
    assigned_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    accepted_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    finished_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    closed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    rated_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_comment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    cancel_reason: Mapped[str] = mapped_column(String(16))
    rework_count: Mapped[int] = mapped_column(SmallInteger)
    business_date: Mapped[date] = mapped_column(Date)
    period: Mapped[int] = mapped_column()
    ended_period: Mapped[int | None] = mapped_column()


class OrderValue(Keyed, SpaceScoped, OwnValue, Base):
    """The value of an own field of an order; it lies where the order does."""

    __tablename__ = "workorders_own_value"
    __table_args__ = (
        same_project("order_id", ORDER_TABLE, goes_with_it=True),
        *own_value_indexes("workorders_own_value", "order_id"),
    )
    subject = "order_id"

    order_id: Mapped[int] = mapped_column(Id)
    space_id: Mapped[int | None] = mapped_column(Id)


class Entry(Keyed, ProjectScoped, Base):
    """One step of an order's timeline. Rows are only ever added; `actor_id` 0 is the public or the system."""

    __tablename__ = "workorders_entry"
    __table_args__ = (
        referable(),
        same_project("order_id", ORDER_TABLE),
        Index("ix_workorders_entry_order", "order_id", "id"),
    )

    order_id: Mapped[int] = mapped_column(Id)
    at: Mapped[Any] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    act: Mapped[str] = mapped_column(String(12))
    from_state: Mapped[str] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    """What the act was about beside its note: the assignee, a reason's code, a rating."""


class Photo(Keyed, ProjectScoped, Base):
    """A stored file shown on an order: how it was before the work, or after."""

    __tablename__ = "workorders_photo"
    __table_args__ = (
        same_project("order_id", ORDER_TABLE),
        same_project("entry_id", "workorders_entry"),
        UniqueConstraint("order_id", "file_id"),
    )

    order_id: Mapped[int] = mapped_column(Id)
    entry_id: Mapped[int] = mapped_column(Id)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("files_file.id"))
    moment: Mapped[str] = mapped_column(String(8))


class OrderSource(Keyed, ProjectScoped, Base):
    """The order that another module's command has made: the same command makes no second one."""

    __tablename__ = "workorders_source"
    __table_args__ = (same_project("order_id", ORDER_TABLE), UniqueConstraint("project_id", "key"))

    order_id: Mapped[int] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(120))


class ProjectSetting(Keyed, ProjectScoped, Revised, Base):
    """What a project sets for its orders; without a row the defaults of `rules` hold."""

    __tablename__ = "workorders_setting"
    __table_args__ = (UniqueConstraint("project_id"),)

    needs_photo_to_finish: Mapped[bool] = mapped_column()
