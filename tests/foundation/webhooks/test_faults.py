"""Webhooks when something of our own goes wrong: it is one delivery's matter, and nothing stays open."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from factories.receivers import receiver
from foundation.webhooks.hooks import log, reported, subscribed
from manyhold.foundation.webhooks import line
from manyhold.foundation.webhooks.line import LEASE
from manyhold.foundation.webhooks.models import Subscription
from manyhold.foundation.webhooks.sender import Sender
from manyhold.kernel.database import table_of
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


def moved_to(world: World, webhook: dict[str, Any], url: str) -> None:
    """The address as it was kept before such a one was refused."""
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(
            update(table_of(Subscription)).where(Subscription.id == webhook["id"]).values(url=url)
        )
        session.commit()


def none_is_left(name: str) -> bool:
    """Whether all threads of that name end within some seconds."""
    until = time.monotonic() + 5
    while any(name in one.name for one in threading.enumerate()):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    "url", ["https://例子.中国/hook", f"https://{'a' * 64}.com/hook", "https://example.com/通知"]
)
def test_an_address_that_cannot_be_written_fails_alone(world: World, url: str) -> None:
    with receiver() as here:
        odd = subscribed(world, here.url, name="怪系统")
        good = subscribed(world, here.url)
        moved_to(world, odd, url)
        for number in range(3):
            reported(world, number)
        world.work()
    assert [row["state"] for row in log(world, good)] == ["done"] * 3
    failed = log(world, odd)
    assert {row["state"] for row in failed} == {"pending"}
    assert "unexpected_error" in {row["error"] for row in failed}


def test_what_could_not_be_written_down_is_sent_again_when_its_lease_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as here:
        webhook = subscribed(world, here.url)
        reported(world, 1)
        sender, settle = Sender(world.runtime), line.settle

        def away(*_: object) -> list[int]:
            raise RuntimeError("the database is away")

        world.worker.deliver()
        monkeypatch.setattr(line, "settle", away)
        with pytest.raises(RuntimeError):
            while sender.turn():
                pass
        monkeypatch.setattr(line, "settle", settle)
        world.clock.advance(LEASE + timedelta(seconds=1))
        while sender.turn():
            pass
        sender.stop()
    assert [one.id for one in here.heard] == [log(world, webhook)[0]["message_id"]] * 2
    assert log(world, webhook)[0]["state"] == "done"


def test_nothing_stays_open_when_the_sender_stops(world: World) -> None:
    with receiver(seconds=0.3) as here:
        subscribed(world, here.url)
        reported(world, 1)
        reported(world, 2)
        world.worker.deliver()
        sender = Sender(world.runtime)
        while not here.heard:
            sender.turn()
        sender.stop()
        assert none_is_left("webhook"), "no thread of ours"
        assert none_is_left("process_request_thread"), "no connection to the receiver"
