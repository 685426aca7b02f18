"""Shapes of a project's marks."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field


class MarksIn(BaseModel):
    """Logo and seal are JPEG or PNG files of the project, uploaded for `printing.mark`."""

    logo_file_id: int | None = None
    seal_file_id: int | None = None
    wording: Annotated[str, Field(max_length=200)] = ""


class MarksOut(MarksIn):
    """The marks as they are."""

    project_id: int
    revision: int
