"""Heavy work by turns: a few at once, a short queue, and whoever comes later is sent away at once.

A flood of such work must neither fill the memory nor hold the threads that everybody else's requests need.
Never wait for a turn inside a write transaction.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore

from manyhold.kernel.errors import TooManyRequests

BUSY_SECONDS = 3


class Turns:
    """One kind of heavy work: `at_once` run together, `at_most` run or wait; `code` says it to the others."""

    def __init__(self, code: str, *, at_once: int = 2, at_most: int = 8) -> None:
        self._code = code
        self._running = BoundedSemaphore(at_once)
        self._queue = BoundedSemaphore(at_most)

    @contextmanager
    def one(self) -> Generator[None, None, None]:
        """A turn for a request. Raises TooManyRequests when the queue is full."""
        if not self._queue.acquire(blocking=False):
            raise TooManyRequests(
                self._code, headers={"Retry-After": str(BUSY_SECONDS)}, retry_after=BUSY_SECONDS
            )
        try:
            with self._running:
                yield
        finally:
            self._queue.release()

    @contextmanager
    def patient(self) -> Generator[None, None, None]:
        """A turn for a job, which waits however long it takes."""
        with self._running:
            yield
