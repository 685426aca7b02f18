"""Who may end a job, and what its end tells: a code for people, never what a statement carried."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kernel.jobs.work import job, offer, queued
from manyhold.kernel.jobs.models import CANCELLED, QUEUED
from manyhold.kernel.jobs.run import start
from worlds.world import World

RIGHT = "imports.load"
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    offer(world.runtime)


def test_who_sees_a_job_alone_does_not_end_it(world: World) -> None:
    job_id = queued(world, "count", world.client("project_manager"), RIGHT)
    for role in ("cashier", "customer_service", "dispatcher"):
        client = world.client(role)
        assert client.get(f"/jobs/{job_id}").json()["may_cancel"] is False
        answer = client.post(f"/jobs/{job_id}/cancel")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")
    assert world.client("project_manager", "A2").post(f"/jobs/{job_id}/cancel").status_code == 404
    assert job(world, job_id).state == QUEUED


def test_who_started_it_ends_it_and_who_holds_its_right(world: World) -> None:
    manager, cashier = world.client("project_manager"), world.client("cashier")
    own = queued(world, "count", cashier, "jobs.read")
    assert [one["may_cancel"] for one in cashier.get("/jobs").json()["items"]] == [True]
    assert cashier.post(f"/jobs/{own}/cancel").status_code == 200
    other = queued(world, "count", manager, RIGHT)
    assert world.client("group_administrator").post(f"/jobs/{other}/cancel").status_code == 200
    assert [job(world, one).state for one in (own, other)] == [CANCELLED, CANCELLED]


def test_a_right_over_one_building_ends_no_job_of_the_project(world: World) -> None:
    job_id = queued(world, "count", world.client("project_manager"), "spaces.edit")
    keeper = world.client("cashier")
    world.also(keeper, "customer_service", zones=[world.sites["A1"].building_id])
    assert keeper.get(f"/jobs/{job_id}").status_code == 200
    assert keeper.post(f"/jobs/{job_id}/cancel").status_code == 403


def test_what_the_system_started_nobody_ends(world: World) -> None:
    ctx = world.context("A1", group_wide=True)
    with ctx.session as session:
        job_id = start(ctx, "count", {}).id
        session.commit()
    answer = world.client("group_administrator").post(f"/jobs/{job_id}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")


def test_a_failed_statement_does_not_tell_what_it_carried(world: World) -> None:
    for engine in (world.runtime.database.app, world.runtime.database.look_up):
        with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
            connection.execute(text("SELECT :phone FROM nowhere"), {"phone": PHONE})
        assert PHONE not in str(failed.value)
