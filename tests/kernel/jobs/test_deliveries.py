"""Deliveries: at least once with one effect, and what cannot be taken is set aside where people see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from kernel.jobs.work import EVENT, Happened, Lost, deliveries, effects, happen, offer
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.run import LEASE
from manyhold.kernel.jobs.worker import MOST_ATTEMPTS
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    offer(world.runtime)


def until_dead(world: World) -> None:
    for _ in range(MOST_ATTEMPTS):
        world.work()
        world.clock.advance(timedelta(hours=1))


def states(world: World) -> list[tuple[str, int]]:
    return [(one.state, one.attempts) for one in deliveries(world)]


def known(world: World) -> list[tuple[Delivery, int]]:
    """The deliveries to this module with the positions of their events."""
    with SystemSession(world.runtime.database, writes=False) as session:
        placed = select(Delivery, OutboxEvent.position).join(OutboxEvent, OutboxEvent.id == Delivery.event_id)
        here = placed.where(Delivery.subscriber.startswith("probe:")).order_by(Delivery.id)
        return [(row[0], row[1]) for row in session.execute(here)]


def test_a_bad_delivery_stops_neither_the_worker_nor_its_neighbours(world: World) -> None:
    happen(world, Lost(id=1))
    happen(world, Happened(id=2, kind="fail"))
    happen(world, Happened(id=3))
    world.work()
    assert effects(world) == [3]
    assert states(world) == [("pending", 1), ("pending", 1), ("done", 1)]


def test_a_delivery_that_ends_its_worker_is_told_from_its_neighbours(world: World) -> None:
    for number in range(4):
        happen(world, Happened(id=number))
    for _ in range(MOST_ATTEMPTS + 2):
        taken = world.worker._take_deliveries()
        for delivery, event in taken:
            if event.payload["id"] == 1:
                break
            world.worker._hand_over(delivery, event)
        world.clock.advance(LEASE + timedelta(seconds=1))
    while world.worker.deliver():
        pass
    assert effects(world) == [0, 2, 3]
    assert [one.state for one in deliveries(world)] == ["done", "dead", "done", "done"]
    assert deliveries(world)[1].error == "worker_lost"


def test_dead_deliveries_are_listed_and_replayed(world: World) -> None:
    happen(world, Happened(id=7, kind="fail"))
    until_dead(world)
    assert (states(world), effects(world)) == ([("dead", MOST_ATTEMPTS)], [])
    admin = world.client("group_administrator")
    listed = admin.get("/dead-deliveries").json()["items"]
    assert [(one["event"], one["subscriber"], one["error"]) for one in listed] == [
        (EVENT, f"probe:{EVENT}", "unexpected_error")
    ]
    replay = f"/dead-deliveries/{listed[0]['id']}/replay"
    assert world.client("project_manager").post(replay).status_code == 403
    assert world.client("group_administrator", "B1").post(replay).status_code == 404
    offer(world.runtime, more={EVENT: "kernel.jobs.work:take_event_now"})
    assert admin.post(replay).status_code == 200
    world.work()
    assert (states(world), effects(world)) == ([("done", 1)], [7])
    assert admin.get("/dead-deliveries").json()["items"] == []
    again = admin.post(replay)
    assert (again.status_code, again.json()["code"]) == (409, "delivery_not_dead")


def test_two_workers_do_not_hand_over_the_same_delivery(world: World) -> None:
    happen(world, Happened(id=1))
    slow = world.worker._take_deliveries()
    world.clock.advance(LEASE + timedelta(seconds=1))
    world.work()
    for delivery, event in slow:
        world.worker._hand_over(delivery, event)
    assert effects(world) == [1]


def test_old_events_are_forgotten_once_all_have_taken_them(world: World) -> None:
    happen(world, Happened(id=1))
    happen(world, Lost(id=2))
    until_dead(world)
    world.clock.advance(timedelta(days=29))
    happen(world, Happened(id=3))
    world.work()
    assert [(one.state, position) for one, position in known(world)] == [
        ("done", 1),
        ("dead", 2),
        ("done", 3),
    ]
    world.clock.advance(timedelta(days=31))
    world.work()
    assert [(one.state, position) for one, position in known(world)] == [("dead", 2), ("done", 3)]
    happen(world, Happened(id=4))
    world.work()
    assert known(world)[-1][1] == 4, "the last position is counted on from"
    assert effects(world) == [1, 3, 4]
