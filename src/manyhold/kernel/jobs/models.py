"""Jobs: work that outlives a request, leased to one worker at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Global, Keyed, TrailScoped

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"


class Job(Keyed, TrailScoped, Base):
    """One piece of work; `lease_no` grows with each worker that takes it and fences what the one before may do."""

    __tablename__ = "kernel_job"
    __table_args__ = (Index("ix_kernel_job_due", "state", "run_after"),)

    name: Mapped[str] = mapped_column(String(80))
    args: Mapped[dict[str, Any]] = mapped_column(Json)
    permission: Mapped[str] = mapped_column(String(80))
    started_by: Mapped[int] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    run_after: Mapped[Any] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[Any] = mapped_column(Instant, nullable=True)
    is_cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress_done: Mapped[int] = mapped_column(BigInteger, default=0)
    progress_total: Mapped[int] = mapped_column(BigInteger, default=0)
    result: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    error: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[Any] = mapped_column(Instant)
    finished_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class ScheduledRun(Global, Base):
    """When a schedule last started its job: a worker that was away catches up with one run, not with many."""

    __tablename__ = "kernel_scheduled_run"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    started_at: Mapped[Any] = mapped_column(Instant)
