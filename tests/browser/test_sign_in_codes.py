"""Signing in by a code that comes by SMS, in a real browser; the provider is simulated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from browser.conftest import Visits
from browser.servers import served
from conftest import CopiedWorld
from factories.providers import Providers, providers
from foundation.messaging.reached import set_up
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE
from manyhold.foundation.messaging.sign_in.sender import CodeSender
from manyhold.foundation.messaging.sign_in.ways import path_for
from manyhold.kernel.scoping.session import SystemSession
from worlds.staff import hire
from worlds.world import World

pytestmark = pytest.mark.browser
NAME = "wang.tech"


@pytest.fixture
def place(copied_world: CopiedWorld, tmp_path: Path) -> Iterator[tuple[World, Providers, str]]:
    """The two-group world, served, with somebody in it who has a telephone and a channel that reaches it."""
    with (
        providers() as here,
        copied_world("sqlite", tmp_path / "data") as world,
        served(world.app) as root,
    ):
        set_up(world, here, "sms")
        person_id = hire(world, NAME, "technician", "A1").person_id
        sealed = world.runtime.keys.seal(PHONE_PLACE, person_id, "13800000007")
        with SystemSession(world.runtime.database, writes=True) as session:
            session.execute(update(Person).where(Person.id == person_id).values(phone_sealed=sealed))
            session.commit()
        yield world, here, root


@pytest.mark.parametrize(("size", "language"), [("desk", "zh-CN"), ("phone", "en")])
def test_a_code_by_sms_signs_in(
    place: tuple[World, Providers, str], visits: Visits, pictures: Path | None, size: str, language: str
) -> None:
    world, here, root = place
    way, ask, again, enter = {
        "zh-CN": ("短信验证码", "获取验证码", "秒后重发", "登录"),
        "en": ("SMS code", "Send code", "Again in", "Sign in"),
    }[language]
    with visits(root, size=size, language=language) as visitor:
        page = visitor.page
        visitor.expected.add(401)
        page.goto(path_for(world.runtime.keys, world.sides["A"].group_id))
        page.locator(".el-radio-button", has_text=way).click()
        page.get_by_role("button", name=ask).click()
        expect(page.get_by_role("alert")).to_be_visible()  # whose code is not said yet
        page.locator("input[autocomplete=username]").fill(NAME)
        page.get_by_role("button", name=ask).click()
        expect(page.get_by_role("button", name=again)).to_be_disabled()
        assert visitor.overflow() == 0
        if pictures is not None:
            page.screenshot(path=pictures / f"sign-in-by-sms-{size}.png")
        assert CodeSender(world.runtime).turn()
        [text] = here.texts
        code = re.findall(r"\d{6}", json.loads(text["TemplateParam"])["content"])[0]
        field = page.locator("input[autocomplete=one-time-code]")
        field.fill(f"{(int(code) + 1) % 10**6:06d}")
        page.locator("form").get_by_role("button", name=enter, exact=True).click()
        expect(page.locator("form").get_by_role("alert")).to_be_visible()
        field.fill(code)
        page.locator("form").get_by_role("button", name=enter, exact=True).click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        visitor.settle()
