"""What a project puts on its documents: logo, seal, wording."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped


class ProjectMarks(Keyed, ProjectScoped, Revised, Base):
    """The pictures are files of this very project, kept here with what names their contents as well.

    A new logo is a new content, so that old prints keep the old one; and who may see some buildings only, and none of
    the project's own files, prints with it all the same.
    """

    __tablename__ = "printing_marks"
    __table_args__ = (UniqueConstraint("project_id"),)

    logo_file_id: Mapped[int | None] = mapped_column(Id, ForeignKey("files_file.id"))
    seal_file_id: Mapped[int | None] = mapped_column(Id, ForeignKey("files_file.id"))
    logo_sha256: Mapped[str] = mapped_column(String(64))
    seal_sha256: Mapped[str] = mapped_column(String(64))
    wording: Mapped[str] = mapped_column(String(200))
