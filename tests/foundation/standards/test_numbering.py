"""Numbering as headquarters lays it down: seen before it holds, dated, alone in its group, sound under concurrency."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from manyhold.demo.names import Names
from manyhold.foundation.standards.numbering.service import take, take_many
from modules.billing import desk
from modules.workorders.asked import draft, reported
from worlds.world import World

ORDER, RECEIPT = "workorders.order", "billing.receipt"
TODAY, TOMORROW = "2026-11-22", "2026-11-23"


def lay_down(world: World, kind: str, pattern: str, starts_on: str = TODAY, at: str = "A1") -> Any:
    body = {"kind": kind, "pattern": pattern, "starts_on": starts_on}
    return world.client("group_administrator", at).post("/number-rules", json=body)


def fault(answer: Any) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    [one] = answer.json()["errors"]
    return one["field"], one["code"]


def test_a_preview_shows_what_comes_next_and_keeps_nothing(world: World) -> None:
    reported(world)
    admin = world.client("group_administrator")
    tried = {"kind": ORDER, "pattern": "WX-{project.code}-{yyyyMMdd}-{seq:4}"}
    seen = admin.post("/number-rules/preview", json=tried)
    assert seen.status_code == 200, seen.text
    assert seen.json() == {
        "day": TODAY,
        "examples": ["WX-A1-20261122-0002", "WX-A1-20261122-0003"],
        "later_day": TOMORROW,
        "later_example": "WX-A1-20261123-0001",
        "counts_by": ["project.code"],
        "resets": "day",
        "continues_after": 1,
        "longest": 42,
        "most": 60,
    }
    wrong = admin.post("/number-rules/preview", json={**tried, "pattern": "WX-{project.code}{seq:4}"})
    assert fault(wrong) == ("pattern", "pattern_code_touches")
    [kind] = [one for one in admin.get("/number-rules").json() if one["code"] == ORDER]
    assert [one["id"] for one in kind["versions"]] == [None]


def test_a_pattern_holds_from_its_day_on_in_its_group_alone(world: World) -> None:
    before = reported(world)["number"]
    assert before == "WX-A1-20261122-0001"
    assert lay_down(world, ORDER, "BX{yyyyMMdd}{seq:3}", TOMORROW).status_code == 201
    assert reported(world)["number"] == "WX-A1-20261122-0002"
    world.wait(timedelta(days=1))
    assert [reported(world, at)["number"] for at in ("A1", "A2", "B1")] == [
        "BX20261123001",
        "BX20261123002",
        "WX-B1-20261123-0001",
    ]
    listed = world.client("customer_service").get("/work-orders", params={"q": "BX2026"}).json()["items"]
    assert [one["number"] for one in listed] == ["BX20261123001"]
    found = world.client("customer_service").get("/search", params={"q": "BX20261123001"}).json()
    assert "BX20261123001" in str(found)
    old = world.client("customer_service").get("/work-orders", params={"q": before}).json()["items"]
    assert [one["number"] for one in old] == [before], "what was given out stays"


def test_what_has_begun_stays_and_what_has_not_may_be_withdrawn(world: World) -> None:
    admin = world.client("group_administrator")
    now = lay_down(world, ORDER, "BX-{seq:6}").json()
    later = lay_down(world, ORDER, "BX-{yyyy}-{seq:6}", TOMORROW).json()
    assert fault(lay_down(world, ORDER, "BX-{yyyy}/{seq:6}", TOMORROW)) == ("starts_on", "day_taken")
    assert fault(lay_down(world, ORDER, "BX-{yyyy}/{seq:6}", "2026-11-21")) == ("starts_on", "day_passed")
    assert fault(lay_down(world, "nothing", "BX-{seq:6}")) == ("kind", "unknown_value")
    assert fault(lay_down(world, ORDER, "{project.code}-{project.code}-{project.code}-{seq:6}")) == (
        "pattern",
        "pattern_numbers_too_long",
    )
    assert fault(lay_down(world, RECEIPT, "{project.code}-{yyyy}-{seq:6}")) == (
        "pattern",
        "pattern_token_missing",
    )
    assert admin.delete(f"/number-rules/{now['id']}").json()["code"] == "rule_in_force"
    assert admin.delete(f"/number-rules/{later['id']}").status_code == 204
    assert world.client("group_administrator", "B1").delete(f"/number-rules/{now['id']}").status_code == 404
    assert world.client("project_manager").get("/number-rules").status_code == 403


def test_a_receipt_that_was_refused_takes_no_number(world: World) -> None:
    desk.posted_month(world)
    lay_down(world, RECEIPT, "收{entity.code}〔{yyyy}〕{seq:5}")
    room, transfer = world.sites["A1"].room_ids[0], {"method": "transfer", "reference": "TX-1"}
    cashier = world.client("cashier")
    first = desk.good(desk.pay(cashier, room, 1000, **transfer))
    assert first["receipt_no"] == "收A〔2026〕00001"
    assert desk.pay(cashier, room, 1000, **transfer).status_code == 422
    assert desk.good(desk.pay(cashier, room, 1000))["receipt_no"] == "收A〔2026〕00002"
    found = world.client("cashier").get("/search", params={"q": first["receipt_no"]}).json()
    assert first["receipt_no"] in str(found)
    printed = world.client("accountant").post(f"/payments/{first['id']}/prints", json={}).json()
    page = world.client("accountant").get(
        f"/payments/{first['id']}/receipt.pdf", params={"print": printed["number"]}
    )
    assert page.status_code == 200 and "%E6%94%B6A" in page.headers["content-disposition"]


def test_two_companies_share_no_number(world: World) -> None:
    admin = world.client("group_administrator")
    made = {"name": "别处物业有限公司", "credit_code": Names(Random(1)).credit_code(), "tax_kind": "general"}
    other = admin.post("/legal-entities", json=made).json()
    assert other["code"] == "C01"
    taken = admin.post(
        "/legal-entities", json={**made, "credit_code": Names(Random(2)).credit_code(), "code": "C01"}
    )
    assert fault(taken) == ("code", "code_taken")


@pytest.mark.parametrize("pattern", ["GD{yyyy}{seq:3}", "GD-{seq:1}"])
def test_many_at_once_get_each_their_own(world: World, pattern: str) -> None:
    """Orders of two projects in one run, and sets beside them: no number twice, none left out."""
    assert lay_down(world, ORDER, pattern).status_code == 201
    desks = [world.client("customer_service", at) for at in ("A1", "A2")]
    values, day = {"project.code": "A1"}, world.clock.now().date()

    def alone(number: int) -> list[str]:
        at = number % 2
        if number % 4 < 2:
            made = desks[at].post("/work-orders", json=draft(world, f"A{at + 1}"))
            assert made.status_code == 201, made.text
            return [made.json()["number"]]
        with world.context("A1", group_wide=True).session as session:
            ctx = session.info["context"]
            numbers = [*take_many(ctx, ORDER, [(values, day)] * 3), take(ctx, ORDER, values, day)]
            session.commit()
        return numbers

    with ThreadPoolExecutor(8) as threads:
        numbers = [one for some in threads.map(alone, range(16)) for one in some]
    begins = len(pattern.split("{")[0]) + (4 if "yyyy" in pattern else 0)
    assert sorted(int(one[begins:]) for one in numbers) == list(range(1, len(numbers) + 1))
