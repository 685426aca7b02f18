"""All edits of a building in one call: done together or not at all, with every fault at its cell."""

from __future__ import annotations

from typing import Any

import pytest

from worlds.world import Client, World


@pytest.fixture
def manager(world: World) -> Client:
    return world.client("project_manager")


def edit(world: World, client: Client, **wanted: Any) -> Any:
    road = f"/spaces/{world.sites['A1'].building_id}"
    etag = client.get(f"{road}/grid").headers["etag"]
    return client.post(f"{road}/edits", json=wanted, headers={"if-match": etag})


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


def picture(answer: Any) -> list[tuple[str, list[str]]]:
    assert answer.status_code == 200, answer.text
    return [(one["floor_label"], [room["name"] for room in one["rooms"]]) for one in answer.json()["floors"]]


def test_floors_rooms_names_and_areas_in_one_call(world: World, manager: Client) -> None:
    site = world.sites["A1"]
    new = {"parent_id": site.unit_id, "kind": "room", "building_area": "90.00"}
    answer = edit(
        world,
        manager,
        remove_ids=[site.room_ids[3]],
        floors=[{"floor_index": 2, "floor_label": "2F"}],
        change=[{"space_id": site.room_ids[0], "name": "101A", "use": "办公", "top_floor_index": 2}],
        add=[
            {**new, "name": "3A01", "floor_index": 4, "floor_label": "3A"},
            {**new, "name": "B101", "floor_index": -1},
            {"kind": "floor", "name": "M", "floor_index": 3, "floor_label": "M"},
        ],
    )
    assert picture(answer) == [
        ("3A", ["3A01"]),
        ("M", []),
        ("2F", ["201"]),
        ("1", ["102", "101A"]),
        ("B1", ["B101"]),
    ]
    [changed] = [
        room for floor in answer.json()["floors"] for room in floor["rooms"] if room["name"] == "101A"
    ]
    assert (changed["use"], changed["top_floor_index"], changed["building_area"]) == ("办公", 2, "89.37")
    assert manager.get(f"/spaces/{site.room_ids[3]}").status_code == 404
    assert "金丝雀A1-101" in manager.get(f"/spaces/{site.room_ids[0]}").json()["aliases"]
    # Whoever drew the building before is told.
    road = f"/spaces/{site.building_id}/edits"
    assert manager.post(road, json={}, headers={"if-match": '"1"'}).status_code == 412
    assert manager.post(road, json={}).status_code == 428


def test_every_fault_is_told_at_its_cell_and_nothing_is_done(world: World, manager: Client) -> None:
    site, room = world.sites["A1"], world.sites["A1"].room_ids
    order = {"project_id": site.project_id, "category": "enquiry", "description": "门", "space_id": room[0]}
    assert manager.post("/work-orders", json=order).status_code == 201
    before = manager.get(f"/spaces/{site.building_id}/grid").json()
    new = {"parent_id": site.unit_id, "kind": "room"}
    answer = edit(
        world,
        manager,
        remove_ids=[room[0], world.sites["A2"].room_ids[0], room[1]],
        change=[{"space_id": room[2], "top_floor_index": 1}, {"space_id": world.sites["B1"].room_ids[0]}],
        add=[
            {**new, "name": "501", "floor_index": 5},
            {**new, "name": "501", "floor_index": 5},
            {**new, "name": "901", "floor_index": 999},
            {**new, "name": "1", "floor_index": 1, "parent_id": world.sites["A2"].unit_id},
        ],
    )
    assert faults(answer) == [
        ("remove_ids.0", "space_in_use"),
        ("remove_ids.1", "unknown_reference"),
        ("change.0.top_floor_index", "top_below_floor"),
        ("change.1.space_id", "unknown_reference"),
        ("add.1.name", "code_taken"),
        ("add.2.floor_index", "floor_out_of_range"),
        ("add.3.parent_id", "unknown_reference"),
    ]
    assert manager.get(f"/spaces/{site.building_id}/grid").json() == before
    keeper = world.client("housekeeper", zones=[site.building_id])
    assert keeper.post(f"/spaces/{site.building_id}/edits", json={}).status_code == 403
