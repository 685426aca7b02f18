"""Uploads on their way: what has arrived of a file that is sent part by part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import ActorScoped, Keyed


class Upload(Keyed, ActorScoped, Revised, Base):
    """A file that one person is sending; its parts lie in the store until it is whole, or given up."""

    __tablename__ = "files_upload"

    purpose: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Id)
    received: Mapped[int] = mapped_column(Id, default=0)
    """Bytes that lie safe, from the beginning on: the protocol's offset."""
    parts: Mapped[list[str]] = mapped_column(Json, default=list)
    """Keys of the parts, in order."""
    at_project_id: Mapped[int | None] = mapped_column(Id)
    at_space_id: Mapped[int | None] = mapped_column(Id)
    expires_at: Mapped[Any] = mapped_column(Instant)
    file_id: Mapped[int | None] = mapped_column(Id)
    """The stored file, once it is made."""
