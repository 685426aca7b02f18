"""Composite foreign keys: both engines refuse a reference to another project's row, whoever writes it."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint


def same_project(
    column: str, table: str, *, name: str | None = None, goes_with_it: bool = False
) -> ForeignKeyConstraint:
    """`(project_id, column) → table (project_id, id)`; the target declares `referable()`.

    A row that `goes_with_it` is a part of the other one, and removed with it.
    """
    return _same("project_id", column, table, name, goes_with_it)


def same_group(
    column: str, table: str, *, name: str | None = None, goes_with_it: bool = False
) -> ForeignKeyConstraint:
    """`(group_id, column) → table (group_id, id)`; the target declares `referable("group_id")`."""
    return _same("group_id", column, table, name, goes_with_it)


def _same(wall: str, column: str, table: str, name: str | None, goes_with_it: bool) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [wall, column],
        [f"{table}.{wall}", f"{table}.id"],
        name=name,
        ondelete="CASCADE" if goes_with_it else None,
    )


def referable(wall: str = "project_id") -> UniqueConstraint:
    """The pair that composite foreign keys point at."""
    return UniqueConstraint(wall, "id")
