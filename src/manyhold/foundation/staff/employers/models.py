"""Who employs, and the departments and teams in which people work."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable, same_group

EMPLOYER_TABLE = "staff_employer"
DEPARTMENT_TABLE = "staff_department"
OWN, CONTRACTOR = "own", "contractor"
DEPARTMENT, TEAM = "department", "team"


class Employer(Keyed, GroupScoped, Revised, Base):
    """A company of the group that employs, or a contractor whose people work on our sites."""

    __tablename__ = EMPLOYER_TABLE
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("group_id", "name"),
        same_group("legal_entity_id", "organisation_legal_entity"),
    )

    name: Mapped[str] = mapped_column(Code(80))
    kind: Mapped[str] = mapped_column(String(10))
    legal_entity_id: Mapped[int | None] = mapped_column(Id)
    is_closed: Mapped[bool] = mapped_column(default=False)


class Department(Keyed, GroupScoped, Revised, Base):
    """A department, or a team within one; any depth."""

    __tablename__ = DEPARTMENT_TABLE
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("group_id", "parent_key", "name"),
        same_group("parent_id", DEPARTMENT_TABLE),
    )

    parent_id: Mapped[int | None] = mapped_column(Id)
    parent_key: Mapped[int] = mapped_column(Id)
    """The parent, or 0: both engines take two empty ones for different, and siblings have different names."""
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    sort_key: Mapped[str] = mapped_column(Code(20), default="")
