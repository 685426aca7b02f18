"""GCJ-02, the shifted coordinates of maps published in mainland China, and WGS-84, what a receiver measures.

The forward formula is the one in general use; it has no closed inverse, so that is approached step by step. Abroad
both are the same.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

AXIS = 6_378_245.0
"""Semi-major axis of the Krasovsky ellipsoid, in metres."""
ECCENTRICITY_SQUARED = 0.00669342162296594323
CLOSE_ENOUGH = 1e-9
"""Degrees: a tenth of a millimetre."""
Position = tuple[float, float]


def from_wgs84(position: Position) -> Position:
    """Longitude and latitude as a published map shows them."""
    lon, lat = position
    if not is_inside(position):
        return position
    east, north = lon - 105.0, lat - 35.0
    d_lat, d_lon = _d_lat(east, north), _d_lon(east, north)
    radians = lat / 180.0 * pi
    magic = 1 - ECCENTRICITY_SQUARED * sin(radians) ** 2
    d_lat = d_lat * 180.0 / (AXIS * (1 - ECCENTRICITY_SQUARED) / (magic * sqrt(magic)) * pi)
    d_lon = d_lon * 180.0 / (AXIS / sqrt(magic) * cos(radians) * pi)
    return lon + d_lon, lat + d_lat


def to_wgs84(position: Position) -> Position:
    """What a receiver would measure at a place of a published map."""
    if not is_inside(position):
        return position
    lon, lat = position
    for _ in range(20):
        shown = from_wgs84((lon, lat))
        off = shown[0] - position[0], shown[1] - position[1]
        lon, lat = lon - off[0], lat - off[1]
        if max(abs(off[0]), abs(off[1])) < CLOSE_ENOUGH:
            break
    return lon, lat


def is_inside(position: Position) -> bool:
    """Whether the shift applies: the rectangle around mainland China that is in general use."""
    return 72.004 <= position[0] <= 137.8347 and 0.8293 <= position[1] <= 55.8271


def _d_lat(x: float, y: float) -> float:
    found = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return found + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _d_lon(x: float, y: float) -> float:
    found = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return found + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
