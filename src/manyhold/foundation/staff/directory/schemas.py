"""Shapes of directories, readings and differences."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.identity.bindings.service import Provider
from manyhold.foundation.staff.schemas import Day, MemberRef

MOST = 2_000


class DirectoryCounts(BaseModel):
    """How many differences of each kind are open."""

    new: int = 0
    changed: int = 0
    gone: int = 0


class DirectoryReadingOut(BaseModel):
    """A reading of a directory, and how many stood in it."""

    id: int
    provider: Provider
    state: Literal["reading", "ready", "failed", "applying", "applied"]
    error: str
    people: int
    counts: DirectoryCounts
    started_by_name: str
    started_at: datetime
    ended_at: datetime | None


class DirectoryOut(BaseModel):
    """A directory: whether its channel is on, how many members are linked to it, and its last reading."""

    provider: Provider
    is_on: bool
    linked: int
    last: DirectoryReadingOut | None


class Said(BaseModel):
    """What one side says of somebody; the telephone is masked."""

    name: str
    phone: str
    department: str


class DirectoryChangeOut(BaseModel):
    """A difference: what the directory says, and for who is in the register what stands there now."""

    id: int
    kind: Literal["new", "changed", "gone"]
    account: str
    title: str
    fields: list[str]
    found: Said
    member: MemberRef | None
    before: Said | None
    state: Literal["open", "done", "refused"]
    error: str


class DirectoryApplyIn(BaseModel):
    """The differences to apply; for those who are entered, their employer, place (none: headquarters), first day."""

    change_ids: Annotated[list[int], Field(min_length=1, max_length=MOST)]
    employer_id: int | None = None
    project_id: int | None = None
    joined_on: Day
