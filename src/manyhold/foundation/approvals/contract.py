"""What everybody may hear of approvals; what the owner of a document hears is its own `Decided`."""

from __future__ import annotations

from typing import ClassVar

from manyhold.kernel.events import Event


class RequestMoved(Event):
    """A request was submitted, signed, or came to its end."""

    name: ClassVar[str] = "approvals.moved"
    id: int
    state: str
    turn: int
