"""How a figure is taken: ours and its limit in alternating rounds of one run, compared by their medians.

A benchmark is a module of this folder with `measure(engine, quick) -> list[Figure]`. It makes its data once.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result: `ours` and `limit` in `unit`, and the goal for their ratio.

    `goal` is the most that ours ÷ limit may be, or with `is_floor` the least.
    """

    name: str
    ours: float
    limit: float
    unit: str
    goal: float
    is_floor: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else float("inf")

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.goal if self.is_floor else self.ratio <= self.goal

    def line(self) -> str:
        """`name: ours, limit, ratio, goal` as it is printed."""
        sign = "≥" if self.is_floor else "≤"
        outcome = "met" if self.is_met else "MISSED"
        return (
            f"{self.name}: ours {_number(self.ours)} {self.unit}, limit {_number(self.limit)} {self.unit},"
            f" ratio {self.ratio:.2f}, goal {sign} {self.goal:g}: {outcome}"
        )


def alternate(ours: Callable[[], float], limit: Callable[[], float], *, rounds: int) -> tuple[float, float]:
    """The medians of both, each measured once a round, in turn, so that a drifting machine drifts for both."""
    ours()
    limit()
    pairs = [(ours(), limit()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
