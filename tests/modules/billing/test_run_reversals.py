"""A posted run is taken back as a whole, while none of its bills holds money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import select

from manyhold.kernel.clock import business_date
from manyhold.kernel.contracts import ask
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.contract import BillingQueries, Charged
from modules.billing import desk
from worlds.world import Client, World

MONTH = 202603


def the_run(client: Client) -> dict[str, Any]:
    return desk.good(client.get("/bill-runs", params={"period": MONTH}), 200)["items"][0]


def reverse(client: Client, run: dict[str, Any], reason: str = "单价录错") -> Any:
    return client.post(f"/bill-runs/{run['id']}/reverse", json={"reason": reason})


def charged(world: World, as_of: date) -> list[Charged]:
    ctx = world.context("A1", writes=False)
    with ctx.session:
        return list(ask(ctx, BillingQueries).charged(MONTH, MONTH, as_of))


def test_a_reversed_month_is_owed_no_more_and_can_be_run_again(world: World) -> None:
    fee = desk.posted_month(world)
    posted_on = business_date(world.clock.now(), "Asia/Shanghai")
    world.wait(timedelta(days=1))
    manager, cashier, room = (
        world.client("project_manager"),
        world.client("cashier"),
        world.sites["A1"].room_ids[0],
    )
    run = the_run(manager)
    told = desk.good(reverse(manager, run), 200)
    assert (told["state"], told["reverse_reason"], told["reversed_by"]) == (
        "reversed",
        "单价录错",
        manager.person_id,
    )
    assert (told["line_count"], told["total_fen"]) == (4, 4 * 25024)
    assert desk.bills(cashier) == []
    account = desk.good(cashier.get(f"/spaces/{room}/account"), 200)
    assert (account["open_fen"], account["open_bills"]) == (0, [])
    assert sum(one.billed_fen for one in charged(world, posted_on)) == 4 * 25024, "as it stood on that day"
    assert charged(world, posted_on + timedelta(days=1)) == []
    again = desk.post(world, desk.draft(world, fee))
    assert (again["state"], again["line_count"]) == ("posted", 4)
    assert len(desk.bills(cashier)) == 4
    assert sum(one.billed_fen for one in charged(world, posted_on + timedelta(days=1))) == 4 * 25024
    desk.good(desk.pay(cashier, room, 25024))
    with SystemSession(world.runtime.database, writes=False) as session:
        events = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "billing.run_reversed")).all()
        assert [(one.payload["id"], one.payload["total_fen"]) for one in events] == [(run["id"], 4 * 25024)]


def test_a_reversed_month_can_be_run_again_beside_a_supplement_that_stands(world: World) -> None:
    late, *_ = world.sites["A1"].room_ids
    desk.change_space(world, late, billing_area=None, building_area=None)
    fee = desk.posted_month(world)
    manager, run = world.client("project_manager"), the_run(world.client("project_manager"))
    desk.change_space(world, late, billing_area=Decimal("50.00"))
    desk.post(world, desk.draft(world, fee, is_supplementary=True))
    desk.good(reverse(manager, run), 200)
    (kept,) = desk.bills(manager)
    assert (kept["space_id"], kept["amount_fen"]) == (late, 14000)
    draft = desk.draft(world, fee)
    (shown,) = desk.good(manager.get(f"/bill-runs/{draft['id']}/preview"), 200)["fees"]
    assert (shown["refusal"], shown["line_count"], shown["left_out"]) == (None, 3, {"already_billed": 1})
    again = desk.post(world, draft)
    assert (again["state"], again["line_count"], again["total_fen"]) == ("posted", 3, 3 * 25024)
    assert len(desk.bills(manager)) == 4
    twice = manager.post(
        "/bill-runs",
        json={"project_id": run["project_id"], "period": MONTH, "fee_item_ids": [fee]},
    )
    assert (twice.status_code, twice.json()["code"]) == (409, "already_posted")


def test_what_is_paid_is_named_and_nothing_is_reversed(world: World) -> None:
    desk.posted_month(world)
    manager, cashier, room = (
        world.client("project_manager"),
        world.client("cashier"),
        world.sites["A1"].room_ids[0],
    )
    paid, run = desk.good(desk.pay(cashier, room, 100)), the_run(manager)
    refused = reverse(manager, run)
    assert (refused.status_code, refused.json()["code"]) == (409, "run_paid")
    (bill,) = desk.bills(cashier, space_id=room)
    assert refused.json()["params"] == {"bills": 1, "spaces": bill["space_label"]}
    assert len(desk.bills(cashier, state="open")) == 4
    desk.good(manager.post(f"/payments/{paid['id']}/reverse", json={"reason": "收错"}), 200)
    desk.good(reverse(manager, run), 200)
    assert desk.bills(cashier) == []


def test_a_draft_a_reversed_run_and_a_blank_reason_are_refused(world: World) -> None:
    fee = desk.posted_month(world)
    manager = world.client("project_manager")
    draft = desk.draft(world, fee, 202604)
    refused = reverse(manager, draft)
    assert (refused.status_code, refused.json()["code"]) == (409, "run_not_posted")
    run = the_run(manager)
    assert reverse(manager, run, "  ").status_code == 422
    desk.good(reverse(manager, run), 200)
    twice = reverse(manager, run)
    assert (twice.status_code, twice.json()["params"]["state"]) == (409, "reversed")
    assert manager.post(f"/bill-runs/{run['id']}/post").json()["code"] == "run_reversed"
    gone = manager.delete(f"/bill-runs/{run['id']}", headers={"If-Match": "*"})
    assert (gone.status_code, gone.json()["code"]) == (409, "run_reversed")


def test_reversed_bills_can_be_seen_and_say_so(world: World) -> None:
    desk.posted_month(world)
    manager, cashier = world.client("project_manager"), world.client("cashier")
    before = desk.bills(cashier)
    assert {bill["reversed_on"] for bill in before} == {None}
    told = desk.good(reverse(manager, the_run(manager)), 200)
    today = business_date(world.clock.now(), "Asia/Shanghai").isoformat()
    assert told["reversed_by_name"] == the_run(manager)["reversed_by_name"] == "金丝雀A1员工"
    gone = desk.bills(cashier, state="reversed")
    assert [bill["id"] for bill in gone] == [bill["id"] for bill in before]
    assert {(bill["reversed_on"], bill["amount_fen"], bill["open_fen"]) for bill in gone} == {
        (today, 25024, 0)
    }
    counted = cashier.get("/bills/count", params={"state": "reversed"})
    assert desk.good(counted, 200)["count"] == 4
    for state in (None, "open", "overdue", "paid", "settled"):
        assert desk.bills(cashier, **({"state": state} if state else {})) == []
    explained = desk.good(cashier.get(f"/bills/{gone[0]['id']}/explanation"), 200)
    assert (explained["reversed_on"], explained["open_fen"]) == (today, 0)
    assert desk.bills(world.client("cashier", "B1"), state="reversed") == []


def test_three_askers(world: World) -> None:
    desk.posted_month(world)
    run = the_run(world.client("project_manager"))
    assert reverse(world.nobody(), run).status_code == 401
    assert reverse(world.client("cashier"), run).status_code == 403
    assert reverse(world.client("project_manager", "B1"), run).status_code == 404
    assert reverse(world.client("accountant"), run).status_code == 200


def test_a_payment_and_a_reversal_at_one_time_end_in_one_of_the_two(world: World) -> None:
    fee = desk.posted_month(world)
    manager, cashier, rooms = (
        world.client("project_manager"),
        world.client("cashier"),
        world.sites["A1"].room_ids,
    )
    for room in rooms:
        run, gate, ended = the_run(manager), Barrier(2), dict[str, Any]()

        def pay(room: int = room, gate: Barrier = gate, ended: dict[str, Any] = ended) -> None:
            gate.wait()
            ended["paid"] = desk.pay(cashier, room, 25024)

        def take_back(run: dict[str, Any] = run, gate: Barrier = gate, ended: dict[str, Any] = ended) -> None:
            gate.wait()
            ended["reversed"] = reverse(manager, run)

        threads = [Thread(target=one) for one in (pay, take_back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        settled = ended["paid"].json().get("allocations", []) if ended["paid"].status_code == 201 else []
        with SystemSession(world.runtime.database, writes=False) as session:
            bills = session.scalars(select(Bill).where(Bill.space_id == room)).all()
            assert all(bill.reversed_on is None or bill.settled_fen == 0 for bill in bills)
        if ended["reversed"].status_code == 200:
            assert sum(bill.settled_fen for bill in bills) == 0, settled
            desk.post(world, desk.draft(world, fee))
        else:
            assert ended["reversed"].json()["code"] == "run_paid"
            assert sum(bill.settled_fen for bill in bills) == 25024
            paid = ended["paid"].json()
            desk.good(manager.post(f"/payments/{paid['id']}/reverse", json={"reason": "再来"}), 200)
