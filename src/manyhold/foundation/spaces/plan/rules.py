"""What a footprint may look like: closed rings of a sane size that do not cross themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, isfinite, radians

MOST_FOOTPRINTS = 300
MOST_POSITIONS = 400
"""Of one ring; a building has a dozen."""
MOST_RINGS = 10
WIDEST_M = 20_000
"""A project reaches no further: else degrees are mixed up with metres, or sites with each other."""
SMALLEST_M2 = 0.5
METRES_A_DEGREE = 111_320.0
Position = tuple[float, float]
Ring = Sequence[Position]


def ring_fault(ring: Ring, *, is_geographic: bool) -> str:
    """Why a ring is none; empty when it is. Codes: `ring_too_short`, `ring_too_long`, `not_a_number`,
    `out_of_range`, `ring_open`, `crosses_itself`, `without_extent`."""
    if len(ring) < 4:
        return "ring_too_short"
    if len(ring) > MOST_POSITIONS:
        return "ring_too_long"
    if not all(isfinite(x) and isfinite(y) for x, y in ring):
        return "not_a_number"
    if is_geographic and not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        return "out_of_range"
    if not is_geographic and not all(0 <= x <= WIDEST_M and 0 <= y <= WIDEST_M for x, y in ring):
        return "out_of_range"
    if ring[0] != ring[-1]:
        return "ring_open"
    plane = in_metres(ring) if is_geographic else list(ring)
    if abs(area(plane)) < SMALLEST_M2:
        return "crosses_itself" if crosses_itself(plane) else "without_extent"
    return "crosses_itself" if crosses_itself(plane) else ""


def in_metres(ring: Ring) -> list[Position]:
    """Degrees as metres from the ring's first position, true enough over a project."""
    lon, lat = ring[0]
    return [((x - lon) * METRES_A_DEGREE * cos(radians(lat)), (y - lat) * METRES_A_DEGREE) for x, y in ring]


def area(ring: Ring) -> float:
    """The signed area of a closed ring in the plane."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def reach(rings: Sequence[Ring]) -> float:
    """How far apart, in metres, geographic rings lie at the most."""
    every = [position for ring in rings for position in ring]
    if not every:
        return 0.0
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    middle = cos(radians((south + north) / 2))
    return hypot((east - west) * METRES_A_DEGREE * middle, (north - south) * METRES_A_DEGREE)


def crosses_itself(ring: Ring) -> bool:
    """Whether two sides of a closed ring meet elsewhere than where one follows the other.

    Sides are taken from left to right, so that only those are compared that lie above one another.
    """
    count = len(ring) - 1
    sides = sorted(
        (min(ring[n][0], ring[n + 1][0]), max(ring[n][0], ring[n + 1][0]), n) for n in range(count)
    )
    open_sides: list[tuple[float, int]] = []
    for left, right, n in sides:
        open_sides = [one for one in open_sides if one[0] >= left]
        if any(_meet(ring, n, other, count) for _, other in open_sides):
            return True
        open_sides.append((right, n))
    return False


def _meet(ring: Ring, one: int, other: int, count: int) -> bool:
    a, b, c, d = ring[one], ring[one + 1], ring[other], ring[other + 1]
    if a == b or c == d:
        return True
    if (one + 1) % count == other or (other + 1) % count == one:
        # Neighbours share their corner; more than that they share when one goes back over the other.
        corner, before, after = (b, a, d) if (one + 1) % count == other else (a, b, c)
        back = _turn(before, corner, after) == 0
        return (
            back
            and (before[0] - corner[0]) * (after[0] - corner[0])
            + (before[1] - corner[1]) * (after[1] - corner[1])
            > 0
        )
    first, second = _turn(a, b, c), _turn(a, b, d)
    third, fourth = _turn(c, d, a), _turn(c, d, b)
    if first * second < 0 and third * fourth < 0:
        return True
    touching = ((first, a, b, c), (second, a, b, d), (third, c, d, a), (fourth, c, d, b))
    return any(turn == 0 and _between(start, end, point) for turn, start, end, point in touching)


def _turn(a: Position, b: Position, c: Position) -> float:
    found = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return 0.0 if abs(found) < 1e-9 else found


def _between(a: Position, b: Position, point: Position) -> bool:
    return min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])
