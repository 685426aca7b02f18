"""Ladders: which step of which person comes when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

Urgency = Literal["urgent", "ordinary"]
Wants = Literal["acknowledged", "delivered"]


@dataclass(frozen=True, slots=True)
class Step:
    """Channels that are tried at once, how long an answer is waited for, and what counts as one."""

    channels: tuple[str, ...]
    minutes: int
    wants: Wants = "acknowledged"

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "channels": list(self.channels)}


BUILT_IN: Mapping[str, tuple[Step, ...]] = {
    "urgent": (
        Step(("app",), 2),
        Step(("wecom", "dingtalk"), 3),
        Step(("sms",), 5),
        Step(("voice",), 3),
    ),
    "ordinary": (Step(("app",), 30), Step(("wecom", "dingtalk"), 60), Step(("sms",), 120)),
}


def step(plain: Mapping[str, Any]) -> Step:
    """A step as it was kept."""
    return Step(tuple(plain["channels"]), plain["minutes"], plain["wants"])


def place(people: Sequence[int], steps: Sequence[Mapping[str, Any]], step_no: int) -> tuple[int, Step] | None:
    """Whose turn step number `step_no` is and what it does; None after the last. All steps for one, then the next."""
    if step_no >= len(people) * len(steps):
        return None
    return people[step_no // len(steps)], step(steps[step_no % len(steps)])


def longest(people: int, steps: Sequence[Step]) -> timedelta:
    """After how long nobody has answered, quiet hours apart."""
    return timedelta(minutes=people * sum(one.minutes for one in steps))
