"""The stream under a real server: whose events, in which order, and over reconnects and restarts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import delete, func, select, update

from kernel.stream.listening import listening, served
from manyhold.foundation.identity import rules
from manyhold.foundation.identity.models import SignInSession
from manyhold.kernel import stream
from manyhold.kernel.clock import SystemClock
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.scoping.session import SystemSession
from modules.workorders.asked import assigned, reported
from worlds.world import NOW, World

REPORTED = "workorders.order_reported"


def happened(world: World, at: str = "A1") -> int:
    """An order is reported and its event numbered; its id."""
    order = reported(world, at)
    world.work()
    return order["id"]


def test_each_hears_of_what_they_may_see_and_of_nothing_else(world: World) -> None:
    with served(world.runtime) as address, listening(address, world.client("project_manager")) as heard:
        assert next(heard).name == "ready"
        happened(world, "B1")
        happened(world, "A2")
        seen = happened(world, "A1")
        message = next(heard)
        assert (message.name, json.loads(message.data)) == (
            REPORTED,
            {"id": seen, "project_id": world.sites["A1"].project_id},
        )
        assert "金丝雀" not in message.data


def test_topics_choose(world: World) -> None:
    manager = world.client("project_manager")
    with (
        served(world.runtime) as address,
        listening(address, manager, topics="workorders.order_assigned") as heard,
    ):
        assert next(heard).name == "ready"
        seen = assigned(world)["id"]
        world.work()
        message = next(heard)
        assert (message.name, json.loads(message.data)["id"]) == ("workorders.order_assigned", seen)


def test_nobody_hears_nothing(world: World) -> None:
    with served(world.runtime) as address:
        answer = httpx.get(f"{address}/api/v1/stream")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_who_comes_back_is_sent_what_was_missed_over_a_restart_too(world: World) -> None:
    manager = world.client("project_manager")
    with served(world.runtime) as address, listening(address, manager) as heard:
        next(heard)
        happened(world)
        stood = next(heard).id
    missed = [happened(world), happened(world, "B1"), happened(world)]
    with served(world.runtime) as address, listening(address, manager, after=stood) as heard:
        assert next(heard).name == "ready"
        assert [json.loads(next(heard).data)["id"] for _ in range(2)] == [missed[0], missed[2]]


@pytest.mark.parametrize("after", ["0", "1", "999999"])
def test_who_was_away_too_long_is_told_to_read_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Older than what is kept, or a position that this database never gave (it was restored)."""
    monkeypatch.setattr(stream, "KEPT", 2)
    for _ in range(4):
        happened(world)
    manager = world.client("project_manager")
    with served(world.runtime) as address, listening(address, manager, after=after) as heard:
        assert [next(heard).name, next(heard).name] == ["ready", "missed"]
        seen = happened(world)
        assert json.loads(next(heard).data)["id"] == seen


def test_what_was_forgotten_in_between_counts_as_missed(world: World) -> None:
    """Forgetting leaves what a subscriber has still to take: an old event may stand behind a gap."""
    manager = world.client("project_manager")
    happened(world)
    with SystemSession(world.runtime.database, writes=False) as session:
        first = session.scalars(select(func.max(OutboxEvent.position))).one() or 0
    last = [happened(world) for _ in range(3)][-1]
    with SystemSession(world.runtime.database, writes=True) as session:
        forgotten = select(OutboxEvent.id).where(OutboxEvent.position == first + 1).scalar_subquery()
        session.execute(delete(Delivery).where(Delivery.event_id == forgotten))
        session.execute(delete(OutboxEvent).where(OutboxEvent.position == first + 1))
        session.commit()
    with served(world.runtime) as address:
        with listening(address, manager, after=str(first)) as heard:
            assert [next(heard).name, next(heard).name] == ["ready", "missed"]
        with listening(address, manager, after=str(first + 2)) as heard:
            assert next(heard).name == "ready"
            assert json.loads(next(heard).data)["id"] == last


def test_a_quiet_stream_shows_that_it_lives_and_where_it_stands(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.2)
    with served(world.runtime) as address, listening(address, world.client("project_manager")) as heard:
        begun = next(heard).id
        assert next(heard).fields[0] == ": still here"
        happened(world, "B1")
        assert wait_for(lambda: next(heard).id != begun), "the position goes on with what was for others"


def test_a_stream_ends_with_its_sign_in(world: World) -> None:
    manager = world.client("project_manager")
    with served(world.runtime) as address, listening(address, manager) as heard:
        next(heard)
        with SystemSession(world.runtime.database, writes=True) as session:
            ended = update(SignInSession).where(SignInSession.actor_id == manager.person_id)
            session.execute(ended.values(expires_at=NOW - timedelta(days=1)))
            session.commit()
        happened(world)
        assert [message.name for message in heard] == ["signed_out"]


def test_an_open_stream_does_not_keep_a_sign_in_from_ending(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    manager = world.client("project_manager")
    with served(world.runtime) as address, listening(address, manager) as heard:
        next(heard)
        for _ in range(2):
            world.clock.advance(rules.IDLE_FOR / 2)
            assert [next(heard).fields[0] for _ in range(3)] == [": still here"] * 3
        world.clock.advance(timedelta(seconds=1))
        assert wait_for(lambda: next(heard).name == "signed_out")
    assert manager.get("/me").status_code == 401


def test_an_open_stream_does_not_hold_a_stop(world: World) -> None:
    if world.engine != "sqlite":
        pytest.skip("the command reads its PostgreSQL from the environment")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    manager = world.client("project_manager")
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(SignInSession).values(seen_at=now_plus(0), expires_at=now_plus(1)))
        session.commit()
    words = f"import sys; from manyhold import cli; cli.GRACE_SECONDS = 1; sys.exit(cli.main({arguments(world, port)}))"
    path = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-c", words], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        assert wait_for(lambda: is_up(address), 90), "the server did not start"
        with listening(address, manager) as heard:
            assert next(heard).name == "ready"
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) in (0, -signal.SIGTERM)
    finally:
        process.kill()


def arguments(world: World, port: int) -> list[str]:
    return ["serve", "--data", str(world.settings.data), "--port", str(port)]


def now_plus(hours: int) -> datetime:
    return SystemClock().now() + timedelta(hours=hours)


def is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
