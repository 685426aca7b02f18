"""The page behind a place's QR code, in a real browser: report, follow, rate; every console error fails."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from browser.servers import served
from modules.workorders.asked import done, make_code
from worlds.world import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

SIZES = {"phone": (390, 844), "small": (320, 568)}
SHOTS = os.environ.get("MANYHOLD_TEST_SCREENSHOTS", "")


@pytest.fixture
def page(world: World) -> Iterator[Page]:
    """A phone before the served world; at its end it must have had nothing to complain about."""
    complaints: list[str] = []
    with served(world.app) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(
            base_url=root, locale="zh-CN", viewport={"width": 390, "height": 844}, device_scale_factor=2
        )
        phone = context.new_page()
        phone.on("pageerror", lambda error: complaints.append(str(error)))
        phone.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield phone
        browser.close()
    assert [one for one in complaints if "Failed to load resource" not in one] == []


def shoot(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, in both sizes, where asked to."""
    for size, (width, height) in SIZES.items() if SHOTS else ():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png")
        page.screenshot(path=Path(SHOTS) / f"{name}-{size}-full.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})


def test_somebody_reports_follows_and_rates(world: World, page: Page) -> None:
    page.goto(f"/r/{make_code(world)}")
    expect(page.get_by_role("heading", name="金丝雀A1-101")).to_be_visible()
    shoot(page, "1-empty")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请选一类")).to_be_visible()
    expect(page.get_by_text("请写一两句")).to_be_visible()
    shoot(page, "2-faults")
    page.get_by_text("室内维修").click()
    page.get_by_label("请说说情况").fill("厨房水龙头关不紧，一直滴水，柜子底下已经湿了。")
    expect(page.get_by_text("请写一两句")).to_be_hidden()
    page.get_by_label("手机号").fill("13800138000")
    page.reload()
    expect(page.get_by_label("请说说情况")).to_have_value(re.compile("厨房水龙头"))
    shoot(page, "3-filled")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("WX-20261122-0001")).to_be_visible()
    shoot(page, "4-received")

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
    shoot(page, "5-under-way")
    done(worker, order, "finish", remark="已更换阀芯")
    page.reload()
    expect(page.get_by_text("这次服务怎么样？")).to_be_visible()
    shoot(page, "6-finished")
    page.get_by_role("button", name="4 星").click()
    page.get_by_placeholder("想说的话（选填）").fill("来得很快")
    shoot(page, "7-rating")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您的评价")).to_be_visible()
    shoot(page, "8-rated")
    assert desk.get(f"/work-orders/{order['id']}").json()["rating"] == 4
    page.get_by_role("button", name="再报一件事").click()
    expect(page.get_by_text("我报过的事")).to_be_visible()
    expect(page.get_by_role("radio", name="室内维修")).not_to_be_checked()
    shoot(page, "9-again")


def test_a_revoked_code_says_so(world: World, page: Page) -> None:
    token, desk = make_code(world), world.client("customer_service")
    code = desk.get("/space-codes").json()["items"][0]
    assert desk.delete(f"/space-codes/{code['id']}").status_code == 204
    page.goto(f"/r/{token}")
    expect(page.get_by_role("heading", name="这个二维码已停用")).to_be_visible()
    shoot(page, "10-revoked")


def test_the_page_speaks_english_and_is_dark_where_wanted(world: World, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"/r/{make_code(world)}")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("What is it about?")).to_be_visible()
    page.get_by_text("Indoor repair").click()
    shoot(page, "11-dark-english")


def test_what_was_not_sent_stays_and_is_sent_once(world: World, page: Page) -> None:
    page.goto(f"/r/{make_code(world)}")
    page.get_by_text("投诉").click()
    page.get_by_label("请说说情况").fill("楼道堆放杂物")
    page.route("**/reports", lambda route: (route.fetch(), route.abort())[1])
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("没有发出去，您写的都还在")).to_be_visible()
    shoot(page, "12-not-sent")
    page.unroute("**/reports")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    assert world.client("dispatcher").get("/work-orders/count").json()["count"] == 1
