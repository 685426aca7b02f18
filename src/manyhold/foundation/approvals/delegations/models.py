"""Stand-ins: who signs in somebody's place while they are away."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed


class Delegation(Keyed, GroupScoped, Base):
    """`stand_in_id` may sign in the place of `person_id` from day to day, both included; each says so for oneself."""

    __tablename__ = "approvals_delegation"
    __table_args__ = (Index("ix_approvals_delegation_person", "person_id", "ends_on"),)

    person_id: Mapped[int] = mapped_column(Id)
    stand_in_id: Mapped[int] = mapped_column(Id)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[Any] = mapped_column(Instant)
