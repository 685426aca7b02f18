"""The one search box."""

from __future__ import annotations

from modules.billing import desk
from modules.workorders.asked import reported
from worlds.world import World


def test_each_finds_within_the_own_scope(world: World) -> None:
    def found(role: str, at: str) -> set[int]:
        hits = world.client(role, at).get("/search", params={"q": "金丝雀"}).json()
        return {hit["project_id"] for hit in hits}

    site = {name: one.project_id for name, one in world.sites.items()}
    assert found("technician", "A1") == {site["A1"]}
    assert found("technician", "B1") == {site["B1"]}
    assert found("group_administrator", "A1") <= {site["A1"], site["A2"]}


def test_a_hit_says_what_it_is(world: World) -> None:
    hits = world.client("technician").get("/search", params={"q": "A1-202"}).json()
    room = world.sites["A1"].room_ids[3]
    assert hits == [
        {
            "kind": "space",
            "id": room,
            "project_id": world.sites["A1"].project_id,
            "title": "金丝雀A1-202",
            "subtitle": "A1-room-202",
        }
    ]


def test_a_search_can_keep_to_one_project(world: World) -> None:
    agent, site = world.client("call_centre_agent"), world.sites
    everywhere = agent.get("/search", params={"q": "金丝雀"}).json()
    assert {hit["project_id"] for hit in everywhere} == {site["A1"].project_id, site["A2"].project_id}
    for wanted in ("A2", "B1"):
        asked = {"q": "金丝雀", "project_id": site[wanted].project_id}
        hits = agent.get("/search", params=asked).json()
        assert {hit["project_id"] for hit in hits} == ({asked["project_id"]} if wanted == "A2" else set())


def test_nobody_finds_nothing(world: World) -> None:
    assert world.nobody().get("/search", params={"q": "金丝雀"}).status_code == 401
    assert world.client("technician").get("/search", params={"q": " "}).json() == []
    assert world.client("technician").get("/search").status_code == 422


def test_an_auditor_finds_no_spaces(world: World) -> None:
    assert world.client("auditor").get("/search", params={"q": "金丝雀"}).json() == []


def test_a_party_is_found_by_initials_and_shown_masked_where_it_holds_a_space(world: World) -> None:
    site, manager = world.sites["A1"], world.client("project_manager")
    owner = {
        "project_id": site.project_id,
        "kind": "person",
        "name": "欧阳测试",
        "phones": ["13900001234"],
        "holdings": [{"space_id": site.room_ids[0], "role": "owner", "starts_on": "2026-01-01"}],
    }
    assert manager.post("/parties", json=owner).status_code == 201
    [hit] = manager.get("/search", params={"q": "oycs"}).json()
    assert (hit["kind"], hit["project_id"]) == ("party", site.project_id)
    assert "欧阳测试" not in hit["title"] and "13900001234" not in hit["subtitle"]
    assert world.client("technician").get("/search", params={"q": "oycs"}).json() == []
    assert world.client("project_manager", "B1").get("/search", params={"q": "oycs"}).json() == []


def test_an_order_is_found_by_its_number_where_one_may_read_orders(world: World) -> None:
    order, beside = reported(world), reported(world, "A2")

    def found(role: str, at: str, text: str) -> list[tuple[str, int]]:
        hits = world.client(role, at).get("/search", params={"q": text}).json()
        return [(hit["kind"], hit["id"]) for hit in hits]

    number = order["number"]
    assert number == "WX-A1-20261122-0001" != beside["number"]
    whole = (number, number.lower(), number.removeprefix("WX-"), f"wx {number[3:]}")
    parts = ("20261122", "wx20261122", "WX 20261122-1", "A1-20261122", "WX-A1", "wx-202611", "20261122-1")
    for typed in (*whole, *parts):
        assert found("dispatcher", "A1", typed) == [("work_order", order["id"])], typed
        assert found("cashier", "A1", typed) == []
        assert found("dispatcher", "B1", typed) == []
    assert found("dispatcher", "A1", "WX-20261121-0001") == []
    for typed in ("0001", "wxa", "WX", "WX-", "WX-%", "WX-A_", "202611"):
        assert found("dispatcher", "A1", typed) == [], typed


def test_a_payment_is_found_by_the_number_of_its_receipt(world: World) -> None:
    desk.posted_month(world)
    paid = desk.good(desk.pay(world.client("cashier"), world.sites["A1"].room_ids[0], 100))

    def found(role: str, at: str, text: str) -> list[dict[str, object]]:
        return world.client(role, at).get("/search", params={"q": text}).json()

    (hit,) = found("cashier", "A1", paid["receipt_no"])
    assert (hit["kind"], hit["id"], hit["title"]) == ("payment", paid["id"], paid["receipt_no"])
    assert [one["id"] for one in found("cashier", "A1", "2026-1")] == [paid["id"]]
    assert found("cashier", "A1", "2026-2") == []
    assert found("cashier", "B1", paid["receipt_no"]) == []
    assert found("technician", "A1", paid["receipt_no"]) == []
