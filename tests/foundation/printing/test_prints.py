"""Prints: along which template, where on the paper, marked when they are reprints, logged, in one PDF."""

from __future__ import annotations

import pytest

from foundation.printing.printed import (
    LABEL,
    NUMBERED,
    RECEIPT,
    layout,
    mark,
    pages,
    paid,
    published,
    run,
    sizes,
    where,
    words,
)
from modules.billing import desk
from modules.workorders.asked import make_code
from worlds.world import World

NEAR = 0.3
"""Millimetres; the side bearing of a glyph is less."""


def test_a_block_stands_where_the_template_says_and_a_printer_moves_it(world: World) -> None:
    [payment] = paid(world)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    published(world)
    printer = {"project_id": project_id, "name": "LQ-630K", "workstation": "前台 1", "paper": "c93"}
    made = desk.good(world.client("project_manager").post("/printers", json=printer))
    page = pages(cashier, desk.good(run(cashier, [payment], project_id, printer_id=made["id"])))
    assert sizes(page) == [(241.0, 93.0)]
    x, y = where(page, "收据")
    assert x == pytest.approx(30, abs=NEAR)
    assert 15 < y < 23
    assert where(page, "交款人")[0] == pytest.approx(20, abs=NEAR)

    moved = {**printer, "offset_x_mm": "2.5", "offset_y_mm": "-1.2"}
    del moved["project_id"]
    url = f"/printers/{made['id']}"
    changed = world.client("project_manager").put(url, json=moved, headers={"if-match": '"1"'})
    assert desk.good(changed, 200)["offset_x_mm"] == "2.5"
    after = where(
        pages(cashier, desk.good(run(cashier, [payment], project_id, printer_id=made["id"]))), "收据"
    )
    assert after == (pytest.approx(x + 2.5, abs=0.05), pytest.approx(y - 1.2, abs=0.05))
    test = cashier.get(f"{url}/test.pdf").content
    assert sizes(test) == [(241.0, 93.0)]
    assert where(test, "20")[0] == pytest.approx(20 + 2.5, abs=1.5)


def test_a_reprint_is_marked_and_says_what_the_first_said(world: World) -> None:
    [payment] = paid(world)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    first = published(world)
    one = desk.good(run(cashier, [payment], project_id, template_id=first["id"]))
    before = pages(cashier, one)
    [said] = words(before)
    assert "补打" not in said
    assert "共100.00元" in said

    changed = {**NUMBERED, "blocks": [{**NUMBERED["blocks"][0], "text": "改了 {number}"}]}
    second = published(world, at=changed, series_id=first["series_id"])
    stale = run(cashier, [payment], project_id, template_id=first["id"])
    assert stale.json()["errors"][0]["code"] == "template_not_in_force"
    two = desk.good(run(cashier, [payment], project_id, template_id=second["id"], copies=2))
    assert two["reprints"] == 1
    again = words(pages(cashier, two))
    assert len(again) == 2
    for page in again:
        assert "补打第2次" in page
        assert "改了" not in page
        assert page.replace("补打第2次", "") == said
    assert pages(cashier, one) == before

    log = desk.good(cashier.get("/prints", params={"project_id": project_id}), 200)["items"]
    assert [(row["number"], row["copies"], row["template_version"], row["template_id"]) for row in log] == [
        (2, 2, 1, first["id"]),
        (1, 1, 1, first["id"]),
    ]
    assert log[0]["title"] == said[2 : 2 + len(log[0]["title"])]
    assert desk.good(cashier.get("/prints/count", params={"is_reprint": True}), 200)["count"] == 1
    assert desk.good(cashier.get("/prints/count", params={"printed_on": "2026-11-21"}), 200)["count"] == 0


def test_the_old_desk_prints_along_the_project_and_counts_in_the_same_log(world: World) -> None:
    [payment] = paid(world)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    assert desk.good(cashier.post(f"/payments/{payment}/prints"), 200)["number"] == 1
    made = desk.good(run(cashier, [payment], project_id))
    [said] = words(pages(cashier, made))
    assert "收款收据补打第2次" in said or "补打第2次" in said
    assert desk.good(cashier.get(f"/payments/{payment}"), 200)["print_count"] == 2
    assert (
        "补打" not in words(cashier.get(f"/payments/{payment}/receipt.pdf", params={"print": 1}).content)[0]
    )


def test_many_are_one_pdf_that_a_job_draws(world: World) -> None:
    ids = paid(world, count=23)
    project_id, cashier = world.sites["A1"].project_id, world.client("cashier")
    made = desk.good(run(cashier, ids, project_id))
    assert (made["state"], made["document_count"]) == ("drawing", 23)
    waiting = cashier.get(f"/print-runs/{made['id']}/pages.pdf")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "still_drawing")
    world.work()
    assert desk.good(cashier.get(f"/print-runs/{made['id']}"), 200)["state"] == "ready"
    drawn = pages(cashier, made)
    assert len(sizes(drawn)) == 23
    assert "¥100.22" in words(drawn)[22]
    assert world.client("technician").get(f"/print-runs/{made['id']}/pages.pdf").status_code == 403
    assert world.client("cashier", "A2").get(f"/print-runs/{made['id']}/pages.pdf").status_code == 404


def test_logo_wording_and_project_of_the_first_print_stay(world: World) -> None:
    [payment] = paid(world)
    project_id, manager = world.sites["A1"].project_id, world.client("project_manager")
    cashier, url = world.client("cashier"), f"/projects/{world.sites['A1'].project_id}/print-marks"
    desk.good(manager.put(url, json={"logo_file_id": mark(manager, project_id), "wording": "旧话"}), 200)
    at = layout({"type": "logo"}, {"type": "text", "text": "{wording}{project_name}", "y_mm": 40})
    published(world, at=at, paper="a5_across")
    before = pages(cashier, desk.good(run(cashier, [payment], project_id)))
    assert "旧话" in words(before)[0]
    desk.good(manager.put(url, json={"wording": "新话"}, headers={"if-match": "*"}), 200)
    road = f"/projects/{project_id}"
    director = world.client("group_administrator")
    desk.good(director.patch(road, json={"name": "改名后花园"}, headers={"if-match": "*"}), 200)
    again = pages(cashier, desk.good(run(cashier, [payment], project_id)))
    assert "旧话" in words(again)[0]
    assert "改名后" not in words(again)[0]
    assert abs(len(again) - len(before)) < len(before) // 4, "the logo is still on it"


def test_labels_of_places_fill_sheets_and_rolls(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    make_code(world)
    desk.good(manager.post("/space-codes", json={"project_id": site.project_id, "space_ids": site.room_ids}))
    codes = desk.good(manager.get("/space-codes"), 200)["items"]
    ids = [one["id"] for one in codes]
    wanted = {"kind": LABEL}
    sheet = pages(manager, desk.good(run(manager, ids, site.project_id, **wanted)))
    assert sizes(sheet) == [(210.0, 297.0)]
    assert all(one["space_label"] in words(sheet)[0] for one in codes)
    skipped = pages(manager, desk.good(run(manager, ids, site.project_id, skip=10, **wanted)))
    assert len(sizes(skipped)) == 2
    assert where(skipped, "金丝雀")[1] > 220
    roll = pages(manager, desk.good(run(manager, ids, site.project_id, built_in="roll", **wanted)))
    assert sizes(roll) == [(80.0, 80.0)] * len(ids)
    assert all("补打" not in page for page in words(roll)), "a label is no voucher"
    assert (
        world.client("cashier")
        .post("/print-runs", json={**wanted, "project_id": site.project_id, "document_ids": ids})
        .json()["code"]
        == "permission_missing"
    )
    assert manager.delete(f"/space-codes/{ids[0]}").status_code == 204
    assert run(manager, ids, site.project_id, **wanted).json()["code"] == "code_revoked"


def test_a_run_is_of_one_project_and_its_own_things(world: World) -> None:
    [here], [there], [abroad] = paid(world), paid(world, at="A2"), paid(world, at="B1")
    project_id, accountant = world.sites["A1"].project_id, world.client("accountant")
    head = world.client("group_administrator")
    printer = {"name": "P", "workstation": "W", "paper": "c93", "project_id": world.sites["A2"].project_id}
    foreign = desk.good(world.client("project_manager", "A2").post("/printers", json=printer))["id"]
    assert run(accountant, [abroad], project_id).status_code == 404
    assert run(accountant, [there], project_id).status_code == 404
    assert run(head, [here, there], project_id).json()["errors"][0]["field"] == "document_ids"
    assert run(head, [here], project_id, printer_id=foreign).json()["errors"][0]["field"] == "printer_id"
    assert run(head, [here], project_id, built_in="x").json()["errors"][0]["field"] == "built_in"
    assert run(head, [here], project_id, kind="x").json()["errors"][0]["field"] == "kind"
    assert run(world.client("customer_service"), [here], project_id).json()["code"] == "permission_missing"
    assert desk.good(head.get("/prints", params={"kind": RECEIPT}), 200)["items"] == []
