"""Balances that came with a project: prepayments are used up, deposits refunded or kept, others' arrears held for them."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from manyhold.kernel.contracts import ask
from manyhold.kernel.errors import Problem
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.brought import service
from manyhold.modules.billing.brought.schemas import CollectIn, HandedOverIn, SettleIn, UseIn
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.ledger.queries import disagreements
from manyhold.modules.billing.openings.models import HANDED_OVER, Opening, OpeningAct
from manyhold.modules.billing.payments import service as payments
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.billing.payments.schemas import PaymentIn, ReversalIn
from manyhold.modules.billing.remittances import service as remittances
from manyhold.modules.billing.remittances.queries import held
from manyhold.modules.billing.remittances.schemas import RemittanceIn
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.service import post_month
from modules.billing import desk
from worlds.world import World

TODAY = date(2026, 11, 22)


def brought(world: World, room: int, kind: str, creditor: str, amount_fen: int, **other: Any) -> int:
    """An opening document of a room of A1, as an import would have made it."""
    side, site = world.sides["A"], world.sites["A1"]
    is_ours = kind == "arrears" and creditor == "us"
    with SystemSession(world.runtime.database, writes=True) as session:
        row = Opening(
            project_id=site.project_id, space_id=site.room_ids[room], kind=kind, creditor=creditor,
            fee_item_id=other.get("fee"), legal_entity_id=side.legal_entity_id if is_ours else None,
            item="物业服务费", first_period=202512 if kind == "arrears" else 0,
            period=202512 if kind == "arrears" else 0, amount_fen=amount_fen, settled_fen=0, meter="",
            as_of=date(2025, 12, 31), due_on=date(2025, 12, 31), import_id=1, row_no=1,
            loaded_at=world.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.commit()
        return row.id


def left(world: World, opening_id: int) -> int:
    return desk.good(world.client("accountant").get(f"/openings/{opening_id}"), 200)["left_fen"]


def charged(world: World) -> tuple[int, int, int]:
    with world.context("A1", writes=False).session as session:
        found = ask(session.info["context"], BillingQueries).charged(202601, 202612, TODAY)
    return tuple(
        sum(getattr(one, f"{name}_fen") for one in found) for name in ("collected", "carried", "open")
    )  # type: ignore[return-value]


def test_a_prepayment_is_used_up_and_given_back_to_the_fen(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    due = desk.good(cashier.get(f"/spaces/{room}/account"), 200)["open_fen"]
    opening = brought(world, 0, "prepayment", "us", due + 777)
    used = desk.good(cashier.post(f"/openings/{opening}/use", json={}), 200)
    assert (used["method"], used["amount_fen"], used["prepaid_fen"]) == ("brought_over", due, 0)
    assert left(world, opening) == 777
    account = desk.good(cashier.get(f"/spaces/{room}/account"), 200)
    assert (account["open_fen"], account["prepayments"]) == (0, [])
    assert cashier.post(f"/openings/{opening}/use", json={}).json()["code"] == "nothing_open"
    takings = desk.good(cashier.get("/payments/takings"), 200)
    assert (takings["methods"], takings["net_fen"]) == ([], 0)
    printed = desk.good(cashier.post(f"/payments/{used['id']}/prints"), 200)
    page = cashier.get(f"/payments/{used['id']}/receipt.pdf", params={"print": printed["number"]})
    assert page.content.startswith(b"%PDF")
    before = charged(world)
    assert before[1] == 0
    reversed_by = world.client("accountant")
    desk.good(reversed_by.post(f"/payments/{used['id']}/reverse", json={"reason": "户主改主意"}), 200)
    assert left(world, opening) == due + 777
    assert charged(world) == (before[0] - due, 0, before[2] + due)
    moves = desk.good(cashier.get(f"/openings/{opening}"), 200)["movements"]
    assert [one["amount_fen"] for one in moves] == [due, -due]


def test_part_of_it_may_go_to_chosen_bills(world: World) -> None:
    desk.posted_month(world, 202603, 202604)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    bills = desk.bills(cashier, space_id=room)
    opening = brought(world, 0, "prepayment", "us", 100_000)
    chosen = {"strategy": "chosen", "allocations": [{"bill_id": bills[0]["id"], "amount_fen": 1_234}]}
    used = desk.good(cashier.post(f"/openings/{opening}/use", json=chosen), 200)
    assert [(one["bill_id"], one["amount_fen"]) for one in used["allocations"]] == [(bills[0]["id"], 1_234)]
    assert left(world, opening) == 100_000 - 1_234
    too_much = cashier.post(f"/openings/{opening}/use", json={"amount_fen": 100_000})
    assert (too_much.status_code, too_much.json()["errors"][0]["code"]) == (422, "more_than_left")
    deposit = brought(world, 0, "deposit", "us", 5_000)
    assert cashier.post(f"/openings/{deposit}/use", json={}).json()["code"] == "not_a_prepayment"


def test_what_another_holds_settles_bills_without_being_collected(world: World) -> None:
    desk.posted_month(world)
    opening = brought(world, 0, "prepayment", "former_manager", 5_000)
    before = charged(world)
    desk.good(world.client("cashier").post(f"/openings/{opening}/use", json={}), 200)
    assert charged(world) == (before[0], 5_000, before[2] - 5_000)
    accountant = world.client("accountant")
    refused = accountant.post(
        f"/openings/{opening}/settle", json={"kind": "refunded", "reason": "退还", "voucher": "V1"}
    )
    assert refused.json()["code"] == "money_not_with_us"
    came = {"opening_ids": [opening], "received_on": TODAY.isoformat(), "voucher": "BANK-9"}
    desk.good(accountant.post("/openings/handed-over", json=came))
    assert charged(world) == (before[0] + 5_000, 0, before[2] - 5_000)
    again = accountant.post("/openings/handed-over", json=came)
    assert again.json()["errors"][0]["code"] == "with_us_already"


def test_a_deposit_is_refunded_or_kept_with_a_voucher(world: World) -> None:
    opening = brought(world, 1, "deposit", "us", 200_000)
    accountant, manager = world.client("accountant"), world.client("project_manager")
    url = f"/openings/{opening}/settle"
    assert accountant.post(url, json={"kind": "refunded", "reason": "验收合格"}).status_code == 422
    part = {"kind": "forfeited", "amount_fen": 30_000, "reason": "破坏公共墙面", "voucher": "F-7"}
    kept = desk.good(accountant.post(url, json=part), 200)
    assert kept["left_fen"] == 170_000
    rest = {"kind": "refunded", "reason": "验收合格", "voucher": "R-8"}
    assert desk.good(accountant.post(url, json=rest), 200)["left_fen"] == 0
    assert accountant.post(url, json=rest).json()["code"] == "nothing_left"
    act = kept["movements"][0]["act_id"]
    assert accountant.post(f"/opening-acts/{act}/undo", json={"reason": "认定有误"}).status_code == 403
    undone = desk.good(manager.post(f"/opening-acts/{act}/undo", json={"reason": "认定有误"}), 200)
    assert undone["left_fen"] == 30_000
    assert (
        manager.post(f"/opening-acts/{act}/undo", json={"reason": "再来"}).json()["code"] == "already_undone"
    )
    assert world.client("cashier").post(url, json=rest).status_code == 403


def test_arrears_of_a_former_manager_are_held_for_them(world: World) -> None:
    desk.posted_month(world)
    site = world.sites["A1"]
    room = site.room_ids[0]
    theirs = brought(world, 0, "arrears", "former_manager", 60_000)
    cashier, accountant = world.client("cashier"), world.client("accountant")
    before = charged(world)
    body = {"space_id": room, "creditor": "former_manager", "amount_fen": 60_001}
    refused = cashier.post("/collections", json=body)
    assert refused.json()["errors"][0]["code"] == "more_than_open"
    paid = desk.good(cashier.post("/collections", json={**body, "amount_fen": 40_000}))
    assert (paid["held_for"], paid["prepaid_fen"], paid["allocations"][0]["item"]) == (
        "former_manager",
        0,
        "物业服务费",
    )
    assert left(world, theirs) == 20_000
    assert charged(world) == before
    with world.context("A1", writes=False).session as session:
        assert ask(session.info["context"], BillingQueries).received(202601, 202612) == []
    takings = desk.good(cashier.get("/payments/takings"), 200)
    assert (takings["net_fen"], takings["held_fen"]) == (40_000, 40_000)
    owed = desk.good(accountant.get("/remittances/held", params={"project_id": site.project_id}), 200)
    assert owed == [
        {"creditor": "former_manager", "collected_fen": 40_000, "remitted_fen": 0, "owed_fen": 40_000}
    ]
    sent = {
        "project_id": site.project_id, "creditor": "former_manager", "amount_fen": 40_001,
        "paid_on": TODAY.isoformat(), "voucher": "T-1",
    }  # fmt: skip
    assert accountant.post("/remittances", json=sent).json()["errors"][0]["params"]["owed_fen"] == 40_000
    remitted = desk.good(accountant.post("/remittances", json={**sent, "amount_fen": 30_000}))
    refused = accountant.post(f"/payments/{paid['id']}/reverse", json={"reason": "录错"})
    assert refused.json()["code"] == "money_passed_on"
    assert accountant.post(f"/remittances/{remitted['id']}/undo", json={"reason": "退票"}).status_code == 403
    manager = world.client("project_manager")
    desk.good(manager.post(f"/remittances/{remitted['id']}/undo", json={"reason": "退票"}), 200)
    desk.good(accountant.post(f"/payments/{paid['id']}/reverse", json={"reason": "录错"}), 200)
    assert left(world, theirs) == 60_000


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["use", "use", "choose", "pay", "collect", "settle", "undo", "reverse", "hand", "remit", "bill"]
        ),
        st.integers(0, 10**6),
    ),
    min_size=4,
    max_size=14,
)


def act(world: World, fee: int, kind: str, number: int) -> None:
    """One thing that happens, chosen by `number`; refusals are part of the day."""
    site = world.sites["A1"]
    room = site.room_ids[number % 2]
    ctx = world.context("A1")
    ctx.actor = Actor(2 if kind in ("reverse", "undo") else 1, ctx.group_id)
    try:
        with ctx.session as session:
            openings = session.scalars(
                select(Opening).where(Opening.kind != "arrears").order_by(Opening.id)
            ).all()
            one = openings[number % len(openings)]
            some = number % 9_000 + 1
            if kind == "bill":
                period = 202601 + number % 4
                wanted = RunIn(project_id=site.project_id, period=period, fee_item_ids=[fee])
                post_month(ctx, wanted, date(2026, 5, 1))
            elif kind == "use":
                service.use(ctx, one, UseIn(amount_fen=some if number % 3 else None))
            elif kind == "choose":
                bill = session.scalars(select(Bill.id).where(Bill.space_id == one.space_id).limit(1)).first()
                allocations = [{"bill_id": bill or 1, "amount_fen": some}]
                service.use(
                    ctx, one, UseIn.model_validate({"strategy": "chosen", "allocations": allocations})
                )
            elif kind == "pay":
                payments.receive(ctx, PaymentIn(space_id=room, amount_fen=some))
            elif kind == "collect":
                service.collect(ctx, CollectIn(space_id=room, creditor="developer", amount_fen=some))
            elif kind == "settle":
                how = "forfeited" if number % 2 else "refunded"
                service.settle(ctx, one, SettleIn(kind=how, amount_fen=some, reason="试验", voucher="V"))
            elif kind == "hand":
                service.hand_money_over(
                    ctx, HandedOverIn(opening_ids=[one.id], received_on=TODAY, voucher="V")
                )
            elif kind == "remit":
                remittances.remit(
                    ctx,
                    RemittanceIn(
                        project_id=site.project_id,
                        creditor="developer",
                        amount_fen=some,
                        paid_on=TODAY,
                        voucher="V",
                    ),
                )
            elif kind == "undo":
                acts = session.scalars(select(OpeningAct).order_by(OpeningAct.id)).all()
                if acts:
                    service.undo(ctx, acts[number % len(acts)], "试验")
            else:
                made = session.scalars(select(Payment).order_by(Payment.id)).all()
                if made:
                    payments.reverse(ctx, made[number % len(made)], ReversalIn(reason="试验"))
            session.commit()
    except Problem:
        pass


def test_no_fen_is_lost_whatever_happens(world: World) -> None:
    """Every opening's balance is what its entries and acts say, never below zero; what is held for others is exact."""
    desk.posted_month(world)
    fee = desk.bills(world.client("cashier"))[0]["fee_item_id"]
    for room in (0, 1):
        brought(world, room, "prepayment", "us", 30_000)
        brought(world, room, "prepayment", "developer", 20_000)
        brought(world, room, "deposit", "us", 15_000)
        brought(world, room, "arrears", "developer", 12_000)
        brought(world, room, "arrears", "us", 8_000, fee=fee)

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(OPERATIONS)
    def holds(operations: list[tuple[str, int]]) -> None:
        for kind, number in operations:
            act(world, fee, kind, number)
        with world.context("A1", writes=False).session as session:
            ctx = session.info["context"]
            assert disagreements(ctx) == 0

            def total(*where: Any) -> int:
                return int(session.scalar(select(func.sum(Entry.amount_fen)).where(*where)) or 0)

            drawn, theirs = Entry.drawn_id.is_not(None), Entry.held_for != ""
            used = total(drawn, Entry.kind == RECEIVED)
            assert used == total(drawn, Entry.kind == ALLOCATED)  # a use settles exactly what it takes
            assert total(theirs, Entry.kind == RECEIVED) == total(theirs, Entry.kind == ALLOCATED)
            paid_out = session.scalar(
                select(func.sum(OpeningAct.amount_fen)).where(
                    OpeningAct.kind != HANDED_OVER, OpeningAct.undone_at.is_(None)
                )
            )
            rows = session.scalars(select(Opening).where(Opening.kind != "arrears")).all()
            assert sum(one.amount_fen - one.open_fen for one in rows) == used + int(paid_out or 0)
            assert all(0 <= one.settled_fen <= one.amount_fen for one in session.scalars(select(Opening)))
            assert all(one["owed_fen"] >= 0 for one in held(ctx, world.sites["A1"].project_id))

    holds()


def test_two_desks_and_a_run_that_is_taken_back_use_no_fen_twice(world: World) -> None:
    desk.posted_month(world, 202603, 202604)
    room = world.sites["A1"].room_ids[0]
    opening = brought(world, 0, "prepayment", "us", 30_000)
    manager = world.client("project_manager")
    runs = desk.good(manager.get("/bill-runs"), 200)["items"]
    fresh = desk.draft(world, runs[0]["fee_item_ids"][0], 202605)
    desks = [world.client("cashier") for _ in range(3)]
    statuses: list[int] = []
    start = Barrier(5)

    def use(client: Any) -> None:
        start.wait()
        statuses.append(client.post(f"/openings/{opening}/use", json={"amount_fen": 20_000}).status_code)

    def take_back() -> None:
        start.wait()
        statuses.append(
            manager.post(f"/bill-runs/{runs[0]['id']}/reverse", json={"reason": "单价录错"}).status_code
        )

    def post() -> None:
        start.wait()
        manager_2 = desks_manager
        manager_2.post(f"/bill-runs/{fresh['id']}/post")
        world.work()

    desks_manager = world.client("accountant")
    threads = [Thread(target=use, args=(one,)) for one in desks] + [
        Thread(target=take_back),
        Thread(target=post),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timedelta(seconds=60).total_seconds())
    assert set(statuses) <= {200, 409, 422}, statuses
    with world.context("A1", writes=False).session as session:
        assert disagreements(session.info["context"]) == 0
        row = session.get(Opening, opening)
        assert row is not None
        used = session.scalar(
            select(func.sum(Entry.amount_fen)).where(Entry.drawn_id == opening, Entry.kind == RECEIVED)
        )
        assert row.settled_fen == int(used or 0) <= 30_000
        reversed_bills = select(Bill.id).where(
            Bill.space_id == room, Bill.reversed_on.is_not(None), Bill.settled_fen > 0
        )
        assert session.scalars(reversed_bills).all() == []
