"""Neither a step of a ladder nor an alert waits for a pile of notices, or for a provider that is slow with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from factories.providers import providers
from foundation.messaging.reached import attempts, know_templates, raised, reachable, set_up
from manyhold.foundation.messaging.sending import sender
from manyhold.foundation.messaging.service import send
from worlds.world import World


def within(seconds: float, seen: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_pile_of_slow_notices_holds_up_no_alert_and_no_ladder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go, handed_over = threading.Event(), sender.handed_over

    def slow_with_notices(parcel: Any) -> Any:
        assert "配电房" in parcel.message.text or may_go.wait(60)
        return handed_over(parcel)

    monkeypatch.setattr(sender, "handed_over", slow_with_notices)
    one = reachable(world, world.client("technician"), "13800000001")
    know_templates(world)
    with providers() as here:
        set_up(world, here, "sms", "wecom")
        with world.context("A1").session as session:
            for number in range(50):
                send(
                    session.info["context"],
                    to=[one.person_id],
                    template="test.news",
                    params={"number": number},
                    kind="notice",
                )
            session.commit()
        world.worker.start()
        try:
            alert_id = raised(world, one)
            assert within(30, lambda: len(attempts(world, alert_id)) >= 1), "the first step is taken"
            world.clock.advance(timedelta(minutes=2))
            world.runtime.wakeups.wake()
            assert within(30, lambda: len(here.cards) == 1), "the second step is taken, and sent"
            assert here.texts == []
        finally:
            may_go.set()
            world.worker.stop()
