"""Own fields: laid down by headquarters and projects, filled in, masked, sought and told, for spaces, parties and orders."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from foundation.fields.asked import faults, fill, found, group_field, kept, patched, project_field
from manyhold.foundation.spaces.models import SpaceValue
from modules.workorders.asked import draft, reported
from worlds.world import World

EVERY_TYPE: dict[str, tuple[dict[str, Any], Any, str]] = {
    "doorplate": ({"type": "text"}, "梧桐里 18 号", "梧桐"),
    "history": ({"type": "long_text"}, "二〇〇八年加装\n电梯", ""),
    "height": ({"type": "number", "unit": "m", "decimals": 2}, "2.80", "2.5..3"),
    "deposit": ({"type": "money"}, -1234567, "-12345.67"),
    "checked": ({"type": "date"}, "2026-02-28", "2026-02-01..2026-02-28"),
    "has_lift": ({"type": "yes_no"}, True, "true"),
    "facing": ({"type": "choice", "choices": [{"code": "south", "zh": "南"}, {"code": "north", "zh": "北"}]}, "north", "north"),
    "trades": ({"type": "choices", "dictionary": "workorders.category"}, ["indoor_repair", "complaint"], "complaint"),
}  # fmt: skip


def room(world: World, at: str = "A1", number: int = 0) -> str:
    return f"/spaces/{world.sites[at].room_ids[number]}"


def party(world: World, at: str = "A1", **more: Any) -> Any:
    body = {"kind": "person", "name": "陈静", "project_id": world.sites[at].project_id, **more}
    return world.client("customer_service", at).post("/parties", json=body)


@pytest.mark.parametrize("code", EVERY_TYPE)
def test_every_type_is_kept_shown_and_sought(world: World, code: str) -> None:
    how, value, sought = EVERY_TYPE[code]
    group_field(world, "space", code, **how)
    manager, here = world.client("project_manager"), {"project_id": world.sites["A1"].project_id}
    shown = fill(manager, room(world), **{code: value})
    expected = sorted(value, reverse=True) if isinstance(value, list) else value
    got = shown["own"][code]
    assert (sorted(got, reverse=True) if isinstance(got, list) else got) == expected
    assert manager.get(room(world)).json()["own"] == shown["own"]
    mine = world.sites["A1"].room_ids[0]
    if sought:
        assert found(manager, "/spaces", f"{code}:{sought}", **here) == {mine}
    else:
        assert faults(manager.get("/spaces", params={"own": f"{code}:x"})) == {"own": "own_not_sought"}
    assert mine not in found(manager, "/spaces", f"{code}:!", **here)
    assert world.sites["A1"].room_ids[1] in found(manager, "/spaces", f"{code}:!", **here)
    assert fill(manager, room(world), **{code: None})["own"] == {}


def test_a_list_brings_values_when_it_is_asked_to(world: World) -> None:
    group_field(world, "space", "doorplate")
    manager, here = world.client("project_manager"), {"project_id": world.sites["A1"].project_id}
    fill(manager, room(world), doorplate="梧桐里")
    rows = manager.get("/spaces", params={**here, "with_own": True}).json()["items"]
    assert [one["own"] for one in rows if one["own"]] == [{"doorplate": "梧桐里"}]
    assert all(one["own"] == {} for one in manager.get("/spaces", params=here).json()["items"])


def test_wrong_values_name_their_field_and_nothing_is_written(world: World) -> None:
    for code, (how, _, _) in EVERY_TYPE.items():
        group_field(world, "space", code, **how)
    wrong = {
        "doorplate": "长" * 201,
        "height": "2.805",
        "deposit": "12",
        "checked": "2026-02-30",
        "has_lift": "是",
        "facing": "west",
        "trades": ["complaint", "nothing"],
        "nowhere": 1,
    }
    manager = world.client("project_manager")
    before = manager.get(room(world)).json()
    refused = patched(manager, room(world), {"own": {**wrong, "history": "好的"}, "layout": "三室"})
    assert faults(refused) == {
        "own.doorplate": "own_too_long",
        "own.height": "own_decimals",
        "own.deposit": "own_not_fen",
        "own.checked": "own_not_date",
        "own.has_lift": "own_not_yes_no",
        "own.facing": "own_not_offered",
        "own.trades": "own_not_offered",
        "own.nowhere": "own_unknown",
    }
    assert manager.get(room(world)).json() == before
    for value, code in (("abc", "own_not_number"), ("1e13", "own_out_of_range"), (True, "own_not_number")):
        assert faults(patched(manager, room(world), {"own": {"height": value}})) == {"own.height": code}


def test_what_is_required_is_wanted_of_new_rows_and_cannot_be_emptied(world: World) -> None:
    group_field(world, "space", "meter", is_required=True, subject_kinds=["room", "storage"])
    manager, project_id = world.client("project_manager"), world.sites["A1"].project_id
    store = {"project_id": project_id, "kind": "storage", "name": "甲"}
    assert faults(manager.post("/spaces", json=store)) == {"own.meter": "required"}
    made = manager.post("/spaces", json={**store, "own": {"meter": "M-1"}})
    assert (made.status_code, made.json()["own"]) == (201, {"meter": "M-1"})
    road = f"/spaces/{made.json()['id']}"
    assert faults(patched(manager, road, {"own": {"meter": " "}})) == {"own.meter": "required"}
    assert patched(manager, road, {"layout": "一间"}).status_code == 200
    other = {"project_id": project_id, "kind": "public_area", "name": "门厅"}
    assert manager.post("/spaces", json=other).status_code == 201
    hall = patched(manager, f"/spaces/{world.sites['A1'].building_id}", {"own": {"meter": "x"}})
    assert faults(hall) == {"own.meter": "own_unknown"}


def test_a_change_takes_the_revision_and_leaves_before_and_after(world: World) -> None:
    group_field(world, "space", "doorplate")
    group_field(world, "space", "keyholder", sensitivity="personal")
    manager = world.client("project_manager")
    first = manager.get(room(world))
    fill(manager, room(world), doorplate="甲", keyholder="13800001234")
    stale = manager.patch(
        room(world), json={"own": {"doorplate": "乙"}}, headers={"if-match": first.headers["etag"]}
    )
    assert stale.status_code == 412
    revision = fill(manager, room(world), doorplate="乙")["revision"]
    assert revision == first.json()["revision"] + 2
    assert fill(manager, room(world), doorplate="乙")["revision"] == revision, "nothing changed"
    trail = world.client("auditor").get(
        "/audit-entries", params={"subject": "spaces_space", "subject_id": world.sites["A1"].room_ids[0]}
    )
    told = [
        one["changes"]
        for one in trail.json()["items"]
        if any(key.startswith("own.") for key in one["changes"])
    ]
    assert told == [
        {"own.doorplate": ["甲", "乙"]},
        {"own.doorplate": [None, "甲"], "own.keyholder": [None, "•••"]},
    ]


def test_personal_values_are_sealed_masked_and_opened_for_a_reason(world: World) -> None:
    group_field(world, "space", "keyholder", sensitivity="personal")
    group_field(world, "party", "birthday", type="date", sensitivity="sensitive")
    manager = world.client("project_manager")
    assert fill(manager, room(world), keyholder="13800001234")["own"] == {"keyholder": "138****1234"}
    ctx = world.context("A1", writes=False)
    with ctx.session:
        [value] = ctx.session.scalars(select(SpaceValue))
        assert value.text is None and value.whole is None and b"138" not in value.sealed
    assert faults(manager.get("/spaces", params={"own": "keyholder:138"})) == {"own": "own_not_sought"}
    asked = {"field": "keyholder", "reason": "开门查漏"}
    road = f"/own-fields/space/{world.sites['A1'].room_ids[0]}/reveal"
    assert world.client("customer_service").post(road, json=asked).json() == {"value": "13800001234"}
    assert world.client("cashier").post(road, json=asked).status_code == 403
    assert world.client("customer_service", "A2").post(road, json=asked).status_code == 404
    trail = world.client("auditor").get("/audit-entries", params={"action": "reveal"}).json()["items"]
    assert (trail[0]["reason"], trail[0]["changes"]) == ("开门查漏", {"field": "own.keyholder"})
    made = party(world, own={"birthday": "1980-01-31"}).json()
    assert made["own"] == {"birthday": "***"}
    opened = manager.post(
        f"/own-fields/party/{made['id']}/reveal", json={"field": "birthday", "reason": "核对"}
    )
    assert opened.json() == {"value": "1980-01-31"}
    assert (
        manager.post(
            f"/own-fields/party/{made['id']}/reveal", json={"field": "nope", "reason": "核对"}
        ).status_code
        == 404
    )


def test_a_project_has_its_own_beside_the_groups(world: World) -> None:
    project_field(world, "space", "p_garden", type="yes_no")
    group_field(world, "space", "shopfront", project_kinds=["commercial"])
    mine, theirs = world.client("project_manager"), world.client("project_manager", "A2")
    assert fill(mine, room(world), p_garden=True)["own"] == {"p_garden": True}
    assert faults(patched(theirs, room(world, "A2"), {"own": {"p_garden": True}})) == {
        "own.p_garden": "own_unknown"
    }
    assert fill(theirs, room(world, "A2"), shopfront="三米")["own"] == {"shopfront": "三米"}
    assert faults(patched(mine, room(world), {"own": {"shopfront": "三米"}})) == {
        "own.shopfront": "own_unknown"
    }

    def codes(at: str) -> set[str]:
        asked = {"object": "space", "project_id": world.sites[at].project_id}
        return {one["code"] for one in world.client("technician", at).get("/own-fields", params=asked).json()}

    assert (codes("A1"), codes("A2"), codes("B1")) == ({"p_garden"}, {"shopfront"}, set())
    foreign = f"/projects/{world.sites['A2'].project_id}/own-fields/space/p_x"
    assert mine.put(foreign, json={"zh": "别人", "type": "text"}).status_code == 404
    own = f"/projects/{world.sites['A1'].project_id}/own-fields/space"
    assert faults(mine.put(f"{own}/garden", json={"zh": "花园", "type": "text"})) == {
        "code": "prefix_missing"
    }
    admin = world.client("group_administrator")
    assert faults(admin.put("/own-fields/space/p_all", json={"zh": "占用", "type": "text"})) == {
        "code": "prefix_reserved"
    }
    assert mine.put("/own-fields/space/x", json={"zh": "无权", "type": "text"}).status_code == 403
    assert admin.put("/own-fields/bill/x", json={"zh": "账单", "type": "text"}).status_code == 404


def test_a_definition_holds_together_and_stays_once_it_is_filled(world: World) -> None:
    admin = world.client("group_administrator")
    road = "/own-fields/space/facing"
    choices = [{"code": "south", "zh": "南"}, {"code": "north", "zh": "北"}]
    body: dict[str, Any] = {"zh": "朝向", "type": "choice", "choices": choices}
    for wrong, told in (
        ({"choices": []}, {"choices": "own_choices_or_dictionary"}),
        ({"dictionary": "workorders.category"}, {"choices": "own_choices_or_dictionary"}),
        ({"choices": [*choices, choices[0]]}, {"choices": "own_choice_twice"}),
        ({"type": "text"}, {"choices": "own_no_choices"}),
        ({"unit": "m"}, {"unit": "own_no_unit"}),
        ({"sensitivity": "personal"}, {"sensitivity": "own_not_sealable"}),
        ({"choices": [], "dictionary": "nothing"}, {"dictionary": "unknown_value"}),
        ({"subject_kinds": ["tent"]}, {"subject_kinds": "unknown_value"}),
    ):
        assert faults(kept(admin, road, {**body, **wrong})) == told
    first = kept(admin, road, body)
    assert (
        admin.put(road, json={**body, "zh": "方位"}, headers={"if-match": first.headers["etag"]}).status_code
        == 200
    )
    assert admin.put(road, json=body, headers={"if-match": first.headers["etag"]}).status_code == 412
    manager = world.client("project_manager")
    fill(manager, room(world), facing="north")
    assert faults(kept(admin, road, {**body, "choices": choices[:1]})) == {"choices": "own_choice_gone"}
    as_text = kept(admin, road, {"zh": "朝向", "type": "text"})
    assert faults(as_text) == {"type": "own_fixed", "choices": "own_choice_gone"}
    retired = [choices[0], {**choices[1], "is_retired": True}]
    shown = kept(admin, road, {**body, "choices": retired}).json()
    assert shown["is_filled"] and shown["choices"][1]["is_retired"]
    assert fill(manager, room(world), facing="north")["own"] == {"facing": "north"}, "what was chosen stays"
    other = patched(manager, room(world, number=1), {"own": {"facing": "north"}})
    assert faults(other) == {"own.facing": "own_retired"}


def test_an_archived_field_takes_no_more_and_stays_readable(world: World) -> None:
    group_field(world, "space", "doorplate", is_required=True)
    manager = world.client("project_manager")
    fill(manager, room(world), doorplate="甲")
    shown = group_field(world, "space", "doorplate", is_archived=True)
    assert shown["is_archived"]
    assert manager.get(room(world)).json()["own"] == {"doorplate": "甲"}
    assert faults(patched(manager, room(world), {"own": {"doorplate": "乙"}})) == {
        "own.doorplate": "own_unknown"
    }
    assert found(manager, "/spaces", "doorplate:甲") == {world.sites["A1"].room_ids[0]}
    assert not group_field(world, "space", "doorplate")["is_archived"]
    fill(manager, room(world), doorplate="乙")


def test_parties_take_them_too(world: World) -> None:
    group_field(
        world,
        "party",
        "pet",
        type="choice",
        choices=[{"code": "dog", "zh": "犬"}, {"code": "cat", "zh": "猫"}],
    )
    project_field(world, "party", "p_club", type="number")
    made = party(world, own={"pet": "dog", "p_club": "12"})
    assert (made.status_code, made.json()["own"]) == (201, {"pet": "dog", "p_club": "12"})
    desk, party_id = world.client("customer_service"), made.json()["id"]
    here = {"project_id": world.sites["A1"].project_id}
    assert found(desk, "/parties", "pet:dog", **here) == {party_id}
    assert found(desk, "/parties", "pet:dog", "p_club:13..", **here) == set()
    assert party_id not in found(desk, "/parties", "pet:!", **here)
    assert fill(desk, f"/parties/{party_id}", p_club="13")["own"] == {"pet": "dog", "p_club": "13"}
    rows = desk.get("/parties", params={**here, "with_own": True, "sort": "newest"}).json()["items"]
    assert rows[0]["own"]["p_club"] == "13"
    elsewhere = party(world, "A2", own={"p_club": "1"})
    assert faults(elsewhere) == {"own.p_club": "own_unknown"}


def test_orders_take_them_too_and_a_public_report_is_not_asked(world: World) -> None:
    group_field(world, "order", "warranty", type="yes_no", is_required=True, subject_kinds=["indoor_repair"])
    desk = world.client("customer_service")
    wanted = draft(world, category="indoor_repair", kind="")
    assert faults(desk.post("/work-orders", json=wanted)) == {"own.warranty": "required"}
    made = desk.post("/work-orders", json={**wanted, "own": {"warranty": False}})
    assert (made.status_code, made.json()["own"]) == (201, {"warranty": False})
    other = reported(world, category="complaint", kind="noise")
    assert faults(patched(desk, f"/work-orders/{other['id']}", {"own": {"warranty": True}})) == {
        "own.warranty": "own_unknown"
    }
    order_id = made.json()["id"]
    assert found(desk, "/work-orders", "warranty:false") == {order_id}
    assert found(desk, "/work-orders", "warranty:true") == set()
    changed = patched(desk, f"/work-orders/{order_id}", {"own": {"warranty": True}})
    assert (changed.status_code, changed.json()["own"]) == (200, {"warranty": True})
    rows = desk.get("/work-orders", params={"with_own": True, "own": "warranty:true"}).json()["items"]
    assert [one["own"] for one in rows] == [{"warranty": True}]


def test_how_far_fields_are_filled_in_is_told_by_project(world: World) -> None:
    field = group_field(world, "space", "meter", subject_kinds=["room"])
    own = project_field(world, "party", "p_club")
    manager = world.client("project_manager")
    fill(manager, room(world), meter="M-1")
    fill(world.client("project_manager", "A2"), room(world, "A2"), meter="M-2")
    told = {
        (one["field_id"], one["project_id"]): (one["filled"], one["rows"])
        for one in world.client("group_administrator").get("/own-fields/filled").json()
    }
    a1, a2 = (world.sites[at].project_id for at in ("A1", "A2"))
    rooms = len(world.sites["A1"].room_ids)
    assert told[field["id"], a1] == (1, rooms) and told[field["id"], a2] == (1, rooms)
    assert (own["id"], a2) not in told
    mine = {one["project_id"] for one in manager.get("/own-fields/filled").json()}
    assert mine == {a1}
    empty = found(manager, "/spaces", "meter:!", project_id=a1, kind="room")
    assert empty == set(world.sites["A1"].room_ids[1:])


def test_a_saved_view_may_hold_filters_of_own_fields(world: World) -> None:
    desk = world.client("customer_service")
    query = {"own.pet": "dog", "role": "owner"}
    saved = desk.post("/views", json={"list_key": "parties", "name": "养犬业主", "query": query})
    assert (saved.status_code, saved.json()["query"]) == (201, query)
    elsewhere = desk.post("/views", json={"list_key": "bills", "name": "别处", "query": {"own.pet": "dog"}})
    assert faults(elsewhere) == {"query.own.pet": "unknown_filter"}


def test_a_removed_space_takes_its_values_along(world: World) -> None:
    group_field(world, "space", "doorplate")
    manager, site = world.client("project_manager"), world.sites["A1"]
    made = manager.post(
        "/spaces",
        json={
            "project_id": site.project_id,
            "parent_id": site.unit_id,
            "kind": "room",
            "name": "909",
            "own": {"doorplate": "甲"},
        },
    ).json()
    etag = manager.get(f"/spaces/{site.building_id}/grid").headers["etag"]
    removed = manager.post(
        f"/spaces/{site.building_id}/edits", json={"remove_ids": [made["id"]]}, headers={"if-match": etag}
    )
    assert removed.status_code == 200, removed.text
    ctx = world.context("A1", writes=False)
    with ctx.session:
        assert ctx.session.scalars(select(SpaceValue)).all() == []
