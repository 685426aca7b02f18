"""A job belongs to one worker at a time, runs with its starter's rights of now, and comes to an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from kernel.jobs.work import MARK, STEPS, count, effects, job, offer, queued
from manyhold.foundation.access.models import Grant
from manyhold.foundation.audit.service import note
from manyhold.foundation.organisation.models import Group
from manyhold.kernel.jobs.models import CANCELLED, DONE, FAILED
from manyhold.kernel.jobs.run import LEASE, JobCancelled, JobRun, LeaseLost
from manyhold.kernel.jobs.worker import MOST_ATTEMPTS
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import NOW, World


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    offer(world.runtime)


def test_a_job_runs_under_a_grant_narrowed_to_buildings(world: World) -> None:
    keeper = world.client("housekeeper", zones=[world.sites["A1"].building_id])
    job_id = queued(world, "count", keeper, "spaces.read")
    world.work()
    done = job(world, job_id)
    assert (done.state, done.progress_done, done.error) == (DONE, STEPS, "")
    assert effects(world) == list(range(STEPS))


def test_a_job_that_no_worker_outlives_fails_with_a_clear_error(world: World) -> None:
    job_id = queued(world, "count", world.client("project_manager"), "jobs.read")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert (taken := world.worker._take_job()) is not None
        assert taken.attempts == attempt
        assert world.worker._take_job() is None, "a job under lease belongs to its worker"
        world.clock.advance(LEASE + timedelta(seconds=1))
    assert world.worker.run_next_job() is False
    given_up = job(world, job_id)
    assert (given_up.state, given_up.error) == (FAILED, "worker_lost")
    assert given_up.finished_at == world.clock.now()
    assert effects(world) == []


def test_a_job_that_raises_is_tried_again_later_and_then_fails(world: World) -> None:
    job_id = queued(world, "fail", world.client("project_manager"), "jobs.read")
    for _ in range(MOST_ATTEMPTS):
        world.work()
        world.clock.advance(timedelta(hours=1))
    failed = job(world, job_id)
    assert (failed.state, failed.attempts) == (FAILED, MOST_ATTEMPTS)
    assert failed.error == "unexpected_error"


def test_a_worker_that_lost_its_lease_cannot_commit(world: World) -> None:
    job_id = queued(world, "count", world.client("project_manager"), "jobs.read")
    slow = world.worker._take_job()
    assert slow is not None
    run = JobRun(world.runtime, slow, *world.worker._standing(slow))
    world.clock.advance(LEASE + timedelta(seconds=1))
    world.work()
    with pytest.raises(LeaseLost):
        count(run)
    assert job(world, job_id).state == DONE
    assert effects(world) == list(range(STEPS))


def test_a_right_that_was_taken_away_stops_queued_work(world: World) -> None:
    manager = world.client("project_manager")
    job_id = queued(world, "count", manager, "jobs.read")
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Grant).where(Grant.person_id == manager.person_id).values(revoked_at=NOW))
        session.execute(update(Group).values(rights_version=Group.rights_version + 1))
        session.commit()
    world.work()
    stopped = job(world, job_id)
    assert (stopped.state, stopped.error, effects(world)) == (FAILED, "permission_missing", [])


def test_a_cancelled_job_keeps_what_it_had_committed(world: World) -> None:
    manager = world.client("project_manager")
    job_id = queued(world, "count", manager, "jobs.read")
    taken = world.worker._take_job()
    assert taken is not None
    run = JobRun(world.runtime, taken, *world.worker._standing(taken))
    with run.step(done=1, total=STEPS) as ctx:
        note(ctx, "step", MARK, 0, project_id=run.project_id)
    assert manager.post(f"/jobs/{job_id}/cancel").status_code == 200
    with pytest.raises(JobCancelled):
        count(run)
    world.clock.advance(LEASE + timedelta(seconds=1))
    world.work()
    assert job(world, job_id).state == CANCELLED
    assert effects(world) == [0]
    again = manager.post(f"/jobs/{job_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job_ended")
