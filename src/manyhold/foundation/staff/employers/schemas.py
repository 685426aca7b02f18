"""Shapes of employers and departments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
SortKey = Annotated[str, Field(max_length=20)]


class EmployerIn(BaseModel):
    """A company of one's own, by its legal entity, or a contractor."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    kind: Literal["own", "contractor"]
    legal_entity_id: int | None = None
    is_closed: bool = False


class EmployerOut(BaseModel):
    """An employer; one that is closed takes nobody new."""

    id: int
    name: str
    kind: Literal["own", "contractor"]
    legal_entity_id: int | None
    is_closed: bool
    members: int
    revision: int


class DepartmentIn(BaseModel):
    """A department, or a team within one."""

    name: Name
    kind: Literal["department", "team"] = "department"
    parent_id: int | None = None
    sort_key: SortKey = ""


class DepartmentOut(BaseModel):
    """A department or team with its place in the tree."""

    id: int
    parent_id: int | None
    name: str
    kind: Literal["department", "team"]
    sort_key: str
    revision: int
