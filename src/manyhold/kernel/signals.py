"""Wake-ups inside one process: a commit tells the worker and the stream at once; their polling finds the rest."""

from __future__ import annotations

from threading import Condition


class Wakeups:
    """A counter that waiting threads watch; waking is cheap and never lost."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._count = 0

    def wake(self) -> None:
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: int, timeout: float) -> int:
        """Return at once when something woke since `seen`, else after `timeout` seconds; answers the new count."""
        with self._condition:
            if self._count == seen:
                self._condition.wait(timeout)
            return self._count
