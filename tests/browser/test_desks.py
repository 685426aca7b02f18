"""What each person meets first, and what the till asks before it takes too much."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.servers import served
from browser.signed_in import enter
from modules.billing import desk
from modules.workorders.asked import assigned, reported
from worlds.world import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def test_a_technician_meets_the_own_orders_and_what_is_next(world: World, visits: Visits) -> None:
    order, _other = assigned(world), reported(world)
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("technician"))
        visitor.go("/")
        mine = visitor.page.get_by_test_id("board-mine")
        expect(mine.get_by_role("listitem")).to_have_count(1)
        expect(mine).to_contain_text("接单")
        mine.get_by_text(order["number"]).click()
        expect(visitor.page.get_by_test_id("act-accept")).to_be_visible()


def test_a_dispatcher_meets_what_is_to_be_assigned(world: World, visits: Visits) -> None:
    assigned(world)
    order = reported(world)
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("dispatcher"))
        visitor.go(f"/p/{world.sites['A1'].project_id}/home")
        unassigned = visitor.page.get_by_test_id("board-unassigned")
        expect(unassigned.get_by_role("listitem")).to_have_count(1)
        expect(unassigned).to_contain_text(order["number"])
        expect(visitor.page.get_by_test_id("board-waiting")).to_contain_text("没有等待核实的报事")
        visitor.page.get_by_test_id("home-report").click()
        expect(visitor.page.get_by_role("dialog")).to_contain_text("登记报事")


def test_more_than_the_debt_is_taken_only_when_that_is_said(world: World, visits: Visits) -> None:
    desk.posted_month(world)
    site, cashier = world.sites["A1"], world.client("cashier")
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, cashier)
        visitor.go(f"/p/{site.project_id}/cashier?space={site.room_ids[0]}")
        page = visitor.page
        amount = page.get_by_test_id("desk-amount")
        expect(amount).to_be_focused()
        amount.fill("10000")
        page.keyboard.press("Enter")
        question = page.get_by_role("dialog")
        expect(question).to_contain_text("9,749.76")
        page.keyboard.press("Enter")
        page.mouse.click(5, 700)
        expect(question).to_be_visible()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(amount).to_be_focused()
        assert cashier.get("/payments").json()["items"] == []
        page.keyboard.press("Enter")
        question.get_by_role("button", name=re.compile("^收款，预存")).click()
        expect(page.get_by_test_id("desk-done")).to_be_visible()
    (paid,) = cashier.get("/payments").json()["items"]
    assert paid["amount_fen"] == 1_000_000
