"""A passkey made and used in a real Chromium, whose virtual authenticator stands for the phone or the finger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from browser.conftest import Visits
from browser.servers import served
from browser.signed_in import enter
from conftest import CopiedWorld
from manyhold.foundation.identity.passkeys.models import Challenge, Passkey
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def place(copied_world: CopiedWorld, tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The two-group world, served under a name: a passkey is bound to one."""
    with copied_world("sqlite", tmp_path / "data") as world, served(world.app) as root:
        yield world, root.replace("127.0.0.1", "localhost")


def test_a_passkey_signs_in_as_both_factors_until_it_is_removed(
    place: tuple[World, str], visits: Visits
) -> None:
    world, root = place
    administrator = world.client("group_administrator")  # who must have a second factor: the passkey is both
    with visits(root) as visitor:
        page = visitor.page
        visitor.expected.add(401)
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        terms = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        finger = {"hasUserVerification": True, "isUserVerified": True}
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**terms, **finger}})
        enter(visitor, administrator)
        page.goto("/account")
        page.get_by_role("button", name="添加通行密钥").click()
        expect(page.get_by_role("button", name="移除")).to_be_visible()
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.get_by_role("button", name="用通行密钥登录").click()
        expect(page.get_by_role("heading", name="金丝雀集团A", exact=True)).to_be_visible()

        with SystemSession(world.runtime.database, writes=True) as session:
            [kept] = session.scalars(select(Passkey)).all()
            assert (kept.rp_id, kept.used_at is not None) == ("localhost", True)
            assert session.scalars(select(Challenge)).all() == [], "what was answered is gone"
            session.execute(delete(Passkey))
            session.commit()
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.get_by_role("button", name="用通行密钥登录").click()
        expect(page.get_by_text("这个通行密钥不能用")).to_be_visible()
