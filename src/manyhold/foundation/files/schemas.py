"""Shapes of answers about files."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel


class FileRef(BaseModel):
    """A file as a record that has it names it."""

    id: int
    name: str


class FileOut(BaseModel):
    """A stored file; its content is at `/files/{id}`, a picture's thumbnail at `/files/{id}/thumbnail`."""

    id: int
    project_id: int | None
    space_id: int | None
    purpose: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    has_thumbnail: bool
    uploaded_by: int
    uploaded_at: datetime
