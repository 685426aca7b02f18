"""What headquarters makes of a dictionary, and what projects add to it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.standards.dictionaries.rules import CODE_LENGTH, WORD_LENGTH
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped


class EntryColumns:
    """What an entry says, whoever wrote it. Its code and its parent never change."""

    dictionary: Mapped[str] = mapped_column(Code(60))
    parent: Mapped[str] = mapped_column(Code(CODE_LENGTH))
    code: Mapped[str] = mapped_column(Code(CODE_LENGTH))
    zh: Mapped[str] = mapped_column(String(WORD_LENGTH))
    en: Mapped[str] = mapped_column(String(WORD_LENGTH))
    position: Mapped[int]
    retired_from: Mapped[date | None] = mapped_column(Date)


class GroupEntry(Keyed, GroupScoped, EntryColumns, Revised, Base):
    """An entry that headquarters added, or a built-in one that it reworded, moved or retired."""

    __tablename__ = "standards_group_entry"
    __table_args__ = (UniqueConstraint("group_id", "dictionary", "parent", "code"),)


class ProjectEntry(Keyed, ProjectScoped, EntryColumns, Revised, Base):
    """An entry that one project has for itself; its code begins with the projects' prefix."""

    __tablename__ = "standards_project_entry"
    __table_args__ = (UniqueConstraint("project_id", "dictionary", "parent", "code"),)
