"""Routes: the jobs that one may see, and the deliveries that gave up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select, select

from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict, Forbidden
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="jobs")


class JobOut(BaseModel):
    """A job and how far it is; `state` is queued, running, done, failed or cancelled."""

    id: int
    project_id: int | None
    name: str
    state: str
    progress_done: int
    progress_total: int
    result: dict[str, Any]
    error: str
    started_by: int
    created_at: datetime
    finished_at: datetime | None
    may_cancel: bool
    """Whether the reader may end it, were it still under way."""


class DeliveryOut(BaseModel):
    """An event that one subscriber could not take."""

    id: int
    project_id: int | None
    event: str
    subscriber: str
    attempts: int
    error: str


@routes.read("/jobs", permission="jobs.read", response_model=pages.Page[JobOut])
def list_jobs(
    ctx: Context,
    project_id: int | None = None,
    state: str | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Jobs, newest first."""
    rows, after = pages.load(
        ctx,
        _found(project_id, state),
        order_by=[Job.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("jobs", project_id, state),
    )
    return {"items": [_job_shown(ctx, row[0]) for row in rows], "next_cursor": after}


@routes.read("/jobs/count", permission="jobs.read", response_model=pages.Count)
def count_jobs(ctx: Context, project_id: int | None = None, state: str | None = None) -> Any:
    """How many the list has."""
    return pages.count(ctx, _found(project_id, state))


@routes.read("/jobs/{job_id}", permission="jobs.read", response_model=JobOut)
def get_job(ctx: Context, job_id: int) -> Any:
    """One job."""
    return _job_shown(ctx, ctx.get(Job, job_id))


@routes.act("/jobs/{job_id}/cancel", permission="jobs.read", response_model=JobOut)
def cancel_job(ctx: Context, job_id: int) -> Any:
    """Ask a job to end; it does so before its next step, and what it had committed stays.

    So may whoever started it, and whoever holds there the right by which it works.
    """
    job = ctx.get(Job, job_id)
    if not _may_cancel(ctx, job):
        raise Forbidden("permission_missing", permission=job.permission)
    if job.state not in (QUEUED, RUNNING):
        raise Conflict("job_ended", state=job.state)
    job.is_cancel_requested = True
    if job.state == QUEUED:
        job.state = "cancelled"
        job.finished_at = ctx.now
    ctx.session.flush()
    return _job_shown(ctx, job)


@routes.read("/dead-deliveries", permission="jobs.manage_deliveries", response_model=pages.Page[DeliveryOut])
def list_dead(ctx: Context, limit: pages.Limit = 50, cursor: pages.CursorParam = None) -> Any:
    """Deliveries that were given up after their last try, newest first."""
    statement = (
        select(Delivery, OutboxEvent.name)
        .join(OutboxEvent, OutboxEvent.id == Delivery.event_id)
        .where(Delivery.state == "dead")
    )
    rows, after = pages.load(
        ctx, statement, order_by=[Delivery.id], newest_first=True, limit=limit, cursor=cursor, bound="dead"
    )
    return {"items": [_shown(row[0], row[1]) for row in rows], "next_cursor": after}


@routes.act(
    "/dead-deliveries/{delivery_id}/replay", permission="jobs.manage_deliveries", response_model=DeliveryOut
)
def replay(ctx: Context, delivery_id: int) -> Any:
    """Try a delivery again, from the beginning."""
    delivery = ctx.get(Delivery, delivery_id)
    if delivery.state != "dead":
        raise Conflict("delivery_not_dead", state=delivery.state)
    delivery.state, delivery.attempts, delivery.run_after = "pending", 0, ctx.now
    event = ctx.get(OutboxEvent, delivery.event_id)
    ctx.session.wake_after_commit = True
    return _shown(delivery, event.name)


def _may_cancel(ctx: Context, job: Job) -> bool:
    # What the system itself started works by no right: nobody ends it from here.
    is_known = job.permission in ctx.runtime.registry.permissions
    return job.started_by == ctx.actor.id or is_known and ctx.may(job.permission, job.project_id)


def _job_shown(ctx: Context, job: Job) -> dict[str, Any]:
    own = {name: getattr(job, name) for name in JobOut.model_fields if name != "may_cancel"}
    return {**own, "may_cancel": _may_cancel(ctx, job)}


def _found(project_id: int | None, state: str | None) -> Select[Any]:
    statement = select(Job)
    if project_id is not None:
        statement = statement.where(Job.project_id == project_id)
    if state is not None:
        statement = statement.where(Job.state == state)
    return statement


def _shown(delivery: Delivery, event: str) -> DeliveryOut:
    return DeliveryOut(
        id=delivery.id,
        project_id=delivery.project_id,
        event=event,
        subscriber=delivery.subscriber,
        attempts=delivery.attempts,
        error=delivery.error,
    )
