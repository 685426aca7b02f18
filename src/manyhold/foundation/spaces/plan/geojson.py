"""Reads a GeoJSON FeatureCollection of polygons (RFC 7946). Whatever is wrong is told at its feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from manyhold.foundation.spaces.plan import rules
from manyhold.foundation.spaces.plan.gcj02 import to_wgs84
from manyhold.foundation.spaces.plan.rules import Position
from manyhold.kernel.errors import BadInput, FieldProblem

NAMES = ("name", "名称", "楼栋", "label", "title", "building")
DECIMALS = 8
"""Of a degree: a millimetre."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon that was read: what it is called, and its rings."""

    name: str
    rings: list[list[Position]]


def read(geojson: Mapping[str, Any], *, is_gcj02: bool) -> list[Outline]:
    """The polygons of a FeatureCollection in WGS-84. Raises BadInput with every feature's first fault."""
    features: Any = geojson.get("features")
    if geojson.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadInput.of("geojson.type", "not_a_feature_collection")
    if "crs" in geojson:
        # RFC 7946 took it out; a file that names another system would land somewhere else.
        raise BadInput.of("geojson.crs", "crs_not_taken")
    features = cast("list[Any]", features)
    if not 0 < len(features) <= rules.MOST_FOOTPRINTS:
        raise BadInput.of("geojson.features", "too_many_footprints", most=rules.MOST_FOOTPRINTS)
    found: list[Outline] = []
    faults: list[FieldProblem] = []
    for place, feature in enumerate(features):
        try:
            found += _outlines(feature, is_gcj02=is_gcj02)
        except _Fault as fault:
            faults.append(FieldProblem(f"geojson.features.{place}", fault.code, {"name": fault.name}))
    if faults:
        raise BadInput("invalid_input", fields=faults)
    if len(found) > rules.MOST_FOOTPRINTS:
        raise BadInput.of("geojson.features", "too_many_footprints", most=rules.MOST_FOOTPRINTS)
    if rules.reach([ring for outline in found for ring in outline.rings]) > rules.WIDEST_M:
        raise BadInput.of("geojson.features", "too_far_apart", most_m=rules.WIDEST_M)
    return found


class _Fault(Exception):
    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


def _outlines(feature: Any, *, is_gcj02: bool) -> Iterator[Outline]:
    if not isinstance(feature, dict):
        raise _Fault("not_a_feature")
    known = cast("dict[str, Any]", feature)
    properties: Any = known.get("properties")
    name = _name(properties if isinstance(properties, dict) else {})
    geometry: Any = known.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise _Fault("not_a_polygon", name)
    for rings in [coordinates] if kind == "Polygon" else cast("list[Any]", coordinates):
        if not isinstance(rings, list) or not 0 < len(cast("list[Any]", rings)) <= rules.MOST_RINGS:
            raise _Fault("not_a_polygon", name)
        yield Outline(name, [_ring(ring, name, is_gcj02) for ring in cast("list[Any]", rings)])


def _name(properties: Mapping[str, Any]) -> str:
    for key in NAMES:
        value = properties.get(key)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()[:120]
    return ""


def _ring(ring: Any, name: str, is_gcj02: bool) -> list[Position]:
    if not isinstance(ring, list):
        raise _Fault("not_a_polygon", name)
    read: list[Position] = []
    for position in cast("list[Any]", ring)[: rules.MOST_POSITIONS + 1]:
        if not isinstance(position, list) or not 2 <= len(cast("list[Any]", position)) <= 3:
            raise _Fault("not_a_position", name)
        lon, lat = cast("list[Any]", position)[:2]
        if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
            raise _Fault("not_a_number", name)
        read.append((float(lon), float(lat)))
    if fault := rules.ring_fault(read, is_geographic=True):
        raise _Fault(fault, name)
    if is_gcj02:
        read = [to_wgs84(position) for position in read]
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in read]
