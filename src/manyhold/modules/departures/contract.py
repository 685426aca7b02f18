"""What others hear of departures."""

from __future__ import annotations

from typing import ClassVar

from manyhold.kernel.events import Event


class DepartureSigned(Event):
    """A project's leaving is signed for, and the moment of it is set; `id` is the departure."""

    name: ClassVar[str] = "departures.signed"
    id: int
    project_id: int


class DeparturePacked(Event):
    """The hand-over package of a leaving project is made; `id` is the departure."""

    name: ClassVar[str] = "departures.packed"
    id: int
    project_id: int
