"""An uploaded workbook on its way into a project, its sheets, and the mappings that a group remembers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_project

IMPORT_TABLE = "imports_import"
READ, CHECKED, LOADING, LOADED, REVERSED = "read", "checked", "loading", "loaded", "reversed"
SUBMITTED = "submitted"
"""Checked, and its load waits for approval: nothing of it may be changed meanwhile."""
DISCARDED = "discarded"
"""Given up before its load: seen by nobody, and removed by a job."""
UNLOADED = frozenset({READ, CHECKED, LOADING})


class Import(Keyed, ProjectScoped, Revised, Base):
    """One upload. Its bytes lie under `data/imports` by SHA-256; what was understood of it is staged.

    `run` numbers the checks: staged rows carry it, and those of an older run count for nothing. `counts` is the
    outcome of the last check, `control_totals` what the person typed in to be held against it. `settled_before`
    is the number of loads and reversals in the project that the check had seen. `approval_id` is the last request
    for its load, where headquarters wants one. `touched_at` is when somebody last went on with it. `swept_at` is
    when a reversed one was emptied: of it only this row is left.
    """

    __tablename__ = IMPORT_TABLE
    __table_args__ = (referable(), Index("ix_imports_import_list", "project_id", "id"))

    kind: Mapped[str] = mapped_column(String(40), default="takeover")
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10))
    run: Mapped[int] = mapped_column(default=0)
    settled_before: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None] = mapped_column(Id)
    approval_id: Mapped[int | None] = mapped_column(Id)
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    control_totals: Mapped[dict[str, Any]] = mapped_column(Json)
    uploaded_by: Mapped[int] = mapped_column(Id)
    uploaded_at: Mapped[Any] = mapped_column(Instant)
    touched_at: Mapped[Any] = mapped_column(Instant)
    checked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    loaded_by: Mapped[int | None] = mapped_column(Id)
    loaded_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    reversed_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    swept_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class ImportSheet(Keyed, ProjectScoped, Revised, Base):
    """One sheet: the table found in it, what its rows become, which field each column holds.

    `target` is None for a table that is no takeover object (fees, meters); such a sheet is left out. `choice` is
    what a person set by hand, `found` the recognised table and the proposal; the first rows are sealed.
    """

    __tablename__ = "imports_sheet"
    __table_args__ = (UniqueConstraint("import_id", "number"), same_project("import_id", IMPORT_TABLE))

    import_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(120))
    row_count: Mapped[int] = mapped_column()
    is_left_out: Mapped[bool] = mapped_column()
    target: Mapped[str | None] = mapped_column(String(20))
    fields: Mapped[list[str | None]] = mapped_column(Json)
    choice: Mapped[dict[str, Any]] = mapped_column(Json)
    found: Mapped[dict[str, Any]] = mapped_column(Json)
    sample_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class RememberedMapping(Keyed, GroupScoped, Base):
    """How columns under these headings were mapped when the group last loaded such a table."""

    __tablename__ = "imports_remembered_mapping"
    __table_args__ = (UniqueConstraint("group_id", "fingerprint"),)

    fingerprint: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(20))
    fields: Mapped[list[str | None]] = mapped_column(Json)
    used_at: Mapped[Any] = mapped_column(Instant)
