"""Small truths of the organisation: what is in force on a day, and the order of a project's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

STAGES = ("won", "preparing", "in_service", "leaving", "left")
NEXT_STAGES: Mapping[str, frozenset[str]] = {
    "won": frozenset({"preparing", "left"}),
    "preparing": frozenset({"in_service", "left"}),
    "in_service": frozenset({"leaving"}),
    "leaving": frozenset({"in_service", "left"}),
    "left": frozenset(),
}
"""A project that is leaving may stay after all; one that has left comes back as a new project."""


Row = TypeVar("Row")


def in_force(rows: Iterable[Row], day: date) -> Row | None:
    """The row that holds on `day` by its `starts_on` and `ends_on`, both included; of several the latest."""

    def holds(row: Any) -> bool:
        return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)

    def start(row: Any) -> date:
        return row.starts_on

    return max(filter(holds, rows), key=start, default=None)


def make_room(rows: Iterable[Row], starts_on: date) -> tuple[Row | None, date | None]:
    """Room among dated rows for one more from `starts_on` on, so that each day stays covered once.

    Gives the row that begins on that very day, to be changed instead of a new one, and the last day of the new
    row: the day before the next later one begins. The row that stands on the day is ended the day before it.
    """
    dated: list[Any] = list(rows)
    later = min((row.starts_on for row in dated if row.starts_on > starts_on), default=None)
    standing: Any = in_force(dated, starts_on)
    if standing is not None and standing.starts_on == starts_on:
        return standing, standing.ends_on
    if standing is not None:
        standing.ends_on = starts_on - timedelta(days=1)
    return None, None if later is None else later - timedelta(days=1)


def may_become(stage: str, wanted: str) -> bool:
    """Whether a project in `stage` may be put into stage `wanted`."""
    return wanted in NEXT_STAGES[stage]


def road_up(node_id: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """The nodes from the root down to `node_id`; raises ValueError when the tree bites its tail."""
    road: list[int] = []
    while node_id is not None:
        if node_id in road:
            raise ValueError(f"node {node_id} stands below itself")
        road.append(node_id)
        node_id = parents.get(node_id)
    return road[::-1]
