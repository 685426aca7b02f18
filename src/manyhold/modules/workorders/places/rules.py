"""What the public may do how often, and what it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from manyhold.modules.workorders.orders.rules import CANCELLED, RATABLE

WINDOW = timedelta(hours=1)
REPORTS_PER_CODE = 20
REPORTS_PER_SOURCE = 10
"""In one project within a window. People behind one carrier's address share it, so it is no tighter."""
QUOTA_KEPT_FOR = timedelta(days=1)
MOST_CODES = 2_000
"""Codes made at once: a large building in one go."""

CODED_KINDS = ("room", "parking", "shop", "office", "public")


def window_start(now: datetime) -> datetime:
    """The beginning of the window in which `now` lies; windows are the same for every process."""
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def retry_after(now: datetime) -> int:
    """Whole seconds until the next window begins, at least one."""
    return max(1, int((window_start(now) + WINDOW - now).total_seconds()) + 1)


def may_be_rated(state: str, evaluation: str) -> bool:
    """Whether the public page offers the stars."""
    return evaluation == RATABLE and state != CANCELLED
