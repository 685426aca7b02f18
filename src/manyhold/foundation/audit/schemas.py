"""Shapes of answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class AuditEntryOut(BaseModel):
    """One act: `changes` maps a field to [before, after], or to its value in a new row; secrets show as dots.

    `actor_id` 0 is the system itself; `subject_id` 0 stands for `row_count` rows changed by one statement.
    """

    id: int
    at: datetime
    actor_id: int
    actor_name: str
    action: str
    subject: str
    subject_id: int
    project_id: int | None
    project_name: str | None
    changes: dict[str, Any]
    reason: str
    permission: str
    request_id: str
    row_count: int
