"""Stored files: photos and documents, checked for what they really are, kept by content."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, PlacedTrailScoped


class StoredFile(Keyed, PlacedTrailScoped, Base):
    """A file; its bytes lie under `data/files` by their SHA-256.

    `purpose` is one of those that a module's manifest names, and decides by which permission it is read.
    """

    __tablename__ = "files_file"

    purpose: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Id)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int | None] = mapped_column()
    height: Mapped[int | None] = mapped_column()
    has_thumbnail: Mapped[bool] = mapped_column(default=False)
    uploaded_by: Mapped[int] = mapped_column(Id)
    uploaded_at: Mapped[Any] = mapped_column(Instant)
