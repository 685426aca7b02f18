"""What fields headquarters lays down for all, and what a project adds for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.fields.own.rules import LONGEST_CODE, LONGEST_MEANING, LONGEST_UNIT, LONGEST_WORD
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped


class FieldColumns:
    """What a field is, whoever laid it down. Object and code never change; type and values not once some are filled in."""

    object: Mapped[str] = mapped_column(Code(20))
    code: Mapped[str] = mapped_column(Code(LONGEST_CODE))
    zh: Mapped[str] = mapped_column(String(LONGEST_WORD))
    en: Mapped[str] = mapped_column(String(LONGEST_WORD))
    meaning: Mapped[str] = mapped_column(String(LONGEST_MEANING))
    heading: Mapped[str] = mapped_column(String(LONGEST_WORD))
    type: Mapped[str] = mapped_column(String(12))
    unit: Mapped[str] = mapped_column(String(LONGEST_UNIT))
    decimals: Mapped[int] = mapped_column(SmallInteger)
    dictionary: Mapped[str] = mapped_column(String(60))
    choices: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    subject_kinds: Mapped[list[str]] = mapped_column(Json)
    sensitivity: Mapped[str] = mapped_column(String(10))
    is_required: Mapped[bool] = mapped_column()
    position: Mapped[int]
    archived_on: Mapped[date | None] = mapped_column(Date)


class GroupField(Keyed, GroupScoped, FieldColumns, Revised, Base):
    """A field that headquarters lays down, for all its projects or for those of some kinds."""

    __tablename__ = "fields_group_field"
    __table_args__ = (UniqueConstraint("group_id", "object", "code"),)

    project_kinds: Mapped[list[str]] = mapped_column(Json)


class ProjectField(Keyed, ProjectScoped, FieldColumns, Revised, Base):
    """A field that one project has for itself; its code begins with the projects' prefix."""

    __tablename__ = "fields_project_field"
    __table_args__ = (UniqueConstraint("project_id", "object", "code"),)
