"""Money at the desk: what it settles, what is refused, and how it is undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

from manyhold.demo.names import Names
from modules.billing import desk
from worlds.world import Client, World

ROOM_MONTH = 25024


def test_chosen_bills_are_settled_and_the_rest_is_prepayment(world: World) -> None:
    desk.posted_month(world, 202603, 202604)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    april = next(bill for bill in desk.bills(cashier, space_id=room) if bill["period"] == 202604)
    chosen = [{"bill_id": april["id"], "amount_fen": 20000}]
    paid = desk.good(desk.pay(cashier, room, 30000, strategy="chosen", allocations=chosen))
    assert [(one["bill_id"], one["amount_fen"]) for one in paid["allocations"]] == [(april["id"], 20000)]
    assert (paid["prepaid_fen"], paid["receipt_no"], paid["is_reversed"]) == (10000, "A-2026-000001", False)
    account = desk.good(cashier.get(f"/spaces/{room}/account"), 200)
    assert account["open_fen"] == 2 * ROOM_MONTH - 20000
    assert account["overdue_fen"] == account["open_fen"]
    assert [one["amount_fen"] for one in account["prepayments"]] == [10000]
    assert [one["receipt_no"] for one in account["payments"]] == ["A-2026-000001"]


def test_an_account_names_the_companies_and_a_payment_its_payer(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    (member,) = desk.good(cashier.get(f"/spaces/{room}/household"), 200)["members"]
    account = desk.good(cashier.get(f"/spaces/{room}/account"), 200)
    (company,) = account["companies"]
    assert company["legal_entity_id"] == account["open_bills"][0]["legal_entity_id"]
    paid = desk.good(desk.pay(cashier, room, 100, payer_version_id=member["version_id"]))
    assert (paid["payer_name"], paid["legal_entity_name"]) == (member["name"], company["name"])
    assert paid["print_count"] == 0
    desk.good(cashier.post(f"/payments/{paid['id']}/prints"), 200)
    assert desk.good(cashier.get(f"/payments/{paid['id']}"), 200)["print_count"] == 1


def test_a_bill_tells_what_settled_it_and_what_was_taken_back(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier, accountant = world.client("cashier"), world.client("accountant")
    (bill,) = desk.bills(cashier, space_id=room)
    first, second = (desk.good(desk.pay(cashier, room, amount)) for amount in (10000, 5000))
    desk.good(accountant.post(f"/payments/{first['id']}/reverse", json={"reason": "收错房号"}), 200)
    movements = desk.good(cashier.get(f"/bills/{bill['id']}/payments"), 200)
    assert [(one["receipt_no"], one["amount_fen"]) for one in movements] == [
        (first["receipt_no"], 10000),
        (second["receipt_no"], 5000),
        (first["receipt_no"], -10000),
    ]
    assert all(one["recorded_by_name"] for one in movements)
    assert world.client("cashier", "B1").get(f"/bills/{bill['id']}/payments").status_code == 404


def test_the_oldest_month_is_settled_first(world: World) -> None:
    desk.posted_month(world, 202604, 202603)
    room = world.sites["A1"].room_ids[0]
    paid = desk.good(desk.pay(world.client("cashier"), room, 30000))
    assert [(one["period"], one["amount_fen"]) for one in paid["allocations"]] == [
        (202603, ROOM_MONTH),
        (202604, 30000 - ROOM_MONTH),
    ]
    assert paid["prepaid_fen"] == 0


def test_prepayment_settles_a_later_month(world: World) -> None:
    fee = desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    paid = desk.good(desk.pay(cashier, room, 60000))
    assert paid["prepaid_fen"] == 60000 - ROOM_MONTH
    desk.post(world, desk.draft(world, fee, 202604))
    used = desk.good(cashier.post(f"/payments/{paid['id']}/allocations", json={}), 200)
    assert used["prepaid_fen"] == 60000 - 2 * ROOM_MONTH
    assert desk.bills(cashier, space_id=room, state="open") == []
    assert len(desk.bills(cashier, space_id=room, state="paid")) == 2


def test_more_than_is_open_is_refused_and_nothing_is_written(world: World) -> None:
    desk.posted_month(world)
    first, second, *_ = world.sites["A1"].room_ids
    cashier = world.client("cashier")
    (bill,) = desk.bills(cashier, space_id=first)
    (foreign,) = desk.bills(cashier, space_id=second)

    def refusal(amount: int, *shares: tuple[int, int]) -> str:
        allocations = [{"bill_id": bill_id, "amount_fen": share} for bill_id, share in shares]
        answer = desk.pay(cashier, first, amount, strategy="chosen", allocations=allocations)
        assert answer.status_code == 422, answer.text
        return answer.json()["errors"][0]["code"]

    assert refusal(99999, (bill["id"], ROOM_MONTH + 1)) == "over_allocated"
    assert refusal(100, (bill["id"], 101)) == "over_allocated"
    assert refusal(100, (foreign["id"], 100)) == "bill_not_open"
    assert refusal(100, (bill["id"], 50), (bill["id"], 50)) == "bill_twice"
    assert desk.good(cashier.get("/payments"), 200)["items"] == []
    assert desk.good(desk.pay(cashier, first, 100))["receipt_no"] == "A-2026-000001"


def test_a_reversal_opens_the_bills_again_and_keeps_the_payment(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier, accountant = world.client("cashier"), world.client("accountant")
    paid = desk.good(desk.pay(cashier, room, 30000))
    undone = desk.good(accountant.post(f"/payments/{paid['id']}/reverse", json={"reason": "收错房号"}), 200)
    assert (undone["is_reversed"], undone["allocations"], undone["prepaid_fen"]) == (True, [], 0)
    assert undone["reversal_reason"] == "收错房号"
    assert undone["reversed_by_name"] == "金丝雀A1员工"
    assert undone["reversed_at"] is not None
    assert undone["amount_fen"] == 30000
    (bill,) = desk.bills(cashier, space_id=room)
    assert bill["open_fen"] == ROOM_MONTH
    again = accountant.post(f"/payments/{paid['id']}/reverse", json={"reason": "收错房号"})
    assert (again.status_code, again.json()["code"]) == (409, "payment_reversed")
    nothing = cashier.post(f"/payments/{paid['id']}/allocations", json={})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_left")
    assert desk.good(desk.pay(cashier, room, 100))["receipt_no"] == "A-2026-000002"


def test_who_took_the_money_does_not_reverse_it(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    paid = desk.good(desk.pay(world.client("cashier"), room, 100))
    refused = world.client("cashier").post(f"/payments/{paid['id']}/reverse", json={"reason": "收错"})
    assert refused.status_code == 403


def test_the_same_request_sent_twice_is_one_payment(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    headers = {"Idempotency-Key": "the-very-same-key"}
    wanted = {"space_id": room, "amount_fen": 5000}
    one = desk.good(cashier.post("/payments", json=wanted, headers=headers))
    other = desk.good(cashier.post("/payments", json=wanted, headers=headers))
    assert one == other
    assert len(desk.good(cashier.get("/payments"), 200)["items"]) == 1


def test_cashiers_at_the_same_bill_settle_it_once(world: World) -> None:
    """Eight at once put 100 yuan each on a bill of 250.24: two succeed whole, the others are refused whole."""
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier = world.client("cashier")
    (bill,) = desk.bills(cashier, space_id=room)
    chosen = [{"bill_id": bill["id"], "amount_fen": 10000}]

    def take(_number: int) -> Any:
        return desk.pay(cashier, room, 10000, strategy="chosen", allocations=chosen)

    with ThreadPoolExecutor(8) as desks:
        answers = list(desks.map(take, range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, *[422] * 6]
    assert desk.bills(cashier, space_id=room)[0]["open_fen"] == ROOM_MONTH - 20000
    numbers = [one["receipt_no"] for one in desk.good(cashier.get("/payments"), 200)["items"]]
    assert sorted(numbers) == ["A-2026-000001", "A-2026-000002"]


def test_three_askers(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    assert desk.pay(world.nobody(), room, 100).status_code == 401
    assert desk.pay(world.client("cashier", "B1"), room, 100).status_code == 404
    assert desk.pay(world.client("technician"), room, 100).status_code == 403
    paid = desk.good(desk.pay(world.client("cashier"), room, 100))
    outsider = world.client("accountant", "B1")
    assert outsider.get(f"/payments/{paid['id']}").status_code == 404
    assert outsider.post(f"/payments/{paid['id']}/reverse", json={"reason": "不是我的"}).status_code == 404
    assert outsider.get(f"/spaces/{room}/account").status_code == 404
    assert outsider.get("/payments").json()["items"] == []


def test_only_a_company_with_business_here_takes_money(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    stranger = {
        "name": "别处物业有限公司",
        "credit_code": Names(Random(1)).credit_code(),
        "tax_kind": "general",
    }
    other = desk.good(world.client("group_administrator").post("/legal-entities", json=stranger))
    refused = desk.pay(world.client("cashier"), room, 1000, legal_entity_id=other["id"])
    assert refused.json()["errors"] == [
        {"field": "legal_entity_id", "code": "company_not_here", "params": {}}
    ]
    own = desk.pay(world.client("cashier"), room, 1000, legal_entity_id=world.sides["A"].legal_entity_id)
    assert own.json()["receipt_no"] == "A-2026-000001"


def test_a_bank_reference_is_booked_once_for_a_space(world: World) -> None:
    desk.posted_month(world)
    one, other = world.sites["A1"].room_ids[:2]
    transfer = {"method": "transfer", "reference": "TX-2026-1"}
    cashier = world.client("cashier")
    first = desk.good(desk.pay(cashier, one, 1000, **transfer))
    again = desk.pay(cashier, one, 1000, **transfer)
    assert again.json()["errors"][0]["code"] == "reference_booked"
    assert again.json()["errors"][0]["params"]["receipt_no"] == first["receipt_no"]
    assert desk.pay(cashier, other, 1000, **transfer).status_code == 201
    undone = world.client("accountant").post(f"/payments/{first['id']}/reverse", json={"reason": "收错"})
    assert undone.status_code in (200, 201), undone.text
    assert desk.pay(cashier, one, 1000, **transfer).status_code == 201


def method(name: str, came: tuple[int, int], went: tuple[int, int]) -> dict[str, Any]:
    return {
        "method": name,
        "count": came[0],
        "amount_fen": came[1],
        "reversed_count": went[0],
        "reversed_fen": went[1],
        "net_fen": came[1] - went[1],
    }


def test_the_takings_of_a_past_day_stay_and_money_handed_back_is_in_those_of_its_own_day(
    world: World,
) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    cashier, accountant = world.client("cashier"), world.client("accountant")
    paid = desk.good(desk.pay(cashier, room, 1000))

    def takings(day: str | None = None) -> dict[str, Any]:
        asked = {"cashier_id": cashier.person_id, **({"business_date": day} if day else {})}
        return desk.good(cashier.get("/payments/takings", params=asked), 200)

    before = takings()
    world.wait(timedelta(days=1))
    desk.good(accountant.post(f"/payments/{paid['id']}/reverse", json={"reason": "收错房号"}), 200)
    desk.good(desk.pay(cashier, room, 300, method="transfer", reference="B-2"))
    assert takings(before["business_date"]) == before
    today = takings()
    assert today["methods"] == [method("cash", (0, 0), (1, 1000)), method("transfer", (1, 300), (0, 0))]
    assert (today["amount_fen"], today["reversed_fen"], today["net_fen"]) == (300, 1000, -700)


def test_the_takings_of_a_day_are_told_by_method_and_what_was_reversed_apart(world: World) -> None:
    desk.posted_month(world)
    room, other = world.sites["A1"].room_ids[:2]
    cashier, accountant = world.client("cashier"), world.client("accountant")
    first, *_ = (desk.good(desk.pay(cashier, room, amount)) for amount in (1000, 2000))
    desk.good(desk.pay(cashier, other, 500, method="transfer", reference="B-1"))
    undone = desk.good(desk.pay(cashier, other, 700))
    desk.good(accountant.post(f"/payments/{undone['id']}/reverse", json={"reason": "收错房号"}), 200)

    def takings(client: Client, **asked: Any) -> dict[str, Any]:
        return desk.good(client.get("/payments/takings", params=asked), 200)

    today = takings(cashier, cashier_id=cashier.person_id)
    assert today == {
        "business_date": first["business_date"],
        "methods": [
            method("cash", (3, 3700), (1, 700)),
            method("transfer", (1, 500), (0, 0)),
        ],
        "amount_fen": 4200,
        "reversed_count": 1,
        "reversed_fen": 700,
        "net_fen": 3500,
        "held_fen": 0,
    }
    assert takings(cashier, business_date="2020-01-01")["methods"] == []
    assert takings(cashier, cashier_id=accountant.person_id)["amount_fen"] == 0
    assert takings(world.client("cashier", "B1"))["amount_fen"] == 0
    assert world.client("technician").get("/payments/takings").status_code == 403
    of_day = {"business_date": first["business_date"]}
    assert len(desk.good(cashier.get("/payments", params=of_day), 200)["items"]) == 4
    assert (
        desk.good(cashier.get("/payments/count", params={"business_date": "2020-01-01"}), 200)["count"] == 0
    )
