"""Shapes of a leaving."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from manyhold.foundation.staff.schemas import Day


class LeavingIn(BaseModel):
    """The last day of work, or (`is_immediate`) now; who takes the open work over, a must for who has a sign-in."""

    last_day: Day
    is_immediate: bool = False
    successor_id: int | None = None


class Held(BaseModel):
    """What somebody still holds: it `ends` with the last day, or goes to the successor."""

    zh: str
    en: str
    count: int
    becomes: Literal["ends", "handed_over"]


class LeavingOutlook(BaseModel):
    """What a leaving would end and hand over; `fault` is why it cannot be done by who asks, or at all."""

    held: list[Held]
    needs_successor: bool
    fault: str
