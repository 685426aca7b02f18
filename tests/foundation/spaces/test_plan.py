"""A project's plan: what outlines are taken, how they are read from GeoJSON, and to which spaces they belong."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.spaces.plan import gcj02, rules
from worlds.world import World

SQUARE = [[10, 10], [40, 10], [40, 30], [10, 30], [10, 10]]
BOWTIE = [[10, 10], [40, 30], [40, 10], [10, 30], [10, 10]]
HOME = (121.4737, 31.2304)


def road(world: World, at: str = "A1") -> str:
    return f"/projects/{world.sites[at].project_id}/site-plan"


def feature(name: str, ring: list[list[float]], kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": kind, "coordinates": [ring]},
    }


def near(*offsets: tuple[float, float]) -> list[list[float]]:
    return [[HOME[0] + x / 10_000, HOME[1] + y / 10_000] for x, y in offsets]


BLOCK = near((0, 0), (5, 0), (5, 3), (0, 3), (0, 0))


def test_a_plan_is_drawn_kept_and_kept_apart(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    empty = manager.get(road(world))
    assert (empty.json()["footprints"], empty.headers["etag"]) == ([], '"0"')
    plan = {
        "system": "drawn",
        "footprints": [
            {"name": "1号楼", "space_id": site.building_id, "rings": [SQUARE]},
            {"name": "金丝雀门岗", "rings": [SQUARE]},
        ],
    }
    kept = manager.put(road(world), json=plan, headers={"if-match": '"0"'})
    assert kept.status_code == 200, kept.text
    assert kept.json()["footprints"][0]["space_label"] == "金丝雀A1-1栋"
    assert manager.put(road(world), json=plan, headers={"if-match": '"0"'}).status_code == 412
    again = manager.put(road(world), json={**plan, "width": 500}, headers={"if-match": kept.headers["etag"]})
    assert again.json()["revision"] == 2
    # A grant over one room shows the outlines, and no names but its own.
    keeper = world.client("housekeeper", zones=[site.room_ids[0]]).get(road(world)).json()
    assert [(one["name"], one["space_id"]) for one in keeper["footprints"]] == [("", None), ("", None)]
    abroad = world.client("project_manager", "B1")
    assert abroad.get(road(world)).status_code == 404
    assert world.client("technician").put(road(world), json=plan).status_code == 403


@pytest.mark.parametrize(
    ("footprint", "at", "code"),
    [
        ({"rings": [BOWTIE]}, "footprints.0.rings.0", "crosses_itself"),
        ({"rings": [SQUARE[:-1]]}, "footprints.0.rings.0", "ring_open"),
        ({"rings": [SQUARE[:3]]}, "footprints.0.rings.0", "ring_too_short"),
        ({"rings": [[[10, 10], [20, 10], [30, 10], [10, 10]]]}, "footprints.0.rings.0", "crosses_itself"),
        ({"rings": [[[-1, 10], *SQUARE[1:-1], [-1, 10]]]}, "footprints.0.rings.0", "out_of_range"),
    ],
)
def test_a_wrong_outline_is_told(world: World, footprint: dict, at: str, code: str) -> None:
    manager = world.client("project_manager")
    plan = {"system": "drawn", "footprints": [footprint]}
    answer = manager.put(road(world), json=plan, headers={"if-match": '"0"'})
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(at, code)]
    foreign = {
        "system": "drawn",
        "footprints": [{"space_id": world.sites["A2"].building_id, "rings": [SQUARE]}],
    }
    answer = manager.put(road(world), json=foreign, headers={"if-match": '"0"'})
    assert [one["code"] for one in answer.json()["errors"]] == ["unknown_reference"]


def test_geojson_is_read_and_matched_by_name(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]

    def read(features: list[Any], coordinates: str = "WGS-84", **more: Any) -> Any:
        body = {
            "coordinates": coordinates,
            "geojson": {"type": "FeatureCollection", "features": features, **more},
        }
        return manager.post(f"{road(world)}/readings", json=body)

    def fault(answer: Any) -> list[tuple[str, str]]:
        assert answer.status_code == 422, answer.text
        return [(one["field"].removeprefix("geojson."), one["code"]) for one in answer.json()["errors"]]

    found = read([feature("1号楼", BLOCK), feature("会所", BLOCK)]).json()
    assert [one["space_id"] for one in found["footprints"]] == [site.building_id, None]
    assert found["matched"] == 1
    shifted = read([feature("1号楼", BLOCK)], "GCJ-02").json()["footprints"][0]["rings"][0][0]
    metres = math.hypot((shifted[0] - HOME[0]) * 95_000, (shifted[1] - HOME[1]) * 111_000)
    assert 300 < metres < 700  # what the two systems lie apart in Shanghai
    swapped = [[y, x] for x, y in BLOCK]
    assert fault(read([feature("a", BLOCK), feature("b", swapped), feature("c", BLOCK, "Point")])) == [
        ("features.1", "out_of_range"),
        ("features.2", "not_a_polygon"),
    ]
    far = [[x + 1, y] for x, y in BLOCK]
    assert fault(read([feature("a", BLOCK), feature("b", far)])) == [("features", "too_far_apart")]
    assert fault(read([feature("a", BLOCK)], crs={})) == [("crs", "crs_not_taken")]
    assert fault(read([])) == [("features", "too_many_footprints")]


@given(st.floats(73, 135), st.floats(3, 53))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back = gcj02.to_wgs84(gcj02.from_wgs84((lon, lat)))
    if gcj02.is_inside(gcj02.from_wgs84((lon, lat))):
        assert math.isclose(back[0], lon, abs_tol=1e-7)
        assert math.isclose(back[1], lat, abs_tol=1e-7)


@given(st.lists(st.integers(5, 60), min_size=3, max_size=40), st.floats(0, 6))
def test_a_star_never_crosses_itself_and_two_corners_exchanged_do(radii: list[int], turned: float) -> None:
    """Corners around a middle in the order of their angle make a simple ring, however far out each lies."""
    corners = [
        (
            100 + radius * math.cos(turned + 2 * math.pi * n / len(radii)),
            100 + radius * math.sin(turned + 2 * math.pi * n / len(radii)),
        )
        for n, radius in enumerate(radii)
    ]
    assert rules.ring_fault([*corners, corners[0]], is_geographic=False) == ""
    even = [
        (100 + 50 * math.cos(2 * math.pi * n / 8), 100 + 50 * math.sin(2 * math.pi * n / 8)) for n in range(8)
    ]
    even[1], even[4] = even[4], even[1]
    assert rules.crosses_itself([*even, even[0]])
