"""The first hour: the wizard on an empty folder, its five steps, and a reload on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.servers import served
from manyhold.app import build_runtime, create_app
from manyhold.foundation.access.founding import DEMO_PASSWORD
from manyhold.kernel.settings import Settings
from manyhold.migrations.upgrade import upgrade

pytestmark = pytest.mark.browser
STEPS = ["集团", "管理员", "首个项目", "主密钥", "两步验证"]


@pytest.fixture
def empty_root(tmp_path: Path) -> Iterator[str]:
    """The address of an installation without a group."""
    settings = Settings(data=tmp_path / "data", threads=8)
    upgrade(settings)
    runtime = build_runtime(settings)
    with served(create_app(runtime)) as root:
        yield root
    runtime.database.dispose()


def fill(page: Page, *texts: str) -> None:
    """Type the fields of the step in their order, and go on."""
    fields = page.locator("form input")
    for place, text in enumerate(texts):
        fields.nth(place).fill(text)
    page.keyboard.press("Enter")


def at(page: Page, step: str) -> None:
    expect(page.locator("[aria-current=step]")).to_contain_text(step)


def test_all_steps_are_announced_and_a_reload_goes_on_where_it_stood(empty_root: str, visits: Visits) -> None:
    with visits(empty_root) as visitor:
        page = visitor.page
        visitor.expected.add(401)
        page.goto("/")
        expect(page.locator("ol li .word")).to_have_text(STEPS)
        fill(page, "云澜物业")
        fill(page, "周宁", "zhou", DEMO_PASSWORD, DEMO_PASSWORD)
        at(page, "首个项目")
        page.reload()
        at(page, "管理员")
        expect(page.locator("form input").nth(1)).to_have_value("zhou")
        expect(page.locator("form input").nth(2)).to_have_value("")
        assert DEMO_PASSWORD not in page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")
        fill(page, "周宁", "zhou", DEMO_PASSWORD, DEMO_PASSWORD)
        at(page, "首个项目")
        fill(page, "云澜湾")
        at(page, "主密钥")
        with page.expect_download():
            page.get_by_role("button", name="下载主密钥").click()
        page.locator(".el-checkbox").click()
        page.get_by_role("button", name="下一步：两步验证").click()
        at(page, "两步验证")
        page.reload()
        at(page, "两步验证")
        secret = page.locator("code").inner_text()
        page.get_by_label("6 位验证码").fill(pyotp.TOTP(secret).now())
        page.keyboard.press("Enter")
        codes = page.locator(".codes li")
        expect(codes).to_have_count(10)
        heights = codes.evaluate_all("all => new Set(all.map(one => one.clientHeight)).size")
        assert heights == 1, "a recovery code is broken over two lines"
        page.get_by_role("button", name=re.compile("已保存")).click()
        expect(page.get_by_role("heading", name="云澜物业", exact=True)).to_be_visible()
        page.goto("/setup")
        expect(page).to_have_url(re.compile("/g/home$"))
