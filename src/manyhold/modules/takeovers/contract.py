"""What others hear of takeovers."""

from __future__ import annotations

from typing import ClassVar

from manyhold.kernel.events import Event


class TakeoverSigned(Event):
    """What was handed over with a project is signed for; `id` is the takeover."""

    name: ClassVar[str] = "takeovers.signed"
    id: int
    project_id: int
