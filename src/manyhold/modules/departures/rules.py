"""The stages of a departure, and the control totals of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

NOTICE, LAST_DAY, FINAL_RUNS, BALANCES, PACKAGE = "notice", "last_day", "final_runs", "balances", "package"
SIGNED, LEFT = "signed", "left"
STAGES = (NOTICE, LAST_DAY, FINAL_RUNS, BALANCES, PACKAGE, SIGNED, LEFT)
MOVES: Mapping[str, frozenset[str]] = {
    NOTICE: frozenset({LAST_DAY}),
    LAST_DAY: frozenset({NOTICE, FINAL_RUNS}),
    FINAL_RUNS: frozenset({LAST_DAY, BALANCES}),
    BALANCES: frozenset({FINAL_RUNS, PACKAGE}),
    PACKAGE: frozenset({BALANCES}),
    SIGNED: frozenset(),
}
"""What may be moved by hand; into `signed` leads a verb of its own, and `left` is reached by time."""
KINDS = ("prepayment", "deposit", "arrears", "order", "agreement", "reading", "parking_term", "lease_term")
"""The order in which kinds are shown; others come after them."""
MONEY = ("prepayment", "deposit", "arrears")


class Decided(Protocol):
    """A line as far as its totals go."""

    @property
    def kind(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def amount_fen(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Total:
    """How many matters of a kind were decided one way, and their sum; an empty `decision` is none yet."""

    kind: str
    decision: str
    lines: int
    amount_fen: int


def totals(lines: Iterable[Decided]) -> list[Total]:
    """The control totals, by kind in their order and by decision."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        sums = found.setdefault((line.kind, line.decision), [0, 0])
        sums[0] += 1
        sums[1] += line.amount_fen
    return [
        Total(kind, decision, *found[kind, decision])
        for kind, decision in sorted(found, key=lambda key: (place_of(key[0]), key))
    ]


def place_of(kind: str) -> int:
    """Where a kind stands among others."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def undecided(found: Iterable[Total]) -> int:
    """How many matters nobody decided of."""
    return sum(one.lines for one in found if not one.decision)
