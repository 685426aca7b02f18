"""The page behind a place's QR code, in a real browser: report, follow, rate; every console error fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.servers import served
from modules.workorders.asked import done, make_code
from worlds.world import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@pytest.fixture
def page(world: World, visits: Visits) -> Iterator[Page]:
    """A phone before the served world."""
    with served(world.app) as root, visits(root, size="phone") as visitor:
        visitor.expected |= {404, 410, 422}
        yield visitor.page


def test_somebody_reports_follows_and_rates(world: World, page: Page) -> None:
    page.goto(f"/r/{make_code(world)}")
    expect(page.get_by_role("heading", name="金丝雀A1-101")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请选一类")).to_be_visible()
    expect(page.get_by_text("请写一两句")).to_be_visible()
    page.get_by_text("室内维修").click()
    page.get_by_label("请说说情况").fill("厨房水龙头关不紧，一直滴水，柜子底下已经湿了。")
    expect(page.get_by_text("请写一两句")).to_be_hidden()
    page.get_by_label("手机号").fill("13800138000")
    page.reload()
    expect(page.get_by_label("请说说情况")).to_have_value(re.compile("厨房水龙头"))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("WX-A1-20261122-0001")).to_be_visible()

    desk, worker = world.client("dispatcher"), world.client("technician")
    order = desk.get("/work-orders").json()["items"][0]
    assert (order["state"], order["channel"], order["reporter"]) == ("waiting_desk", "qr", "public")
    for who, act, body in (
        (desk, "verify", {"kind": "water"}),
        (desk, "assign", {"assignee_id": worker.person_id}),
        (worker, "accept", {}),
    ):
        done(who, order, act, **body)
    page.reload()
    expect(page.get_by_role("heading", name="处理中")).to_be_visible()
    done(worker, order, "finish", remark="已更换阀芯")
    page.reload()
    expect(page.get_by_text("这次服务怎么样？")).to_be_visible()
    page.get_by_role("button", name="4 星").click()
    page.get_by_placeholder("想说的话（选填）").fill("来得很快")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您的评价")).to_be_visible()
    assert desk.get(f"/work-orders/{order['id']}").json()["rating"] == 4
    page.get_by_role("button", name="再报一件事").click()
    expect(page.get_by_text("我报过的事")).to_be_visible()
    expect(page.get_by_role("radio", name="室内维修")).not_to_be_checked()


def test_a_revoked_code_says_so(world: World, page: Page) -> None:
    token, desk = make_code(world), world.client("customer_service")
    code = desk.get("/space-codes").json()["items"][0]
    assert desk.delete(f"/space-codes/{code['id']}").status_code == 204
    page.goto(f"/r/{token}")
    expect(page.get_by_role("heading", name="这个二维码已停用")).to_be_visible()


def test_the_page_speaks_english_and_is_dark_where_wanted(world: World, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"/r/{make_code(world)}")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("What is it about?")).to_be_visible()
    page.get_by_text("Indoor repair").click()


def test_what_was_not_sent_stays_and_is_sent_once(world: World, page: Page) -> None:
    page.goto(f"/r/{make_code(world)}")
    page.get_by_text("投诉").click()
    page.get_by_label("请说说情况").fill("楼道堆放杂物")
    page.route("**/reports", lambda route: (route.fetch(), route.abort())[1])
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("没有发出去，您写的都还在")).to_be_visible()
    page.unroute("**/reports")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    assert world.client("dispatcher").get("/work-orders/count").json()["count"] == 1
