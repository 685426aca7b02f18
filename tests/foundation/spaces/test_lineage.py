"""Splits and mergers through the API: what closes, what opens, who holds, and the road back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.parties import owner_of
from manyhold.foundation.spaces.lineage import rules
from manyhold.foundation.spaces.models import Space
from worlds.world import Client, World

DAY = "2026-07-01"


@pytest.fixture
def manager(world: World) -> Client:
    return world.client("project_manager")


def part(name: str, area: str, **more: Any) -> dict[str, Any]:
    return {"kind": "room", "name": name, "building_area": area, "billing_area": area, **more}


def recut(client: Client, space_ids: list[int], opened: list[dict], **more: Any) -> Any:
    wanted = {
        "effective_on": DAY,
        "reason": "letting",
        "space_ids": space_ids,
        "opened": opened,
        "holders": [[] for _ in opened],
        **more,
    }
    return client.post("/space-lineages", json=wanted)


def refusal(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    fields = body["errors"] or [{"field": "", "code": ""}]
    return answer.status_code, body["code"], f"{fields[0]['field']}:{fields[0]['code']}"


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def labels(client: Client, q: str) -> set[str]:
    return {one["name"] for one in done(client.get("/spaces", params={"q": q}))["items"]}


def test_a_split_closes_one_and_opens_two(world: World, manager: Client) -> None:
    room = world.sites["A1"].room_ids[0]
    owner = owner_of(world)["id"]
    before = done(manager.get(f"/spaces/{room}"))
    holder = {"party_id": owner, "role": "owner", "is_payer": True}
    made = done(
        recut(
            manager,
            [room],
            [part("101A", "50.00"), part("101B", "39.37")],
            holders=[[holder], [{**holder, "role": "tenant"}]],
        )
    )
    assert (made["kind"], made["area_closed"], made["area_opened"]) == ("split", "89.37", "89.37")
    closed = done(manager.get(f"/spaces/{room}"))
    assert (closed["is_active"], closed["closed_on"]) == (False, DAY)
    first, second = (done(manager.get(f"/spaces/{one['id']}")) for one in made["opened"])
    assert (first["opened_on"], first["billing_starts_on"], first["parent_id"], first["floor_label"]) == (
        DAY,
        DAY,
        before["parent_id"],
        "1",
    )
    # The old label and code find what stands there now.
    assert labels(manager, before["label"]) == labels(manager, before["code"]) == {"101A", "101B"}
    assert before["label"] in first["aliases"]
    # Who held it ended the day before, and each new one is held by whom the document named.
    held = {
        (one["space_id"], one["role"], one["starts_on"], one["ends_on"])
        for one in done(manager.get("/holdings", params={"party_id": owner}))["items"]
    }
    assert held == {
        (room, "owner", "2026-01-01", "2026-06-30"),
        (first["id"], "owner", DAY, None),
        (second["id"], "tenant", DAY, None),
    }
    # Both ways.
    became = done(manager.get(f"/spaces/{room}/lineage"))
    was = done(manager.get(f"/spaces/{second['id']}/lineage"))
    assert ([one["id"] for one in became["after"]], became["before"]) == ([made["id"]], [])
    assert ([one["id"] for one in was["before"]], was["after"]) == ([made["id"]], [])
    # What is no more stays as it was.
    etag = manager.get(f"/spaces/{room}").headers["etag"]
    again = manager.patch(f"/spaces/{room}", json={"is_active": True}, headers={"if-match": etag})
    assert (again.status_code, again.json()["code"]) == (409, "space_closed")
    back = {"party_id": owner, "space_id": room, "role": "tenant", "starts_on": "2026-02-01"}
    assert refusal(manager.post("/holdings", json=back))[2] == "ends_on:space_closed"


def test_a_merger_may_take_over_an_old_number(world: World, manager: Client) -> None:
    rooms = world.sites["A1"].room_ids[:2]
    code = done(manager.get(f"/spaces/{rooms[0]}"))["code"]
    made = done(recut(manager, rooms, [part("101", "178.74", code=code)]))
    assert made["kind"] == "merge"
    assert done(manager.get(f"/spaces/{made['opened'][0]['id']}"))["code"] == code
    assert labels(manager, "金丝雀A1-102") == {"101"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"effective_on": "2027-01-01"}, (422, "invalid_input", "effective_on:in_the_future")),
        ({"opened": [part("1", "89.37")]}, (422, "invalid_input", "opened:neither_split_nor_merged")),
        (
            {"opened": [part("1", "50.00"), part("2", "30.00")]},
            (422, "invalid_input", "area_note:areas_disagree"),
        ),
        (
            {"opened": [part("1", "50.00"), part("2", "39.37", billing_starts_on="2026-06-01")]},
            (422, "invalid_input", "opened.1.billing_starts_on:before_effective_on"),
        ),
        ({"holders": [[]]}, (422, "invalid_input", "holders:one_list_for_each_space")),
        (
            {"holders": [[], [{"party_id": 1, "role": "owner"}]]},
            (422, "invalid_input", "holders.1.0.party_id:unknown_reference"),
        ),
        ({"opened": [part("1", "50.00"), part("1", "39.37")]}, (409, "code_taken", ":")),
    ],
)
def test_a_refused_split_leaves_all_as_it_was(
    world: World, manager: Client, change: dict, expected: tuple
) -> None:
    room = world.sites["A1"].room_ids[0]
    wanted = {"opened": [part("101A", "50.00"), part("101B", "39.37")], **change}
    assert refusal(recut(manager, [room], **wanted)) == expected
    space = done(manager.get(f"/spaces/{room}"))
    assert (space["is_active"], space["closed_on"]) == (True, None)
    assert done(manager.get("/space-lineages"))["items"] == []


def test_what_may_not_be_closed(world: World, manager: Client) -> None:
    here, neighbour = world.sites["A1"], world.sites["A2"]
    world.also(manager, "project_manager", "A2")
    two = [part("1", "50.00"), part("2", "39.37")]
    assert refusal(recut(manager, [here.unit_id], two, area_note="量房"))[1] == "has_active_children"
    assert (
        refusal(recut(manager, [here.room_ids[0], neighbour.room_ids[0]], two))[2]
        == "space_ids.1:other_project"
    )
    assert refusal(recut(manager, [world.sites["B1"].room_ids[0]], two))[2] == "space_ids.0:unknown_reference"
    assert refusal(recut(manager, [here.room_ids[0]] * 2, two, area_note="x"))[2] == "space_ids:named_twice"
    made = done(recut(manager, here.room_ids[:1], two))
    assert refusal(recut(manager, here.room_ids[:1], two))[1] == "space_closed"
    opened = [one["id"] for one in made["opened"]]
    assert refusal(recut(manager, opened, [part("3", "89.37")]))[1] == "opened_later"
    done(recut(manager, opened, [part("3", "89.37")], effective_on="2026-08-01"))
    keeper = world.client("project_manager", zones=[here.building_id])
    assert recut(keeper, here.room_ids[1:2], two).status_code == 403


def test_it_is_taken_back_while_nothing_was_done(world: World, manager: Client) -> None:
    room = world.sites["A1"].room_ids[0]
    owner = owner_of(world)["id"]
    before = done(manager.get(f"/spaces/{room}"))
    holders = [[{"party_id": owner, "role": "owner", "is_payer": True}], []]
    opened = [part("101A", "50.00"), part("101B", "39.37")]
    made = done(recut(manager, [room], opened, holders=holders))
    road = f"/space-lineages/{made['id']}"
    body = {"reason": "录错房号"}

    def back() -> Any:
        etag = manager.get(road).headers["etag"]
        return manager.post(f"{road}/reverse", json=body, headers={"if-match": etag})

    assert manager.post(f"{road}/reverse", json=body).status_code == 428
    done(back())
    assert done(manager.get(f"/spaces/{room}")) == {**before, "revision": before["revision"] + 2}
    [holding] = done(manager.get("/holdings", params={"party_id": owner}))["items"]
    assert (holding["space_id"], holding["ends_on"]) == (room, None)
    assert labels(manager, before["label"]) == {"101"}
    assert refusal(back())[1] == "reversed_already"
    # The same once more; now somebody has reported a fault in one of them.
    made = done(recut(manager, [room], opened, holders=holders))
    road = f"/space-lineages/{made['id']}"
    order = {
        "project_id": world.sites["A1"].project_id,
        "space_id": made["opened"][1]["id"],
        "category": "enquiry",
        "description": "灯不亮",
    }
    done(manager.post("/work-orders", json=order))
    answer = back()
    assert (answer.status_code, answer.json()["code"]) == (409, "opened_in_use")
    assert answer.json()["params"]["table"] == "workorders_order"


@given(st.lists(st.decimals("1", "500", places=2), min_size=1, max_size=6), st.integers(1, 6))
def test_both_sides_agree_to_a_hundredth_of_each(areas: list[Decimal], parts: int) -> None:
    def spaces(sizes: list[Decimal]) -> list[Space]:
        return [Space(building_area=size) for size in sizes]

    total = sum(areas, Decimal(0))
    share = (total / parts).quantize(Decimal("0.01"))
    assert rules.agree(spaces(areas), spaces([share] * parts))
    more = Decimal("0.01") * (len(areas) + parts + 1)
    assert not rules.agree(spaces(areas), spaces([total + more, *[Decimal(0)] * (parts - 1)]))
