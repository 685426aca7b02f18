"""What everybody may hear of the people who sign in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from manyhold.kernel.events import Event


class PersonLeft(Event):
    """Somebody has left: the sign-in, grants and sessions are over, and the successor takes the open work."""

    name: ClassVar[str] = "identity.person_left"
    person_id: int
    successor_id: int
    last_day: date
