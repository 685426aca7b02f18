"""Heavy work by turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event, Lock

import pytest

from manyhold.kernel.errors import TooManyRequests
from manyhold.kernel.turns import BUSY_SECONDS, Turns


class Work:
    """Work that goes on until it is let go, and counts how many did it at once."""

    def __init__(self) -> None:
        self.lock, self.may_end, self.is_full = Lock(), Event(), Event()
        self.now = self.most = 0

    def run(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == 2:
                self.is_full.set()
        assert self.may_end.wait(20)
        with self.lock:
            self.now -= 1


def test_two_run_some_wait_and_the_rest_are_sent_away() -> None:
    turns, work = Turns("reading_busy", at_once=2, at_most=3), Work()

    def asked() -> str:
        try:
            with turns.one():
                work.run()
        except TooManyRequests as refused:
            assert refused.headers == {"Retry-After": str(BUSY_SECONDS)}
            return refused.code
        return "done"

    def patient() -> str:
        with turns.patient():
            work.run()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(asked) for _ in range(5)]
        assert work.is_full.wait(20)
        waiting = pool.submit(patient)
        first = as_completed(answers, timeout=20)
        assert [next(first).result(), next(first).result()] == ["reading_busy", "reading_busy"]
        work.may_end.set()
        assert sorted(one.result(20) for one in answers).count("done") == 3
        assert waiting.result(20) == "done"
    assert work.most == 2


def test_a_turn_is_given_back_when_the_work_fails() -> None:
    turns = Turns("reading_busy", at_once=1, at_most=1)
    for turn in (turns.one, turns.patient, turns.one):
        with pytest.raises(ValueError, match="bad"), turn():
            raise ValueError("bad")
