"""The sender: one thread of the worker that keeps every line moving, however slow some receivers are.

Each subscription has its own small window of tries under way; they wait side by side on one event loop, so that a
receiver that does not answer costs nobody else anything.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any

from manyhold.foundation.webhooks import line, service
from manyhold.foundation.webhooks.line import Outcome, Parcel
from manyhold.foundation.webhooks.road import Road
from manyhold.kernel.runtime import Runtime

AT_ONCE = 8
"""Tries under way to one subscription."""
LOOK_AGAIN_SECONDS = 1.0
GATHER_SECONDS = 0.05
NAMES_AT_ONCE = 32
STOP_SECONDS = 5.0


class Sender:
    """Background work of the worker, see `kernel.jobs.worker`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._in_hand: Counter[int] = Counter()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._gates: dict[int, asyncio.Semaphore] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._road: Road | None = None
        self._seen = 0

    def turn(self) -> bool:
        """Settle what has come back, put fresh events in line, send what is due; False when all is done."""
        came_back = self._settle()
        was_fed = line.feed(self._runtime)
        parcels = line.take(self._runtime, self._in_hand)
        for parcel in parcels:
            self._in_hand[parcel.subscription_id] += 1
            self._submit(self._send(parcel))
        if came_back or was_fed or parcels:
            return True
        if not self._in_hand.total():
            return False
        self._seen = self._runtime.wakeups.wait(self._seen, LOOK_AGAIN_SECONDS)
        return True

    def stop(self) -> None:
        """Let go of what is under way: it is sent again when its lease has ended."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_SECONDS)
        self._loop = self._thread = self._road = None
        self._in_hand.clear()
        self._gates.clear()
        self._outcomes = SimpleQueue()

    def _settle(self) -> bool:
        outcomes = self._gathered()
        if not outcomes:
            return False
        try:
            spent = line.settle(self._runtime, outcomes)
        finally:
            # They are in hand no more, even when that could not be written down: their leases end.
            self._in_hand.subtract(one.parcel.subscription_id for one in outcomes)
        for subscription_id in spent:
            service.switch_off_failing(self._runtime, subscription_id)
        return True

    def _gathered(self) -> list[Outcome]:
        """What has come back, and what does so within a moment: a transaction costs more than the rows in it."""
        outcomes: list[Outcome] = []
        until = time.monotonic() + GATHER_SECONDS
        try:
            outcomes.append(self._outcomes.get_nowait())
            while len(outcomes) < line.IN_HAND // 2:
                outcomes.append(self._outcomes.get(timeout=max(0.0, until - time.monotonic())))
        except Empty:
            pass
        return outcomes

    async def _send(self, parcel: Parcel) -> None:
        assert self._road is not None
        gate = self._gates.setdefault(parcel.subscription_id, asyncio.Semaphore(AT_ONCE))
        async with gate:
            outcome = await self._road.send(parcel)
        self._outcomes.put(outcome)
        self._runtime.wakeups.wake()

    def _submit(self, work: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            # Names are looked up in threads: many receivers whose names do not resolve must not fill them.
            self._loop.set_default_executor(ThreadPoolExecutor(NAMES_AT_ONCE, "webhook-names"))
            self._road = Road(
                self._runtime.clock, may_be_private=self._runtime.settings.webhooks_may_be_private
            )
            self._thread = threading.Thread(
                target=_kept_going, args=(self._loop, self._road), name="webhooks", daemon=True
            )
            self._thread.start()
        asyncio.run_coroutine_threadsafe(work, self._loop)


def _kept_going(loop: asyncio.AbstractEventLoop, road: Road) -> None:
    """Run until it is stopped; nothing stays open then, no connection and no thread."""
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(_let_go(loop, road))
        loop.close()


async def _let_go(loop: asyncio.AbstractEventLoop, road: Road) -> None:
    under_way = asyncio.all_tasks(loop) - {asyncio.current_task()}
    for one in under_way:
        one.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
    await road.close()
    await loop.shutdown_default_executor()
