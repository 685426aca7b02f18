"""The stages of a takeover, and how what is stated is held against what is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SURVEY, MASTERS, OPENINGS, RECONCILIATION = "survey", "masters", "openings", "reconciliation"
SIGNED, LIVE = "signed", "live"
STAGES = (SURVEY, MASTERS, OPENINGS, RECONCILIATION, SIGNED, LIVE)
MOVES: Mapping[str, frozenset[str]] = {
    SURVEY: frozenset({MASTERS}),
    MASTERS: frozenset({SURVEY, OPENINGS}),
    OPENINGS: frozenset({MASTERS, RECONCILIATION}),
    RECONCILIATION: frozenset({OPENINGS}),
    SIGNED: frozenset(),
    LIVE: frozenset(),
}
"""What may be moved by hand; into `signed` and `live` lead verbs of their own."""
ARREARS = "arrears/"
COUNTS = ("households", "rooms", "building_area", "parking")
SUMS = ("prepayment_fen", "deposit_fen")
"""Keys that every sheet states; arrears stand beside them by item, `arrears/物业服务费`, in fen; the area in 0.01 m²."""


@dataclass(frozen=True, slots=True)
class Line:
    """One control total: as stated, as loaded, and why a difference was agreed to."""

    key: str
    stated: int | None
    loaded: int
    agreed_reason: str | None = None

    @property
    def difference(self) -> int | None:
        """Loaded less stated."""
        return None if self.stated is None else self.loaded - self.stated

    @property
    def is_settled(self) -> bool:
        """Stated, and equal or agreed to."""
        return self.difference == 0 or (self.difference is not None and self.agreed_reason is not None)


def lines(
    stated: Mapping[str, int], loaded: Mapping[str, int], agreed: Iterable[Mapping[str, Any]]
) -> list[Line]:
    """All control totals in their order; an agreement counts for the very figures that it named."""
    reasons = {(one["key"], one["stated"], one["loaded"]): str(one["reason"]) for one in agreed}
    arrears = sorted(key for key in {*stated, *loaded} if key.startswith(ARREARS))
    return [
        Line(
            key,
            stated.get(key),
            loaded.get(key, 0),
            reasons.get((key, stated.get(key), loaded.get(key, 0))),
        )
        for key in (*COUNTS, *arrears, *SUMS)
    ]


def unsettled(found: Iterable[Line]) -> list[str]:
    """The keys that keep the takeover from being signed."""
    return [line.key for line in found if not line.is_settled]
