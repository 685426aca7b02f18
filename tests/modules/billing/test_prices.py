"""Fee items and prices: what may stand beside what, and what a billed price still allows."""

from __future__ import annotations

from typing import Any

from modules.billing import desk
from worlds.world import World


def test_prices_do_not_overlap(world: World) -> None:
    fee = desk.fee_item(world)
    desk.price(world, fee, ends_on="2026-06-30")
    manager = world.client("project_manager")
    wanted = {
        "project_id": world.sites["A1"].project_id,
        "fee_item_id": fee,
        "price": "3.10",
        "starts_on": "2026-06-01",
        "basis": "contract",
        "rests_on": "业主大会决定",
    }
    refused = manager.post("/price-versions", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "price_overlaps")
    desk.good(manager.post("/price-versions", json={**wanted, "starts_on": "2026-07-01"}))


def test_a_price_holds_through_whole_months(world: World) -> None:
    fee = desk.fee_item(world)
    wanted: dict[str, Any] = {
        "project_id": world.sites["A1"].project_id,
        "fee_item_id": fee,
        "price": "3.10",
        "basis": "contract",
        "rests_on": "合同",
    }
    manager = world.client("project_manager")
    for days, code in (
        ({"starts_on": "2026-06-02"}, "not_first_of_month"),
        ({"starts_on": "2026-06-01", "ends_on": "2026-07-30"}, "not_last_of_month"),
        ({"starts_on": "2026-06-01", "ends_on": "2026-05-31"}, "ends_before_start"),
    ):
        refused = manager.post("/price-versions", json={**wanted, **days})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == code
    refused = manager.post("/price-versions", json={**wanted, "starts_on": "2026-06-01", "price": "2.80005"})
    assert refused.status_code == 422


def test_a_billed_price_is_only_ended(world: World) -> None:
    desk.posted_month(world)
    manager = world.client("project_manager")
    (price,) = desk.good(manager.get("/price-versions"), 200)["items"]
    assert price["billed_until"] == 202603
    url, any_revision = f"/price-versions/{price['id']}", {"If-Match": "*"}
    dearer = manager.patch(url, json={"price": "9"}, headers=any_revision)
    assert (dearer.status_code, dearer.json()["code"]) == (409, "price_was_billed")
    earlier = manager.patch(url, json={"ends_on": "2026-02-28"}, headers=any_revision)
    assert (earlier.status_code, earlier.json()["code"]) == (409, "billed_after_end")
    ended = manager.patch(url, json={"ends_on": "2026-03-31"}, headers=any_revision)
    assert desk.good(ended, 200)["ends_on"] == "2026-03-31"


def test_an_unbilled_price_is_changed_against_its_revision(world: World) -> None:
    price = desk.price(world, desk.fee_item(world))
    manager = world.client("project_manager")
    url = f"/price-versions/{price['id']}"
    assert manager.patch(url, json={"price": "2.9"}).status_code == 428
    changed = manager.patch(url, json={"price": "2.9"}, headers={"If-Match": f'"{price["revision"]}"'})
    assert desk.good(changed, 200)["price"] == "2.9000"
    late = manager.patch(url, json={"price": "3"}, headers={"If-Match": f'"{price["revision"]}"'})
    assert late.status_code == 412


def test_the_catalogue_is_the_groups(world: World) -> None:
    fee = desk.fee_item(world)
    wanted = {"code": "WYF", "name": "物业费", "name_en": "Fee"}
    director = world.client("group_administrator")
    assert director.post("/fee-items", json=wanted).json()["code"] == "code_taken"
    assert world.client("project_manager").post("/fee-items", json=wanted).status_code == 403
    assert [one["id"] for one in world.client("cashier").get("/fee-items").json()] == [fee]
    assert world.client("cashier", "B1").get("/fee-items").json() == []
    assert world.client("cashier", "B1").get(f"/fee-items/{fee}").status_code == 404
    foreign = {
        "project_id": world.sites["B1"].project_id,
        "fee_item_id": fee,
        "price": "1",
        "starts_on": "2026-01-01",
        "basis": "contract",
        "rests_on": "合同",
    }
    assert world.client("project_manager", "B1").post("/price-versions", json=foreign).status_code == 404
    changed = director.patch(f"/fee-items/{fee}", json={"is_active": False}, headers={"If-Match": "*"})
    assert desk.good(changed, 200)["is_active"] is False
