"""kill -9 of a worker in the middle of its work: taken over once, nothing lost, nothing doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.jobs import killed
from kernel.jobs.work import STEPS, Happened, deliveries, effects, happen, job, offer, queued
from manyhold.kernel.jobs.models import DONE, RUNNING
from manyhold.kernel.jobs.run import LEASE
from worlds import processes
from worlds.processes import KILLED
from worlds.world import World


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    offer(world.runtime)


def in_own_process(world: World, commit: int) -> int:
    """Work in a process that is killed at that commit; gives its exit status."""
    settings = world.settings.model_copy(update={"log_level": "CRITICAL"})
    return processes.run(killed.work, settings, world.clock.now(), commit)


def test_a_killed_workers_job_goes_on_after_its_last_step(world: World) -> None:
    job_id = queued(world, "count", world.client("project_manager"), "jobs.read")
    assert in_own_process(world, commit=3) == KILLED
    left = job(world, job_id)
    assert (left.state, left.progress_done, left.attempts, left.lease_no) == (RUNNING, 2, 1, 1)
    world.work()
    assert effects(world) == [0, 1], "nobody takes a job that is under lease"
    world.clock.advance(LEASE + timedelta(seconds=1))
    world.work()
    done = job(world, job_id)
    assert (done.state, done.progress_done, done.attempts, done.lease_no) == (DONE, STEPS, 2, 2)
    assert effects(world) == list(range(STEPS))


def test_a_delivery_whose_worker_was_killed_takes_effect_once(world: World) -> None:
    for number in range(3):
        happen(world, Happened(id=number))
    assert in_own_process(world, commit=2) == KILLED
    assert effects(world) == [0]
    world.work()
    assert effects(world) == [0], "what is under lease is not handed over a second time"
    world.clock.advance(LEASE + timedelta(seconds=1))
    world.work()
    assert sorted(effects(world)) == [0, 1, 2]
    assert [(one.state, one.attempts) for one in deliveries(world)] == [("done", 1), ("done", 2), ("done", 2)]
