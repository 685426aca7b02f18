"""What others hear of spaces."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from manyhold.kernel.events import Event


class SpacesRecut(Event):
    """Spaces are no more from that day on, and others stand in their place.

    Open bills and open orders stay with the closed ones until somebody moves them.
    """

    name: ClassVar[str] = "spaces.recut"
    id: int
    effective_on: date
    closed_ids: tuple[int, ...]
    opened_ids: tuple[int, ...]


class RecutReversed(Event):
    """A split or merger was taken back: the closed spaces stand again, the opened ones never were."""

    name: ClassVar[str] = "spaces.recut_reversed"
    id: int
    closed_ids: tuple[int, ...]
    opened_ids: tuple[int, ...]
