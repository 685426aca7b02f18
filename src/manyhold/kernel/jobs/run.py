"""What a job's function is handed: short committed steps, each fenced by the lease.

def generate(run: JobRun) -> dict[str, Any]:
    for batch in batches:
        with run.step(done=batch.end, total=total) as ctx:
            ...
    with run.step() as ctx:      # the visible effect: one final set-based transaction
        ...
    return {"bills": total}
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from manyhold.kernel.context import Context
from manyhold.kernel.database import table_of
from manyhold.kernel.errors import Forbidden
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession

LEASE = timedelta(seconds=60)
JobFunction = Callable[["JobRun"], dict[str, Any]]


class LeaseLost(Exception):
    """Another worker has taken the job over: whatever this one was about to commit is rolled back."""


class JobCancelled(Exception):
    """Somebody asked for the end; the step under way is rolled back and the job ends as cancelled."""


class JobFailed(Exception):
    """The work cannot be done as asked (`code` says why); it is not tried again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def start(
    ctx: Context, name: str, args: dict[str, Any], *, permission: str = "", project_id: int | None = None
) -> Job:
    """Queue a job in the caller's transaction; it runs as the caller, under `permission` as held when it runs.

    The public starts none: what nobody in particular started runs as the system.
    """
    ctx.runtime.registry.job(name)
    if ctx.actor.id == 0 and not ctx.actor.is_system:
        raise Forbidden("permission_missing", permission=permission or ctx.permission)
    if project_id is None and not ctx.scope.group_wide:
        raise Forbidden("permission_missing", permission=permission or ctx.permission)
    job = Job(
        group_id=ctx.group_id,
        project_id=project_id,
        name=name,
        args=args,
        permission=permission or ctx.permission,
        started_by=ctx.actor.id,
        state=QUEUED,
        run_after=ctx.now,
        attempts=0,
        lease_no=0,
        is_cancel_requested=False,
        progress_done=0,
        progress_total=0,
        result={},
        error="",
        created_at=ctx.now,
    )
    ctx.session.add(job)
    ctx.session.wake_after_commit = True
    return job


class JobRun:
    """One worker's hold on one job."""

    def __init__(self, runtime: Runtime, job: Job, actor: Actor, scope: Scope) -> None:
        self.runtime = runtime
        self.job_id = job.id
        self.args: dict[str, Any] = job.args
        self.project_id = job.project_id
        self.permission = job.permission
        self.progress = (job.progress_done, job.progress_total)
        self.actor = actor
        self.scope = scope
        self._lease_no = job.lease_no

    @contextmanager
    def step(self, *, done: int | None = None, total: int | None = None) -> Generator[Context, None, None]:
        """One short write transaction that renews the lease and states the progress with its commit.

        Raises LeaseLost or JobCancelled instead of committing when the job is no longer ours to do.
        """
        with ScopedSession(self.runtime.database, self.scope, writes=True) as session:
            ctx = Context(
                self.runtime, session, self.actor, permission=self.permission, request_id=f"job-{self.job_id}"
            )
            yield ctx
            session.flush()
            self.progress = (
                self.progress[0] if done is None else done,
                self.progress[1] if total is None else total,
            )
            self._fence(session)
            session.commit()
            if session.wake_after_commit:
                self.runtime.wakeups.wake()

    @contextmanager
    def reading(self) -> Generator[Context, None, None]:
        """A read transaction between steps."""
        with ScopedSession(self.runtime.database, self.scope, writes=False) as session:
            yield Context(self.runtime, session, self.actor, permission=self.permission)

    def _fence(self, session: ScopedSession) -> None:
        table = table_of(Job)
        # Under a grant narrowed to buildings the job's own row is out of sight: it is the whole project's.
        whole = Scope.of(self.scope.group_id, self.scope.visible_projects, group_wide=self.scope.group_wide)
        connection = session._closing_connection(whole)
        held = connection.execute(
            update(table)
            .where(
                table.c.id == self.job_id,
                table.c.lease_no == self._lease_no,
                table.c.state == RUNNING,
                table.c.is_cancel_requested.is_(False),
            )
            .values(
                lease_until=self.runtime.clock.now() + LEASE,
                progress_done=self.progress[0],
                progress_total=self.progress[1],
            )
        )
        if held.rowcount != 1:
            asked = connection.execute(
                table.select().where(table.c.id == self.job_id, table.c.is_cancel_requested.is_(True))
            ).first()
            raise JobCancelled if asked is not None else LeaseLost
