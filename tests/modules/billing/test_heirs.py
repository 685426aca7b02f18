"""Money and places that were split or merged: what was owed stays payable, what was paid ahead stays usable, once."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func, select

from manyhold.kernel.contracts import ask
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.ledger.queries import disagreements
from manyhold.modules.billing.payments.models import Payment
from modules.billing import desk
from modules.billing.test_brought_over import brought, left
from worlds.world import Client, World

DAY = "2026-07-01"
LATER = "2026-08-01"


def part(name: str, area: str) -> dict[str, Any]:
    return {"kind": "room", "name": name, "building_area": area, "billing_area": area}


def recut(world: World, space_ids: list[int], *opened: dict[str, Any], on: str = DAY) -> dict[str, Any]:
    wanted = {
        "effective_on": on, "reason": "letting", "space_ids": space_ids, "opened": list(opened),
        "holders": [[] for _ in opened], "area_note": "重新丈量",
    }  # fmt: skip
    return desk.good(world.client("project_manager").post("/space-lineages", json=wanted))


def take_back(world: World, lineage: dict[str, Any]) -> Any:
    manager = world.client("project_manager")
    url = f"/space-lineages/{lineage['id']}"
    etag = manager.get(url).headers["etag"]
    return manager.post(f"{url}/reverse", json={"reason": "录错"}, headers={"if-match": etag})


def ids(lineage: dict[str, Any]) -> list[int]:
    return [one["id"] for one in lineage["opened"]]


def account(client: Client, space_id: int) -> dict[str, Any]:
    return desk.good(client.get(f"/spaces/{space_id}/account"), 200)


def owed(world: World) -> int:
    with world.context("A1", writes=False).session as session:
        found = ask(session.info["context"], BillingQueries).owed(202612, date(2026, 11, 22))
    return sum(one.open_fen for one in found)


def is_sound(world: World) -> None:
    with world.context("A1", writes=False).session as session:
        assert disagreements(session.info["context"]) == 0


def test_what_was_owed_is_paid_at_an_heir_and_told_there_once(world: World) -> None:
    """Split and merged again: two roads lead from the new room to the old one, and its bill stands there once."""
    fee = desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    brought(world, 0, "arrears", "us", 8_000, fee=fee)
    cashier = world.client("cashier")
    before, all_owed = account(cashier, room), owed(world)
    split = recut(world, [room], part("101A", "50.00"), part("101B", "39.37"))
    merged = recut(world, ids(split), part("101新", "89.37"), on=LATER)
    [heir] = ids(merged)
    found = account(cashier, heir)
    assert found["open_fen"] == before["open_fen"] > 8_000
    assert found["overdue_fen"] == before["overdue_fen"]
    assert [one["id"] for one in found["open_bills"]] == [one["id"] for one in before["open_bills"]]
    assert {one["space_id"] for one in found["open_bills"]} == {room}
    assert owed(world) == all_owed
    chosen = [{"bill_id": one["id"], "amount_fen": 1_000} for one in found["open_bills"]]
    paid = desk.good(desk.pay(cashier, heir, 2_000, strategy="chosen", allocations=chosen))
    assert (paid["space_id"], paid["prepaid_fen"]) == (heir, 0)
    desk.good(desk.pay(cashier, heir, found["open_fen"] - 2_000 + 55))
    after = account(cashier, heir)
    assert (after["open_fen"], after["open_bills"], after["prepayments"][0]["amount_fen"]) == (0, [], 55)
    assert account(cashier, room)["open_fen"] == 0
    assert owed(world) == all_owed - before["open_fen"]
    is_sound(world)


def test_a_neighbour_of_the_family_settles_nothing_of_it(world: World) -> None:
    desk.posted_month(world)
    rooms = world.sites["A1"].room_ids
    cashier = world.client("cashier")
    bill = account(cashier, rooms[0])["open_bills"][0]
    recut(world, rooms[:1], part("101A", "50.00"), part("101B", "39.37"))
    chosen = {"strategy": "chosen", "allocations": [{"bill_id": bill["id"], "amount_fen": 1}]}
    refused = desk.pay(cashier, rooms[1], 1, **chosen)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "bill_not_open")


def test_what_was_paid_ahead_settles_the_bills_of_the_heirs(world: World) -> None:
    fee = desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    paid = desk.good(desk.pay(cashier, room, account(cashier, room)["open_fen"] + 9_000))
    opening = brought(world, 0, "prepayment", "us", 5_000)
    merged = recut(world, world.sites["A1"].room_ids[:2], part("101大", "178.74"))
    [heir] = ids(merged)
    desk.move_in(world, "A1", heir, "金丝雀A1合并")
    desk.post(world, desk.draft(world, fee, 202607))
    found = account(cashier, heir)
    assert [one["amount_fen"] for one in found["prepayments"]] == [9_000]
    assert [one["id"] for one in found["payments"]] == [paid["id"]]
    assert [one["id"] for one in found["openings"]] == [opening]
    mine = desk.bills(cashier, space_id=heir)[0]
    chosen = {"strategy": "chosen", "allocations": [{"bill_id": mine["id"], "amount_fen": 9_000}]}
    used = desk.good(cashier.post(f"/payments/{paid['id']}/allocations", json=chosen), 200)
    assert used["prepaid_fen"] == 0
    chosen["allocations"][0]["amount_fen"] = 5_000
    desk.good(cashier.post(f"/openings/{opening}/use", json=chosen), 200)
    assert left(world, opening) == 0
    after = account(cashier, heir)
    assert (after["open_fen"], after["prepayments"]) == (found["open_fen"] - 14_000, [])
    is_sound(world)


def test_others_arrears_are_collected_at_an_heir(world: World) -> None:
    room = world.sites["A1"].room_ids[0]
    theirs = brought(world, 0, "arrears", "developer", 6_000)
    first, _ = ids(recut(world, [room], part("101A", "50.00"), part("101B", "39.37")))
    wanted = {"space_id": first, "creditor": "developer", "amount_fen": 6_000}
    desk.good(world.client("cashier").post("/collections", json=wanted))
    assert left(world, theirs) == 0


def test_what_never_was_takes_no_money_and_money_keeps_a_split_from_being_taken_back(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    split = recut(world, [room], part("101A", "50.00"), part("101B", "39.37"))
    first, second = ids(split)
    desk.good(take_back(world, split), 200)
    refused = desk.pay(cashier, first, 100)
    assert (refused.status_code, refused.json()["code"]) == (409, "space_closed")
    assert account(cashier, second)["open_bills"] == []
    again = recut(world, [room], part("101A", "50.00"), part("101B", "39.37"))
    desk.good(desk.pay(cashier, ids(again)[0], 100))
    refused = take_back(world, again)
    assert (refused.status_code, refused.json()["code"]) == (409, "opened_in_use")


def test_a_floor_is_not_billed_again_whatever_became_of_it(world: World) -> None:
    """July is billed whole; then a split within July and a merger of the parts within July are written down."""
    fee = desk.posted_month(world, 202607)
    site = world.sites["A1"]
    split = recut(world, site.room_ids[:1], part("101A", "50.00"), part("101B", "39.37"), on="2026-07-10")
    merged = recut(world, ids(split), part("101新", "89.37"), on="2026-07-20")
    desk.move_in(world, "A1", ids(merged)[0], "金丝雀A1新户主")
    manager = world.client("project_manager")
    run = desk.draft(world, fee, 202607, is_supplementary=True)
    [preview] = desk.good(manager.get(f"/bill-runs/{run['id']}/preview"), 200)["fees"]
    assert (preview["line_count"], preview["left_out"]) == (0, {"already_billed": 4, "predecessor_billed": 3})
    assert desk.post(world, run)["line_count"] == 0
    desk.post(world, desk.draft(world, fee, 202608))
    assert desk.bills(manager, space_id=ids(merged)[0])[0]["period"] == 202608


def test_a_till_and_a_taking_back_at_once_leave_no_money_where_nothing_is(world: World) -> None:
    desk.posted_month(world)
    cashier = world.client("cashier")
    world.client("project_manager")
    for room in world.sites["A1"].room_ids:
        split = recut(world, [room], part(f"{room}A", "50.00"), part(f"{room}B", "39.37"))
        heir = ids(split)[0]
        start = Barrier(2)
        statuses: dict[str, int] = {}

        def pay(heir: int = heir, start: Barrier = start, statuses: dict[str, int] = statuses) -> None:
            start.wait()
            statuses["pay"] = desk.pay(cashier, heir, 100).status_code

        def back(split: Any = split, start: Barrier = start, statuses: dict[str, int] = statuses) -> None:
            start.wait()
            statuses["back"] = take_back(world, split).status_code

        threads = [Thread(target=pay), Thread(target=back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(statuses.values()) in ([200, 409], [201, 409]), statuses
        with world.context("A1", writes=False).session as session:
            taken = session.scalar(select(func.count(Payment.id)).where(Payment.space_id == heir))
            moved = session.scalar(select(func.count(Entry.id)).where(Entry.space_id == heir))
        assert (taken or 0) == (1 if statuses["back"] == 409 else 0)
        assert bool(moved) == bool(taken)
