"""Small truths of the organisation: what is in force on a day, and the order of a project's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
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
