"""Composite foreign keys: both engines refuse a reference to another project's row, whoever writes it."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint


def same_project(column: str, table: str, *, name: str | None = None) -> ForeignKeyConstraint:
    """`(project_id, column) → table (project_id, id)`; the target declares `referable()`."""
    return ForeignKeyConstraint(["project_id", column], [f"{table}.project_id", f"{table}.id"], name=name)


def same_group(column: str, table: str, *, name: str | None = None) -> ForeignKeyConstraint:
    """`(group_id, column) → table (group_id, id)`; the target declares `referable("group_id")`."""
    return ForeignKeyConstraint(["group_id", column], [f"{table}.group_id", f"{table}.id"], name=name)


def referable(wall: str = "project_id") -> UniqueConstraint:
    """The pair that composite foreign keys point at."""
    return UniqueConstraint(wall, "id")
