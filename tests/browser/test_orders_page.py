"""Work orders in the console: from the report at the desk to the stars, and what happens when two act at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.servers import served
from browser.signed_in import enter
from browser.visitors import Visitor
from modules.workorders.asked import assigned, done, reported
from worlds.world import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def place_of(world: World, page: str = "work-orders") -> str:
    return f"/p/{world.sites['A1'].project_id}/{page}"


def confirm(visitor: Visitor, name: str | re.Pattern[str]) -> None:
    """The button of the dialog that lies on top."""
    visitor.page.get_by_role("dialog").last.get_by_role("button", name=name).click()


def for_assignee(visitor: Visitor, act: str) -> None:
    """What whoever may assign does in the name of the assignee, from the menu."""
    visitor.page.get_by_test_id("more-acts").click()
    visitor.page.get_by_role("menuitem", name=re.compile(f"^代 .* {act}$")).click()


def test_an_order_goes_from_the_report_to_the_stars(world: World, visits: Visits) -> None:
    world.client("technician")
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("project_manager"))
        visitor.go(place_of(world))
        page = visitor.page
        page.get_by_test_id("report-order").click()
        expect(page.locator(".el-select__input").first).to_be_focused()
        page.keyboard.type("101")
        expect(page.get_by_role("option", name="金丝雀A1-101")).to_be_visible()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_label("类别", exact=True).click()
        page.get_by_role("option", name="公区维修").click()
        page.get_by_label("报事内容").fill("楼道灯不亮")
        page.get_by_label("报事内容").press("Control+Enter")
        expect(page.get_by_role("heading", name="金丝雀A1-101 公区维修")).to_be_visible()

        page.get_by_test_id("act-assign").click()
        page.get_by_text("手头没有工单").first.click()
        confirm(visitor, re.compile("^派给 "))
        expect(page.get_by_test_id("act-assign")).to_have_text("改派")
        for_assignee(visitor, "接单")
        for_assignee(visitor, "完工")
        page.get_by_label("做了什么").fill("更换灯泡")
        confirm(visitor, "完工")
        page.get_by_test_id("act-rate").click()
        page.get_by_role("dialog").last.locator(".el-rate__item").nth(3).click()
        confirm(visitor, "登记 4 星")
        expect(page.get_by_text("评价 4 星")).to_be_visible()
    order = world.client("project_manager").get("/work-orders").json()["items"][0]
    assert (order["state"], order["rating"], order["category"]) == ("closed", 4, "public_repair")


def test_a_contact_is_shown_for_a_reason_that_is_kept(world: World, visits: Visits) -> None:
    order = reported(world)
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("customer_service"))
        visitor.go(place_of(world, f"work-orders/{order['id']}"))
        expect(visitor.page.get_by_text("13800138000")).to_have_count(0)
        visitor.page.get_by_role("button", name="查看完整报事人联系方式").click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="处理报修").click()
        confirm(visitor, "记录并显示")
        expect(visitor.page.get_by_text("13800138000")).to_be_visible()
    entries = world.client("auditor", "A").get("/audit-entries", params={"action": "reveal"}).json()["items"]
    assert entries[0]["reason"] == "处理报修"


def test_who_comes_too_late_is_told_and_sees_the_latest(world: World, visits: Visits) -> None:
    order, worker = assigned(world), world.client("technician")
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, worker)
        visitor.go(place_of(world, f"work-orders/{order['id']}"))
        expect(visitor.page.get_by_test_id("act-accept")).to_be_visible()
        done(world.client("dispatcher"), order, "cancel", reason="duplicate")
        visitor.expected.add(409)
        visitor.page.get_by_test_id("act-accept").click()
        expect(visitor.page.get_by_text("工单的状态刚刚变了")).to_be_visible()
        expect(visitor.page.get_by_text("已取消").first).to_be_visible()
        expect(visitor.page.get_by_test_id("act-accept")).to_have_count(0)


def test_codes_of_a_building_become_labels(world: World, visits: Visits, tmp_path: Path) -> None:
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("project_manager"))
        visitor.go(place_of(world, "space-codes"))
        page = visitor.page
        page.get_by_role("button", name="生成二维码").first.click()
        page.get_by_role("dialog").get_by_label("楼栋").click()
        page.get_by_role("option", name=re.compile("1栋")).click()
        confirm(visitor, "生成二维码")
        expect(page.get_by_text("新生成 4 个")).to_be_visible()
        page.get_by_role("button", name="打印标签").click()
        expect(page.get_by_role("button", name="打印 4 张标签")).to_be_enabled()
        expect(page.get_by_role("img", name=re.compile("的二维码"))).to_have_count(4)
        page.pdf(path=tmp_path / "labels.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "labels.pdf").read_bytes())) == 1
