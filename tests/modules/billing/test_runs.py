"""A month's bills: what they say, whom they leave out, and that they are made once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.runs import queries
from modules.billing import desk
from worlds.world import World


def test_a_month_is_charged_by_area_and_price(world: World) -> None:
    fee = desk.posted_month(world)
    bills = desk.bills(world.client("cashier"))
    assert [bill["amount_fen"] for bill in bills] == [25024] * 4
    assert {bill["fee_item_id"] for bill in bills} == {fee}
    assert {(bill["service_from"], bill["service_to"]) for bill in bills} == {("2026-03-01", "2026-03-31")}
    assert all(bill["open_fen"] == bill["amount_fen"] for bill in bills)


def test_who_moves_in_on_the_16th_pays_16_days(world: World) -> None:
    room = world.sites["A1"].room_ids[0]
    desk.change_space(world, room, billing_starts_on=date(2026, 3, 16))
    desk.posted_month(world)
    (bill,) = desk.bills(world.client("cashier"), space_id=room)
    assert bill["amount_fen"] == 12915
    assert bill["service_from"] == "2026-03-16"
    explained = desk.good(world.client("cashier").get(f"/bills/{bill['id']}/explanation"), 200)
    assert [step["code"] for step in explained["steps"]] == [
        "monthly_by_area",
        "share_of_month",
        "rounded",
        "tax_within",
    ]
    assert explained["steps"][0]["params"]["monthly"] == "250.236"
    assert explained["steps"][1]["params"] == {
        "days": 16,
        "factor": 1,
        "divisor": 31,
        "method": "A",
        "exact": "129.154065",
    }
    assert explained["rests_on"] == "前期物业服务合同第十二条"
    assert (explained["space_id"], explained["due_on"]) == (room, bill["due_on"])


def test_a_preview_counts_and_names_what_is_left_out(world: World) -> None:
    first, second, third, fourth = world.sites["A1"].room_ids
    fee = desk.fee_item(world)
    desk.price(world, fee)
    for room in (first, second, third):
        desk.move_in(world, "A1", room, "金丝雀A1业主")
    desk.change_space(world, first, billing_area=None, building_area=None)
    desk.change_space(world, second, billing_starts_on=date(2026, 4, 1))
    run = desk.draft(world, fee)
    shown = desk.good(world.client("project_manager").get(f"/bill-runs/{run['id']}/preview"), 200)
    assert (shown["line_count"], shown["total_fen"]) == (1, 25024)
    (of_fee,) = shown["fees"]
    assert of_fee["refusal"] is None
    assert {one["space_id"]: one["reason"] for one in of_fee["examples"]} == {
        first: "without_area",
        second: "not_delivered",
        fourth: "without_payer",
    }
    assert of_fee["left_out"] == {"without_area": 1, "not_delivered": 1, "without_payer": 1}
    assert desk.bills(world.client("cashier")) == []
    posted = desk.post(world, run)
    assert (posted["state"], posted["line_count"], posted["total_fen"]) == ("posted", 1, 25024)


def test_a_preview_stands_beside_the_month_before(world: World) -> None:
    fee = desk.posted_month(world)
    run = desk.draft(world, fee, 202604)
    (shown,) = desk.good(world.client("project_manager").get(f"/bill-runs/{run['id']}/preview"), 200)["fees"]
    (march,) = desk.good(world.client("project_manager").get("/bill-runs", params={"period": 202603}), 200)[
        "items"
    ]
    assert (shown["last_line_count"], shown["last_total_fen"]) == (march["line_count"], march["total_fen"])
    assert shown["last_line_count"] == shown["line_count"] > 0


def test_a_month_is_posted_once_and_mended_by_a_supplement(world: World) -> None:
    room = world.sites["A1"].room_ids[0]
    desk.change_space(world, room, billing_area=None, building_area=None)
    fee = desk.posted_month(world)
    manager = world.client("project_manager")
    again = {"project_id": world.sites["A1"].project_id, "period": 202603, "fee_item_ids": [fee]}
    refused = manager.post("/bill-runs", json=again)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_posted")
    desk.change_space(world, room, billing_area=Decimal("50.00"))
    supplement = desk.post(world, desk.draft(world, fee, is_supplementary=True))
    assert (supplement["line_count"], supplement["total_fen"]) == (1, 14000)
    assert len(desk.bills(manager)) == 4


def test_two_drafts_of_one_month_post_one(world: World) -> None:
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    one, other = desk.draft(world, fee), desk.draft(world, fee)
    manager = world.client("project_manager")
    for run in (one, other):
        desk.good(manager.post(f"/bill-runs/{run['id']}/post"), 200)
    world.work()
    states = {desk.good(manager.get(f"/bill-runs/{run['id']}"), 200)["state"] for run in (one, other)}
    assert states == {"posted", "draft"}
    assert len(desk.bills(manager)) == 4
    jobs = desk.good(manager.get("/jobs"), 200)["items"]
    assert sorted(job["state"] for job in jobs) == ["done", "failed"]
    assert "already_posted" in next(job["error"] for job in jobs if job["state"] == "failed")


def test_posting_twice_changes_nothing(world: World) -> None:
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    run = desk.post(world, desk.draft(world, fee))
    refused = world.client("project_manager").post(f"/bill-runs/{run['id']}/post")
    assert (refused.status_code, refused.json()["code"]) == (409, "run_posted")
    assert len(desk.bills(world.client("cashier"))) == 4


def test_a_month_without_a_price_is_refused_by_name(world: World) -> None:
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee, starts_on="2026-04-01")
    run = desk.draft(world, fee)
    manager = world.client("project_manager")
    (shown,) = desk.good(manager.get(f"/bill-runs/{run['id']}/preview"), 200)["fees"]
    assert shown["refusal"] == "without_price"
    refused = manager.post(f"/bill-runs/{run['id']}/post")
    assert (refused.status_code, refused.json()["code"]) == (409, "without_price")


def test_a_fixed_fee_is_charged_per_parking_space(world: World) -> None:
    parking = world.sites["A1"].parking_id
    desk.move_in(world, "A1", parking, "金丝雀A1车主")
    fee = desk.fee_item(
        world, code="CWF", business="parking", calculation="fixed", space_kinds=["parking"], tax_rate_bp=900
    )
    desk.price(world, fee, price="80")
    desk.post(world, desk.draft(world, fee))
    (bill,) = desk.bills(world.client("cashier"))
    assert (bill["space_id"], bill["amount_fen"]) == (parking, 8000)
    explained = desk.good(world.client("cashier").get(f"/bills/{bill['id']}/explanation"), 200)
    assert explained["area_m2"] is None
    assert explained["steps"][0]["code"] == "monthly_fixed"


def test_a_draft_is_discarded_and_a_posted_run_is_not(world: World) -> None:
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    run = desk.draft(world, fee)
    manager = world.client("project_manager")
    assert manager.delete(f"/bill-runs/{run['id']}", headers={"If-Match": "*"}).status_code == 204
    posted = desk.post(world, desk.draft(world, fee))
    refused = manager.delete(f"/bill-runs/{posted['id']}", headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "run_posted")


def test_only_a_whole_project_is_run(world: World) -> None:
    fee = desk.posted_month(world)
    narrowed = world.client("accountant", zones=[world.sites["A1"].building_id])
    wanted = {"project_id": world.sites["A1"].project_id, "period": 202604, "fee_item_ids": [fee]}
    refused = narrowed.post("/bill-runs", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")


def test_three_askers(world: World) -> None:
    fee = desk.posted_month(world)
    run = {"project_id": world.sites["A1"].project_id, "period": 202604, "fee_item_ids": [fee]}
    assert world.nobody().get("/bills").status_code == 401
    assert desk.bills(world.client("cashier", "B1")) == []
    assert world.client("project_manager", "B1").post("/bill-runs", json=run).status_code == 404
    assert world.client("cashier").post("/bill-runs", json=run).status_code == 403
    assert world.client("technician").get("/bills").status_code == 403
    (bill, *_) = desk.bills(world.client("cashier"))
    assert world.client("cashier", "B1").get(f"/bills/{bill['id']}/explanation").status_code == 404


def test_bills_load_onward_and_are_counted(world: World) -> None:
    desk.posted_month(world, 202603, 202604)
    cashier = world.client("cashier")
    page = desk.good(cashier.get("/bills", params={"limit": 5}), 200)
    rest = desk.good(cashier.get("/bills", params={"limit": 5, "cursor": page["next_cursor"]}), 200)
    ids = [bill["id"] for bill in page["items"] + rest["items"]]
    assert len(set(ids)) == 8
    assert ids == sorted(ids, reverse=True)
    assert rest["next_cursor"] is None
    assert desk.good(cashier.get("/bills/count", params={"period": 202604}), 200) == {
        "count": 4,
        "is_exact": True,
    }
    assert len(desk.bills(cashier, period=202604, state="open")) == 4
    assert desk.bills(cashier, state="paid") == []


def test_bills_are_numbered_where_the_ids_of_spaces_lie_far_apart(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "WIDEST_SPAN", 2)
    desk.change_space(world, world.sites["A1"].room_ids[1], billing_starts_on=date(2026, 3, 16))
    desk.posted_month(world, 202603, 202604)
    bills = desk.bills(world.client("cashier"))
    assert sorted(bill["amount_fen"] for bill in bills) == [12915, *[25024] * 7]
    assert len({bill["id"] for bill in bills}) == 8


def test_of_several_holders_the_payer_is_liable_and_the_others_jointly(world: World) -> None:
    first, second, *_ = world.sites["A1"].room_ids
    desk.move_in(world, "A1", first, "金丝雀A1业主")
    tenant = desk.move_in(world, "A1", first, "金丝雀A1租户", role="tenant")
    desk.move_in(world, "A1", second, "金丝雀A1业主", is_payer=False)
    desk.move_in(world, "A1", second, "金丝雀A1家属", role="family", is_payer=False)
    desk.change_holding(world, first, "owner", is_payer=False)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    desk.post(world, desk.draft(world, fee))
    with world.context("A1", writes=False).session as session:
        liable = {bill.space_id: bill for bill in session.scalars(select(Bill))}
    assert (liable[first].liable_version_id, liable[first].is_joint) == (tenant, True)
    assert not liable[second].is_joint


def test_a_month_beyond_the_next_one_is_refused(world: World) -> None:
    """The world's day is in November 2026; 202711 would be a typing error that nobody could take back."""
    fee = desk.fee_item(world)
    desk.price(world, fee)
    wanted = {"project_id": world.sites["A1"].project_id, "fee_item_ids": [fee]}
    manager = world.client("project_manager")
    assert manager.post("/bill-runs", json={**wanted, "period": 202612}).status_code == 201
    for period in (202701, 202711):
        refused = manager.post("/bill-runs", json={**wanted, "period": period})
        assert refused.json()["errors"] == [
            {"field": "period", "code": "period_too_far", "params": {"last": 202612}}
        ]


def test_a_split_room_is_billed_to_the_day_before_and_its_parts_from_the_day_on(world: World) -> None:
    """Room 101 is split on 16 March: 15 days of March for what it was, 16 for what stands there since."""
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    manager = world.client("project_manager")
    room = world.sites["A1"].room_ids[0]
    owner = desk.good(manager.get("/holdings", params={"space_id": room}), 200)["items"][0]["party_id"]
    holder = {"party_id": owner, "role": "owner", "is_payer": True}
    part = {"kind": "room", "name": "101A", "building_area": "50.00"}
    rest = {"kind": "room", "name": "101B", "building_area": "39.37"}
    wanted = {
        "effective_on": "2026-03-16",
        "reason": "letting",
        "space_ids": [room],
        "opened": [part, rest],
        "holders": [[holder], []],
    }
    made = desk.good(manager.post("/space-lineages", json=wanted))
    run = desk.draft(world, fee)
    [preview] = desk.good(manager.get(f"/bill-runs/{run['id']}/preview"), 200)["fees"]
    assert preview["left_out"] == {"without_payer": 1}
    desk.post(world, run)
    found = desk.good(manager.get("/bills", params={"period": 202603}), 200)["items"]
    bills = {one["space_id"]: (one["service_from"], one["service_to"], one["amount_fen"]) for one in found}
    opened = made["opened"][0]["id"]
    assert bills[room] == ("2026-03-01", "2026-03-15", 12108)  # 89.37 × 2.80 × 15/31
    assert bills[opened] == ("2026-03-16", "2026-03-31", 7226)  # 50.00 × 2.80 × 16/31
    assert len(bills) == 5
    desk.post(world, desk.draft(world, fee, period=202604))
    april = desk.good(manager.get("/bills", params={"period": 202604}), 200)["items"]
    assert {one["space_id"] for one in april} == {opened, *world.sites["A1"].room_ids[1:]}


def test_a_split_that_is_written_down_late_does_not_bill_the_same_floor_twice(world: World) -> None:
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)
    manager = world.client("project_manager")
    room = world.sites["A1"].room_ids[0]
    owner = desk.good(manager.get("/holdings", params={"space_id": room}), 200)["items"][0]["party_id"]
    desk.post(world, desk.draft(world, fee))
    holders = [[{"party_id": owner, "role": "owner"}]] * 2
    opened = [
        {"kind": "room", "name": name, "building_area": area} for name, area in (("a", "50"), ("b", "39.37"))
    ]
    wanted = {"effective_on": "2026-03-16", "reason": "letting", "space_ids": [room], "opened": opened}
    desk.good(manager.post("/space-lineages", json={**wanted, "holders": holders}))
    run = desk.draft(world, fee, is_supplementary=True)
    [preview] = desk.good(manager.get(f"/bill-runs/{run['id']}/preview"), 200)["fees"]
    assert (preview["line_count"], preview["left_out"]) == (0, {"already_billed": 4, "predecessor_billed": 2})
