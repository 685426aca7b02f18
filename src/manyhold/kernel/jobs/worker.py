"""The worker: takes due deliveries, jobs and schedules by lease, and gives events their position."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import func, select, update

from manyhold.kernel.errors import Problem
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.handover import bring, hand_over, request_id_of
from manyhold.kernel.jobs.models import CANCELLED, DONE, FAILED, QUEUED, RUNNING, Job, ScheduledRun
from manyhold.kernel.jobs.run import LEASE, JobCancelled, JobFailed, JobFunction, JobRun, LeaseLost
from manyhold.kernel.modules import resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.services.peers import ServiceAway

MOST_ATTEMPTS = 8
IDLE_SECONDS = 1.0
DELIVERY_BATCH = 50
WORKER_LOST = "worker_lost"
"""Why work failed that no worker outlived: each try is counted when it begins, and none came to an end."""
UNEXPECTED = "unexpected_error"
"""What people are told of a fault of our own: its text may hold what others wrote, and stands in the log alone."""
log = structlog.get_logger()


class Background(Protocol):
    """What a module keeps doing in a worker; it is made from the Runtime and does nothing before its first turn."""

    def turn(self) -> bool:
        """Do what is due; False when all is done."""
        ...

    def stop(self) -> None: ...


class Worker:
    """One thread's worth of background work; run as many as wished, in any process, against one database."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._background: dict[str, Background] = {
            name: resolve(name)(runtime) for name in runtime.registry.background_here()
        }

    def start(self) -> None:
        """Begin: deliveries and schedules in one thread, jobs in another, and each module's own in one more."""
        own = {name: one.turn for name, one in self._background.items()}
        for name, turn in {"deliveries": self.deliver, "jobs": self.run_next_job, **own}.items():
            thread = threading.Thread(target=self._loop, args=(turn,), name=f"worker-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout: float = 10.0) -> None:
        self._stop.set()
        self.runtime.wakeups.wake()
        for thread in self._threads:
            thread.join(timeout)
        for one in self._background.values():
            one.stop()

    def run_until_idle(self, most_turns: int = 10_000) -> bool:
        """Do all that is due now, in this thread; for tests and one-shot commands. Gives whether anything was."""
        for turn in range(most_turns):
            background = (one.turn() for one in self._background.values())
            if not (self.deliver() or self.run_next_job() or any(background)):
                return turn > 0
        raise RuntimeError("the work does not come to an end")

    def deliver(self) -> bool:
        """Number fresh events, hand due deliveries to their subscribers, start due schedules; False when idle."""
        self._start_schedules()
        positioned = self._number_events()
        taken = self._take_deliveries()
        for delivery, event in taken:
            with structlog.contextvars.bound_contextvars(request_id=request_id_of(event)):
                self._hand_over(delivery, event)
        return bool(positioned or taken)

    def run_next_job(self) -> bool:
        """Take one due job and do it; False when none is due."""
        job = self._take_job()
        if job is None:
            return False
        with structlog.contextvars.bound_contextvars(request_id=f"job-{job.id}"):
            self._do(job)
        self.runtime.wakeups.wake()
        return True

    def _do(self, job: Job) -> None:
        try:
            actor, scope = self._standing(job)
            run = JobRun(self.runtime, job, actor, scope)
            function: JobFunction = resolve(self.runtime.registry.job(job.name))
            result = function(run)
        except LeaseLost:
            log.warning("job_lease_lost", job=job.name, id=job.id)
        except JobCancelled:
            self._finish(job, CANCELLED)
        except JobFailed as error:
            self._finish(job, FAILED, error=error.code)
        except Problem as error:
            log.warning("job_refused", job=job.name, id=job.id, problem=str(error))
            self._finish(job, FAILED, error=error.code)
        except Exception as error:
            log.error("job_failed", job=job.name, id=job.id, exc_info=error)
            self._retry(job)
        else:
            self._finish(job, DONE, result=result)
            self.runtime.database.learn_statistics()

    def _loop(self, turn: Any) -> None:
        seen = 0
        while not self._stop.is_set():
            try:
                if turn():
                    continue
            except Exception as error:
                log.error("worker_turn_failed", exc_info=error)
            seen = self.runtime.wakeups.wait(seen, IDLE_SECONDS)

    def _now(self) -> datetime:
        return self.runtime.clock.now()

    def _system(self) -> SystemSession:
        return SystemSession(self.runtime.database, writes=True)

    def _number_events(self) -> int:
        # One dispatcher numbers at a time: on PostgreSQL ids commit out of order, and a stream that followed them
        # would miss the slower transaction.
        if not self._exists(select(OutboxEvent.id).where(OutboxEvent.position.is_(None)).limit(1)):
            return 0
        with self._system() as session:
            if session.dialect_name == "postgresql" and not session.scalar(
                select(func.pg_try_advisory_xact_lock(1))
            ):
                return 0
            fresh = session.scalars(
                select(OutboxEvent).where(OutboxEvent.position.is_(None)).order_by(OutboxEvent.id).limit(1000)
            ).all()
            last = session.scalar(select(func.max(OutboxEvent.position))) or 0
            for number, event in enumerate(fresh, start=last + 1):
                event.position = number
            session.commit()
        self.runtime.wakeups.wake()
        return len(fresh)

    def _reached(self) -> set[str]:
        """The modules that run here, and those whose service is known and has not just failed to answer.

        Their own workers take what is theirs too; from here it comes at once, as the commit wakes this process.
        """
        peers = self.runtime.peers
        return {
            *self.runtime.registry.running,
            *(one for one in peers.addresses if not peers.is_left_alone(one)),
        }

    def _exists(self, statement: Any) -> bool:
        with SystemSession(self.runtime.database, writes=False) as session:
            return session.scalar(statement) is not None

    def _take_deliveries(self) -> list[tuple[Delivery, OutboxEvent]]:
        here = self.runtime.registry.receivers_in(self._reached())
        due = (
            select(Delivery)
            .where(
                Delivery.state == "pending", Delivery.run_after <= self._now(), Delivery.subscriber.in_(here)
            )
            .order_by(Delivery.run_after, Delivery.id)
            .limit(DELIVERY_BATCH)
        )
        if not here or not self._exists(due.with_only_columns(Delivery.id)):
            return []
        with self._system() as session:
            found = list(session.scalars(due.with_for_update(skip_locked=True)))
            for lost in (one for one in found if one.attempts >= MOST_ATTEMPTS):
                lost.state, lost.error = "dead", WORKER_LOST
            taken = _together([one for one in found if one.state == "pending"])
            for delivery in taken:
                delivery.lease_no += 1
                delivery.attempts += 1
                delivery.run_after = self._now() + LEASE
            events = {
                event.id: event
                for event in session.scalars(
                    select(OutboxEvent).where(OutboxEvent.id.in_([d.event_id for d in taken]))
                )
            }
            session.commit()
            return [(delivery, events[delivery.event_id]) for delivery in taken]

    def _hand_over(self, delivery: Delivery, event: OutboxEvent) -> None:
        is_here = delivery.subscriber.partition(":")[0] in self.runtime.registry.running
        try:
            (hand_over if is_here else bring)(self.runtime, delivery, event)
        except LeaseLost:
            log.warning("delivery_lease_lost", subscriber=delivery.subscriber, id=delivery.id)
        except ServiceAway as error:
            log.warning("delivery_waits", subscriber=delivery.subscriber, id=delivery.id, problem=str(error))
            self._put_off(delivery, error)
        except Exception as error:
            log.error("delivery_failed", subscriber=delivery.subscriber, id=delivery.id, exc_info=error)
            self._put_off(delivery, error)

    def _put_off(self, delivery: Delivery, error: Exception) -> None:
        # A service that was not reached has tried nothing: its stop for an hour makes no dead letters.
        attempts = delivery.attempts - (isinstance(error, ServiceAway) and not error.was_reached)
        is_dead = attempts >= MOST_ATTEMPTS
        # Another service may have taken it though its answer was lost: what is done stays done.
        is_ours = (Delivery.lease_no == delivery.lease_no) & (Delivery.state == "pending")
        with self._system() as session:
            session.execute(
                update(Delivery)
                .where(Delivery.id == delivery.id, is_ours)
                .values(
                    state="dead" if is_dead else "pending",
                    attempts=attempts,
                    run_after=self._now() + _back_off(max(attempts, 1)),
                    error=_code_of(error),
                )
            )
            session.commit()

    def _take_job(self) -> Job | None:
        names = self.runtime.registry.jobs_here()
        now = self._now()
        is_due = (Job.state == QUEUED) & (Job.run_after <= now) | (Job.state == RUNNING) & (
            Job.lease_until < now
        )
        due = select(Job).where(Job.name.in_(names), is_due).order_by(Job.run_after, Job.id).limit(1)
        if not names or not self._exists(due.with_only_columns(Job.id)):
            return None
        with self._system() as session:
            job = session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
            if job is None:
                return None
            if job.attempts >= MOST_ATTEMPTS:
                job.state, job.error, job.finished_at, job.lease_until = FAILED, WORKER_LOST, now, None
                session.commit()
                return self._take_job()
            job.state = RUNNING
            job.attempts += 1
            job.lease_no += 1
            job.lease_until = now + LEASE
            session.commit()
            return job

    def _standing(self, job: Job) -> tuple[Actor, Scope]:
        """Who the job acts for, with the rights held now: a right that was taken away stops queued work too."""
        grants = self.runtime.grants
        if job.started_by == 0:
            return Actor.system(job.group_id), grants.system_scope(job.group_id, job.project_id)
        actor = Actor(job.started_by, job.group_id)
        scope = grants.scope(actor, job.permission)
        if scope is None or (job.project_id is None and not scope.group_wide):
            raise JobFailed("permission_missing")
        if job.project_id is not None and job.project_id not in scope.visible_projects:
            raise JobFailed("permission_missing")
        return actor, scope

    def _finish(self, job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
        with self._system() as session:
            session.execute(
                update(Job)
                .where(Job.id == job.id, Job.lease_no == job.lease_no)
                .values(
                    state=state,
                    result=result or {},
                    error=error,
                    finished_at=self._now(),
                    lease_until=None,
                )
            )
            session.commit()

    def _retry(self, job: Job) -> None:
        if job.attempts >= MOST_ATTEMPTS:
            self._finish(job, FAILED, error=UNEXPECTED)
            return
        with self._system() as session:
            session.execute(
                update(Job)
                .where(Job.id == job.id, Job.lease_no == job.lease_no)
                .values(state=QUEUED, run_after=self._now() + _back_off(job.attempts), error=UNEXPECTED)
            )
            session.commit()

    def _start_schedules(self) -> None:
        registry = self.runtime.registry
        schedules = [one for name in registry.running for one in registry.manifests[name].schedules]
        if not schedules:
            return
        now = self._now()
        with SystemSession(self.runtime.database, writes=False) as session:
            last = {(run.job, run.group_id): run for run in session.scalars(select(ScheduledRun))}
        for group_id in self.runtime.grants.groups():
            for schedule in schedules:
                run = last.get((schedule.job, group_id))
                if run is None or run.started_at + timedelta(seconds=schedule.every_seconds) <= now:
                    self._start_scheduled(
                        schedule.job, group_id, None if run is None else run.started_at, now
                    )

    def _start_scheduled(self, job: str, group_id: int, seen: datetime | None, now: datetime) -> None:
        with self._system() as session:
            if seen is None:
                if session.get(ScheduledRun, (job, group_id)) is not None:
                    return
                session.add(ScheduledRun(job=job, group_id=group_id, started_at=now))
            else:
                moved = session.execute(
                    update(ScheduledRun)
                    .where(
                        ScheduledRun.job == job,
                        ScheduledRun.group_id == group_id,
                        ScheduledRun.started_at == seen,
                    )
                    .values(started_at=now)
                )
                if moved.rowcount != 1:  # pyright: ignore
                    return
            session.add(
                Job(
                    group_id=group_id,
                    project_id=None,
                    name=job,
                    args={},
                    permission="",
                    started_by=0,
                    state=QUEUED,
                    run_after=now,
                    attempts=0,
                    lease_no=0,
                    is_cancel_requested=False,
                    progress_done=0,
                    progress_total=0,
                    result={},
                    error="",
                    created_at=now,
                )
            )
            session.commit()


def _together(due: list[Delivery]) -> list[Delivery]:
    """What one lease takes of `due`: all that is fresh, or else one alone.

    What ended a worker is thereby found out, and does not take its neighbours down with it.
    """
    fresh = [delivery for delivery in due if delivery.attempts == 0]
    return fresh or due[:1]


def _back_off(attempts: int) -> timedelta:
    """2, 4, 8 … seconds, at most an hour."""
    return timedelta(seconds=min(2**attempts, 3600))


def _code_of(error: Exception) -> str:
    """The stable code of a fault: of bad input that of its first field, which says more."""
    if not isinstance(error, Problem):
        return UNEXPECTED
    return error.fields[0].code if error.fields else error.code
