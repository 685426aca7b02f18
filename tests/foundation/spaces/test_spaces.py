"""Spaces through the API."""

from __future__ import annotations

import pytest

from manyhold.foundation.spaces import service
from manyhold.foundation.spaces.rules import Wanted
from worlds.statements import counted
from worlds.world import Client, World


@pytest.fixture
def manager(world: World) -> Client:
    return world.client("project_manager")


def add(world: World, client: Client, kind: str, name: str, parent: int | None = None, **more) -> dict:
    wanted = {
        "project_id": world.sites["A1"].project_id,
        "kind": kind,
        "name": name,
        "parent_id": parent,
        **more,
    }
    answer = client.post("/spaces", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def change(client: Client, space: dict, **values):
    etag = client.get(f"/spaces/{space['id']}").headers["etag"]
    return client.patch(f"/spaces/{space['id']}", json=values, headers={"if-match": etag})


def labels(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["label"] for one in answer.json()["items"]]


def house(world: World, client: Client) -> tuple[dict, dict, dict]:
    building = add(world, client, "building", "3")
    unit = add(world, client, "unit", "2", building["id"])
    return building, unit, add(world, client, "room", "1803", unit["id"], floor_index=18)


def test_a_manager_builds_a_house(world: World, manager: Client) -> None:
    building, unit, room = house(world, manager)
    assert (room["label"], room["code"], room["floor_label"]) == ("3栋2单元1803", "003-02-018-1803", "18")
    assert [one["id"] for one in room["ancestors"]] == [building["id"], unit["id"]]
    assert manager.get(f"/spaces/{unit['id']}").json()["children"] == {"room": 1}


def test_three_askers(world: World) -> None:
    room = world.sites["A1"].room_ids[0]
    asked = f"/spaces/{room}"
    assert world.nobody().get(asked).status_code == 401
    assert world.client("project_manager", "A2").get(asked).status_code == 404
    assert world.client("project_manager", "B1").get(asked).status_code == 404
    assert world.client("project_manager", "A1").get(asked).status_code == 200
    assert world.client("technician").post("/spaces", json={}).status_code == 403


def test_a_list_is_in_the_order_of_the_site_and_loads_onward(world: World, manager: Client) -> None:
    for name in ("10", "2", "1"):
        add(world, manager, "building", f"样{name}")
    first = manager.get("/spaces", params={"kind": "building", "q": "样", "limit": 2})
    assert labels(first) == ["样1", "样2"]
    cursor = first.json()["next_cursor"]
    rest = manager.get("/spaces", params={"kind": "building", "q": "样", "limit": 2, "cursor": cursor})
    assert labels(rest) == ["样10"]
    assert manager.get("/spaces/count", params={"kind": "building", "q": "样"}).json() == {
        "count": 3,
        "is_exact": True,
    }


def test_a_list_asks_the_database_once(world: World, manager: Client) -> None:
    manager.get("/spaces")
    with counted(world) as sent:
        assert len(manager.get("/spaces", params={"limit": 200}).json()["items"]) == 7
    assert len(sent) == 2, sent  # who asks, and the rows


@pytest.mark.parametrize(
    "typed", ["1803", "3栋2单元1803室", "３栋２单元１８０３", "3-2-1803", "003-02-018", "3-1803", "2单元18"]
)
def test_a_room_is_found_by_what_people_type(world: World, manager: Client, typed: str) -> None:
    _, _, room = house(world, manager)
    assert labels(manager.get("/spaces", params={"q": typed})) == [room["label"]]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "3-3-1803", "4栋"])
def test_signs_of_the_database_find_nothing(world: World, manager: Client, typed: str) -> None:
    house(world, manager)
    assert labels(manager.get("/spaces", params={"q": typed})) == []


def test_a_new_name_goes_down_the_tree_and_the_old_one_still_finds(world: World, manager: Client) -> None:
    building, unit, room = house(world, manager)
    by_hand = add(world, manager, "room", "1804", unit["id"], code="SHOWFLAT")
    answer = change(manager, building, name="A")
    assert (answer.status_code, answer.json()["label"]) == (200, "A座")
    now = manager.get(f"/spaces/{room['id']}").json()
    assert (now["label"], now["code"]) == ("A座2单元1803", "A-02-018-1803")
    assert now["aliases"] == ["003-02-018-1803", "3栋2单元1803"]
    assert manager.get(f"/spaces/{by_hand['id']}").json()["code"] == "SHOWFLAT"
    assert labels(manager.get("/spaces", params={"q": "3栋2单元1803"})) == ["A座2单元1803"]


def test_an_old_name_may_be_given_again(world: World, manager: Client) -> None:
    building, *_ = house(world, manager)
    assert change(manager, building, name="4").status_code == 200
    again = add(world, manager, "building", "3")
    assert change(manager, again, name="5").status_code == 200
    assert manager.get(f"/spaces/{again['id']}").json()["aliases"] == ["003", "3栋"]


def test_two_editors_do_not_overwrite_each_other(manager: Client, world: World) -> None:
    _, _, room = house(world, manager)
    path, old = f"/spaces/{room['id']}", '"1"'
    assert manager.patch(path, json={"layout": "三室两厅"}).status_code == 428
    first = manager.patch(path, json={"layout": "三室两厅"}, headers={"if-match": old})
    assert first.status_code == 200, first.text
    assert manager.patch(path, json={"layout": "两室"}, headers={"if-match": old}).status_code == 412


def test_areas_are_exact_and_states_have_one_label(world: World, manager: Client) -> None:
    _, _, room = house(world, manager)
    answer = change(
        manager, room, building_area="97.76", billing_area=97.7, sale_state="sold", occupancy_state="let"
    )
    item = answer.json()
    assert (item["building_area"], item["billing_area"]) == ("97.76", "97.70")
    assert item["state"] == {"zh": "出租", "en": "Let"}
    listed = manager.get("/spaces", params={"parent_id": room["parent_id"]}).json()["items"][0]
    assert (listed["building_area"], listed["state"]) == ("97.76", {"zh": "出租", "en": "Let"})
    assert change(manager, room, sale_state="stolen").status_code == 422
    assert change(manager, room, building_area="97.765").status_code == 422


@pytest.mark.parametrize(
    ("wanted", "field", "code"),
    [
        ({"kind": "unit", "name": "1"}, "parent_id", "wrong_parent"),
        ({"kind": "floor", "name": "3"}, "parent_id", "wrong_parent"),
        ({"kind": "castle", "name": "1"}, "kind", "literal_error"),
        ({"kind": "building", "name": " "}, "name", "string_pattern_mismatch"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, manager: Client, wanted: dict, field: str, code: str
) -> None:
    answer = manager.post("/spaces", json={"project_id": world.sites["A1"].project_id, **wanted})
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["field"], fault["code"]) == (422, field, code)


def test_a_foreign_parent_is_unknown(world: World) -> None:
    director = world.client("group_administrator")
    for foreign in ("A2", "B1"):
        wanted = {
            "project_id": world.sites["A1"].project_id,
            "kind": "unit",
            "name": "9",
            "parent_id": world.sites[foreign].building_id,
        }
        answer = director.post("/spaces", json=wanted)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_reference")


def test_a_code_is_unique_in_its_project(world: World, manager: Client) -> None:
    house(world, manager)
    wanted = {"project_id": world.sites["A1"].project_id, "kind": "building", "name": "3栋"}
    answer = manager.post("/spaces", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


def test_what_is_used_no_more_is_archived_from_below(world: World, manager: Client) -> None:
    building, unit, room = house(world, manager)
    refused = change(manager, building, is_active=False)
    assert (refused.status_code, refused.json()["code"]) == (409, "has_active_children")
    for space in (room, unit, building):
        assert change(manager, space, is_active=False).status_code == 200
    assert labels(manager.get("/spaces", params={"q": "3栋"})) == []
    assert len(labels(manager.get("/spaces", params={"q": "3栋", "with_archived": True}))) == 3


def test_the_tree_counts_rooms_upwards(world: World, manager: Client) -> None:
    project = world.sites["A1"].project_id
    phase = add(world, manager, "phase", "2")
    building = add(world, manager, "building", "10", phase["id"])
    add(world, manager, "building", "9", phase["id"])
    add(world, manager, "room", "101", building["id"], floor_index=1)
    answer = manager.get("/spaces/tree", params={"project_id": project})
    top = answer.json()[0]
    assert (top["label"], top["room_count"]) == ("2期", 1)
    assert [(one["name"], one["room_count"]) for one in top["children"]] == [("9", 0), ("10", 1)]
    old = answer.json()[1]
    assert (old["room_count"], old["children"][0]["room_count"]) == (4, 4)
    assert (
        world.client("project_manager", "B1").get("/spaces/tree", params={"project_id": project}).status_code
        == 404
    )


def test_the_grid_shows_the_highest_floor_first(world: World, manager: Client) -> None:
    building, unit, _ = house(world, manager)
    for name, floor in (("101", 1), ("102", 1), ("B101", -1)):
        add(world, manager, "room", name, unit["id"], floor_index=floor)
    add(world, manager, "shop", "S1", building["id"])
    with counted(world) as sent:
        grid = manager.get(f"/spaces/{building['id']}/grid").json()
    assert len(sent) == 4  # who asks, the building, its units, its rooms
    assert [one["floor_index"] for one in grid["floors"]] == [18, 1, -1, None]
    assert [room["name"] for room in grid["floors"][1]["rooms"]] == ["101", "102"]
    assert [one["label"] for one in grid["units"]] == ["3栋2单元"]
    refused = manager.get(f"/spaces/{unit['id']}/grid")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_a_building")


def test_a_housekeeper_sees_the_own_buildings_alone(world: World, manager: Client) -> None:
    _, _, other = house(world, manager)
    keeper = world.client("housekeeper", zones=[world.sites["A1"].building_id])
    assert len(labels(keeper.get("/spaces"))) == 6
    assert keeper.get(f"/spaces/{other['id']}").status_code == 404


def test_somebody_of_a_few_buildings_adds_none(world: World) -> None:
    clerk = world.client("customer_service", zones=[world.sites["A1"].building_id])
    project = world.sites["A1"].project_id
    answer = clerk.post("/spaces", json={"project_id": project, "kind": "building", "name": "7"})
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_is_narrowed")
    room = {"id": world.sites["A1"].room_ids[0]}
    assert change(clerk, room, layout="三室").status_code == 200
    assert change(clerk, room, name="999").json()["code"] == "grant_is_narrowed"


def test_a_call_centre_agent_finds_one_and_lists_none(world: World) -> None:
    agent = world.client("call_centre_agent")
    room, project = world.sites["A1"].room_ids[0], world.sites["A1"].project_id
    assert agent.get(f"/spaces/{room}").status_code == 200
    assert agent.get("/search", params={"q": "金丝雀A1"}).json()[0]["kind"] == "space"
    for path in ("/spaces", "/spaces/count", f"/spaces/tree?project_id={project}"):
        assert agent.get(path).status_code == 403
    assert agent.get(f"/spaces/{world.sites['A1'].building_id}/grid").status_code == 403


def test_thousands_of_rooms_are_one_set(world: World) -> None:
    project = world.sites["A1"].project_id
    wanted = [Wanted("b", "building", "8")]
    wanted += [
        Wanted((f, n), "room", f"{f}{n:02}", "b", floor_index=f) for f in range(1, 51) for n in range(1, 41)
    ]
    ctx = world.context("A1")
    with ctx.session, counted(world) as sent:
        ids = service.insert_spaces(ctx, project, wanted)
        ctx.session.commit()
    assert len(sent) <= 2  # blocks of ids
    manager = world.client("project_manager")
    room = manager.get(f"/spaces/{ids[(50, 40)]}").json()
    assert (room["label"], room["building_id"], room["revision"]) == ("8栋5040", ids["b"], 1)
    assert manager.get("/spaces/count", params={"building_id": ids["b"]}).json()["count"] == 2000


def test_spaces_are_listed_by_where_they_stand_and_by_state(world: World) -> None:
    site, manager = world.sites["A1"], world.client("project_manager")
    inside = manager.get(f"/spaces?within_id={site.building_id}").json()["items"]
    assert {one["id"] for one in inside} == {site.unit_id, *site.room_ids}
    room = manager.get(f"/spaces/{site.room_ids[0]}")
    seen = {"if-match": room.headers["etag"]}
    changed = manager.patch(f"/spaces/{site.room_ids[0]}", json={"occupancy_state": "let"}, headers=seen)
    assert changed.status_code == 200, changed.text
    assert manager.get("/spaces/count?occupancy_state=let").json()["count"] == 1
    assert manager.get("/spaces/count?occupancy_state=vacant&kind=room").json()["count"] < 4
