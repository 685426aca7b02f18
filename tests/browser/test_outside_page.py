"""Headquarters at 企业微信: compares its directory with the register, and says that documents are signed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.servers import served
from browser.signed_in import enter
from browser.visitors import Visitor
from conftest import CopiedWorld
from factories.providers import providers
from foundation.messaging.reached import set_up
from foundation.staff.hired import employer, member
from worlds.world import World

pytestmark = pytest.mark.browser
STAFF = [
    {
        "userid": f"user{number}",
        "name": f"员工{number:02d}",
        "mobile": f"139000000{number:02d}",
        "title": "秩序员",
    }
    for number in range(1, 40)
]


@pytest.fixture
def place(copied_world: CopiedWorld, tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The two-group world, served."""
    with copied_world("sqlite", tmp_path / "data") as world, served(world.app) as root:
        yield world, root


def test_the_directory_is_read_chosen_and_applied(
    place: tuple[World, str], visits: Visits, pictures: Path | None
) -> None:
    world, root = place
    head = world.client("group_administrator")
    employer(world)
    with providers() as here:
        here.oa.staff = STAFF
        set_up(world, here, "wecom")
        member(world, name="员工01", phone="13900000001", number="E-1")
        with visits(root) as visitor:
            page = visitor.page
            enter(visitor, head)
            visitor.go("/g/directories")
            expect(page.get_by_text("还没有读取过")).to_be_visible()
            page.get_by_test_id("read-directory").click()
            expect(page.get_by_text("正在读取通讯录")).to_be_visible()
            world.work()
            expect(page.get_by_text("通讯录共 39 人")).to_be_visible(timeout=15_000)
            expect(page.get_by_text("新增 38")).to_be_visible()
            _pictured(visitor, pictures, "directory-new")
            page.get_by_text("有变动 1").click()
            expect(page.get_by_text("与通讯录账号关联")).to_be_visible()
            page.get_by_test_id("apply-directory").click()
            expect(page.get_by_text("正在写入员工档案").first).to_be_visible()
            world.work()
            expect(page.get_by_text("已关联 1 人")).to_be_visible(timeout=15_000)
        for language, size in (("en", "desk"), ("zh-CN", "phone"), ("en", "phone")):
            with visits(root, language=language, size=size) as visitor:
                enter(visitor, head)
                visitor.go("/g/directories")
                expect(visitor.page.get_by_text("员工02")).to_be_visible()
                assert visitor.overflow() <= 0
                _pictured(visitor, pictures, f"directory-{language}-{size}")


def test_a_chain_is_signed_in_wecom(place: tuple[World, str], visits: Visits, pictures: Path | None) -> None:
    world, root = place
    head = world.client("group_administrator")
    with providers() as here:
        set_up(world, here, "wecom")
        with visits(root) as visitor:
            page = visitor.page
            enter(visitor, head)
            visitor.go("/g/approval-chains")
            page.get_by_test_id("add-chain").click()
            page.get_by_label("流程名称").fill("企业微信审批")
            page.get_by_test_id("signed-in").click()
            page.get_by_role("option", name="企业微信").click()
            page.get_by_label("审批模板 ID（企业微信）").fill("T-7")
            controls = page.get_by_label(re.compile("控件 ID"))
            controls.nth(0).fill("Text-1")
            controls.nth(1).fill("Text-2")
            expect(page.get_by_text(re.compile("/api/v1/public/oa-calls/"))).to_be_visible()
            _pictured(visitor, pictures, "chain-form")
            page.get_by_role("button", name="发布", exact=True).click()
            expect(page.get_by_text("审批人由模板 T-7 决定")).to_be_visible()
            _pictured(visitor, pictures, "chain-card")
        with visits(root, language="en", size="phone") as visitor:
            enter(visitor, head)
            visitor.go("/g/approval-chains")
            expect(visitor.page.get_by_text("signers as template T-7 says")).to_be_visible()
            visitor.page.get_by_role("button", name="Change").click()
            expect(visitor.page.get_by_label("Template ID (WeCom)")).to_have_value("T-7")
            _pictured(visitor, pictures, "chain-form-en-phone")
    [kept] = head.get("/approval-chains").json()
    assert (kept["signed_in"], kept["template_id"], len(kept["fields"])) == ("wecom", "T-7", 2)


def _pictured(visitor: Visitor, folder: Path | None, name: str) -> None:
    if folder:
        visitor.page.screenshot(path=folder / f"{name}.png")
