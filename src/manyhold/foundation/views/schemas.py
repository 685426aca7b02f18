"""Shapes of requests and answers about saved views."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Place = Literal["mine", "project", "group"]
ListKey = Annotated[str, Field(max_length=40)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]


class Columns(BaseModel):
    """Which columns are hidden, and how wide the others are, in pixels."""

    model_config = ConfigDict(extra="forbid")

    hidden: list[str] = []
    widths: dict[str, int] = {}


class ViewIn(BaseModel):
    """A view to be saved: filters and `sort` as they stand in the list's address."""

    list_key: ListKey
    name: Name
    query: dict[str, str] = {}
    columns: Columns | None = None


class ViewChange(BaseModel):
    """What is to change of a view; what is not said stays."""

    name: Name | None = None
    query: dict[str, str] | None = None
    columns: Columns | None = None


class ShareWithProject(BaseModel):
    """One's own view that is to be the project's from now on."""

    view_id: int
    project_id: int


class ShareWithGroup(BaseModel):
    """One's own view that is to be the group's from now on."""

    view_id: int


class DefaultIn(BaseModel):
    """The view with which one's list is to open."""

    place: Place
    view_id: int


class ViewOut(BaseModel):
    """A saved view as the person who asks may use it."""

    id: int
    place: Place
    project_id: int | None
    list_key: str
    name: str
    query: dict[str, str]
    columns: Columns | None
    shared_by: str | None
    """Name of who shared it; null of one's own."""
    is_default: bool
    may_change: bool
    may_remove: bool
    revision: int


class ListViews(BaseModel):
    """All views of one list that the person may use, and with whom they may share theirs."""

    items: list[ViewOut]
    may_share_with_project: bool
    may_share_with_group: bool
