"""Numbered paper: the next number proposed, each used once, voids with their reason, gaps in sight."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from foundation.printing.printed import RECEIPT, pages, paid, published, run, sizes
from modules.billing import desk
from worlds.world import World


def stock(world: World, first: int = 1, last: int = 100, *, at: str = "A1", **more: Any) -> Any:
    body = {
        "project_id": world.sites[at].project_id,
        "kind": RECEIPT,
        "name": "三联收据",
        "prefix": "NO",
        "digits": 6,
        "first_no": first,
        "last_no": last,
        **more,
    }
    return world.client("cashier", at).post("/paper-stocks", json=body)


def seen(world: World, at: str = "A1") -> dict[str, Any]:
    [one] = desk.good(
        world.client("cashier", at).get("/paper-stocks", params={"project_id": world.sites[at].project_id}),
        200,
    )
    return one


def test_sheets_are_used_in_a_row_and_the_log_names_them(world: World) -> None:
    ids = paid(world, count=3)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    published(world)
    held = desk.good(stock(world))
    assert (held["next_shown"], held["left"], held["missing"]) == ("NO000001", 100, 0)
    chosen = {"stock_id": held["id"], "template_id": _template(world)}
    desk.good(run(cashier, ids[:2], project_id, **chosen))
    desk.good(run(cashier, ids[2:], project_id, first_no=6, copies=2, **chosen))
    now = seen(world)
    assert (now["used"], now["void"], now["missing"], now["left"], now["next_shown"]) == (
        4,
        0,
        3,
        93,
        "NO000008",
    )
    assert [one["shown"] for one in now["gaps"]] == ["NO000003–NO000005"]
    log = desk.good(cashier.get("/prints"), 200)["items"]
    assert [row["sheets"] for row in log] == ["NO000006–NO000007", "NO000002", "NO000001"]

    void = {"first_no": 3, "last_no": 4, "reason": "卡纸"}
    url = f"/paper-stocks/{held['id']}"
    assert [one["shown"] for one in desk.good(cashier.post(f"{url}/voids", json=void), 200)["gaps"]] == [
        "NO000005"
    ]
    again = cashier.post(f"{url}/voids", json=void)
    assert (again.status_code, again.json()["code"]) == (409, "sheet_used")
    rows = desk.good(cashier.get(f"{url}/sheets"), 200)["items"]
    assert [(row["number"], row["state"], row["reason"]) for row in rows[2:4]] == [
        (4, "void", "卡纸"),
        (3, "void", "卡纸"),
    ]
    assert rows[0]["title"]


def test_a_document_of_many_lines_takes_a_sheet_for_each_page(world: World) -> None:
    fee = desk.posted_month(world, 202601, 202603, 202605, 202607)
    assert fee
    room, cashier = world.sites["A1"].room_ids[0], world.client("cashier")
    project_id = world.sites["A1"].project_id
    payment = desk.good(desk.pay(cashier, room, 200000))["id"]
    published(world)
    held = desk.good(stock(world))
    made = desk.good(run(cashier, [payment], project_id, stock_id=held["id"], template_id=_template(world)))
    assert len(sizes(pages(cashier, made))) == seen(world)["used"] == 3


def test_a_number_is_used_once_by_two_who_print_at_once(world: World) -> None:
    ids = paid(world, count=16)
    project_id = world.sites["A1"].project_id
    published(world)
    held, template_id = desk.good(stock(world)), _template(world)
    people = [world.client("cashier"), world.client("accountant")]

    def press(turn: int) -> Any:
        return run(people[turn % 2], [ids[turn]], project_id, stock_id=held["id"], template_id=template_id)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, range(16)))
    assert [one.status_code for one in answers] == [201] * 16
    assert (seen(world)["used"], seen(world)["next_no"], seen(world)["gaps"]) == (16, 17, [])

    def insist(turn: int) -> Any:
        return run(
            people[turn], [ids[turn]], project_id, stock_id=held["id"], template_id=template_id, first_no=50
        )

    with ThreadPoolExecutor(2) as both:
        codes = sorted(one.status_code for one in both.map(insist, range(2)))
    assert codes == [201, 409]
    assert seen(world)["used"] == 17


def test_two_who_print_one_voucher_at_once_make_one_original(world: World) -> None:
    [payment] = paid(world)
    project_id = world.sites["A1"].project_id
    people = [world.client("cashier"), world.client("accountant")]
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda one: desk.good(run(one, [payment], project_id)), people))
    assert sorted(one["reprints"] for one in made) == [0, 1]


def test_what_a_stock_does_not_have_is_refused(world: World) -> None:
    [payment] = paid(world)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    held = desk.good(stock(world, 1, 5))
    abroad = desk.good(stock(world, at="A2"))
    for first_no, code in ((0, "outside_stock"), (6, "outside_stock")):
        refused = run(cashier, [payment], project_id, stock_id=held["id"], first_no=first_no)
        assert refused.json()["errors"][0]["code"] == code
    refused = run(cashier, [payment], project_id, stock_id=abroad["id"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "stock_id")
    assert desk.good(cashier.get("/prints"), 200)["items"] == []
    for first, last, code in (
        (5, 9, "range_overlaps"),
        (9, 6, "range_empty"),
        (6, 9_000_000, "range_too_long"),
    ):
        assert stock(world, first, last, digits=8).json()["errors"][0]["code"] == code
    assert stock(world, 6, 9_999, digits=3).json()["errors"][0]["code"] == "too_few_digits"
    assert desk.good(stock(world, 6, 9))["next_no"] == 6
    assert (
        cashier.get("/paper-stocks", params={"project_id": world.sites["B1"].project_id}).status_code == 404
    )
    assert (
        world.client("customer_service").post(f"/paper-stocks/{held['id']}/voids", json={}).status_code == 403
    )


def _template(world: World) -> int:
    return world.client("group_administrator").get("/print-templates").json()[0]["id"]
