"""Rate limits: a bucket of tokens that fills up again, per second and per day, kept in this process.

Each process keeps its own: behind several, a client may ask as many times as often. What is meant is that no client
holds up the others, not that requests are sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from threading import Lock

from manyhold.kernel.errors import TooManyRequests

DAY = 86_400
KEPT = 20_000
"""Buckets at most: whoever was forgotten begins with a full one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often somebody may ask: so many in one second, and spread over a day."""

    per_second: int
    per_day: int


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime

    def fill(self, most: int, seconds: int, now: datetime) -> None:
        passed = max(0.0, (now - self.at).total_seconds())
        self.left, self.at = min(float(most), self.left + passed * most / seconds), now

    def wait(self, most: int, seconds: int) -> int:
        """Whole seconds until there is a token again."""
        return max(0, ceil((1 - self.left) * seconds / most))


class Buckets:
    """Every bucket of a process, by name."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[_Bucket, _Bucket]] = {}
        self._lock = Lock()

    def take(self, name: str, limits: Limits, now: datetime) -> dict[str, str]:
        """One token of both buckets; gives the headers that tell how many are left.

        Raises TooManyRequests `rate_limited` with the same headers and Retry-After. The headers are those of the
        IETF's draft-ietf-httpapi-ratelimit-headers.
        """
        sizes = (("second", limits.per_second, 1), ("day", limits.per_day, DAY))
        with self._lock:
            pair = self._kept.get(name)
            if pair is None:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                pair = self._kept[name] = (_Bucket(limits.per_second, now), _Bucket(limits.per_day, now))
            for bucket, (_, most, seconds) in zip(pair, sizes, strict=True):
                bucket.fill(most, seconds, now)
            is_refused = any(bucket.left < 1 for bucket in pair)
            if not is_refused:
                for bucket in pair:
                    bucket.left -= 1
            waits = [
                bucket.wait(most, seconds) for bucket, (_, most, seconds) in zip(pair, sizes, strict=True)
            ]
            left = [int(bucket.left) for bucket in pair]
        headers = {
            "RateLimit-Policy": ", ".join(f'"{word}";q={most};w={seconds}' for word, most, seconds in sizes),
            "RateLimit": ", ".join(
                f'"{word}";r={rest};t={wait}'
                for (word, _, _), rest, wait in zip(sizes, left, waits, strict=True)
            ),
        }
        if is_refused:
            seconds = max(1, *waits)
            raise TooManyRequests(
                "rate_limited", headers={**headers, "Retry-After": str(seconds)}, retry_after=seconds
            )
        return headers
