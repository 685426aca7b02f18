"""The first hour of an installation, and the demonstration's open door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from starlette.testclient import TestClient

from manyhold.foundation.access.founding import add_person, found_group, grant_at_founding, setup_code
from manyhold.foundation.identity.passwords import hash_password
from manyhold.kernel.scoping.session import SystemSession
from worlds.databases import fresh_database
from worlds.world import Client, World

FOUNDER = {
    "group_name": "众园物业",
    "display_name": "周敏",
    "sign_in_name": "zhou.min",
    "password": "Quiet-Garden-7",
    "first_project": {"name": "桂花苑", "kind": "residential"},
}


SHUT = {"is_needed": False, "needs_code": False, "is_demo": False, "demo_sign_ins": [], "demo_password": ""}
"""What anybody may learn of an installation in which nothing is open."""


@pytest.fixture
def empty(engine: str, tmp_path: Path) -> Iterator[World]:
    """An installation in which nobody has done anything yet."""
    with fresh_database(engine, tmp_path / "data") as settings:
        world = World(settings)
        yield world
        world.close()


def at_home(world: World, address: str = "127.0.0.1") -> Client:
    """A browser on the machine itself, or on the one with that address."""
    return Client(world.app, client=(address, 50_000), raise_server_exceptions=False)


def test_the_founder_gets_a_group_a_project_and_the_key(empty: World) -> None:
    browser = at_home(empty)
    assert browser.get("/setup").json() == {**SHUT, "is_needed": True}
    answer = browser.post("/setup", json=FOUNDER)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    key = (empty.settings.data / "master.key").read_text().strip()
    assert (made["step"], made["master_key"]) == ("enrol", key)
    assert made["master_key_id"] == empty.runtime.keys.master_key_id
    browser.csrf = browser.cookies["manyhold_csrf"]
    secret = browser.post("/me/totp").json()["secret"]
    code = pyotp.TOTP(secret).at(int(empty.clock.now().timestamp()))
    assert browser.post("/me/totp/confirm", json={"code": code}).status_code == 201
    me = browser.get("/me").json()
    assert me["group"]["name"] == "众园物业"
    assert [role["code"] for role in me["roles"]] == [
        "group_administrator",
        "security_administrator",
        "auditor",
    ]
    optional = sorted(one.name for one in empty.runtime.registry.manifests.values() if one.is_optional)
    assert [(one["name"], one["modules"]) for one in me["projects"]] == [("桂花苑", optional)]


def test_the_wizard_runs_once(empty: World) -> None:
    assert at_home(empty).post("/setup", json=FOUNDER).status_code == 201
    browser = at_home(empty)
    assert browser.get("/setup").json()["is_needed"] is False
    again = browser.post("/setup", json={**FOUNDER, "sign_in_name": "somebody.else"})
    assert (again.status_code, again.json()["code"]) == (409, "already_set_up")


def test_a_poor_password_founds_nothing(empty: World) -> None:
    browser = at_home(empty)
    answer = browser.post("/setup", json={**FOUNDER, "password": "zhou.min"})
    assert answer.status_code == 422
    assert browser.get("/setup").json()["is_needed"] is True


def test_a_group_that_exists_keeps_the_wizard_shut(world: World) -> None:
    assert world.nobody().post("/setup", json=FOUNDER).json()["code"] == "already_set_up"


@pytest.mark.parametrize("address", ["203.0.113.7", "192.168.1.20", "::ffff:203.0.113.7", "no-address"])
def test_from_another_machine_the_wizard_wants_the_code_that_was_printed(empty: World, address: str) -> None:
    browser, code = at_home(empty, address), setup_code(empty.runtime.keys)
    assert browser.get("/setup").json() == {**SHUT, "is_needed": True, "needs_code": True}
    for wrong in ("", "AAAA-BBBB-CCCC-DDDD", code[:-1], "设置码"):
        answer = browser.post("/setup", json={**FOUNDER, "setup_code": wrong})
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"field": "setup_code", "code": "setup_code_wrong", "params": {}}]
    assert browser.get("/setup").json()["is_needed"] is True
    answer = browser.post("/setup", json={**FOUNDER, "setup_code": f" {code.lower()} "})
    assert answer.status_code == 201, answer.text
    assert browser.get("/setup").json() == SHUT
    again = browser.post("/setup", json={**FOUNDER, "setup_code": code})
    assert again.json()["code"] == "already_set_up"


def test_a_public_installation_wants_the_code_of_everybody(empty: World) -> None:
    """Behind a proxy on the same machine everybody may seem to be at home."""
    empty.runtime.settings.allowed_hosts = "property.example"
    assert at_home(empty).post("/setup", json=FOUNDER).json()["errors"][0]["code"] == "setup_code_wrong"


def test_the_code_is_the_installations_own(empty: World, engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path / "other") as settings:
        other = World(settings)
        assert (
            setup_code(empty.runtime.keys) == setup_code(empty.runtime.keys) != setup_code(other.runtime.keys)
        )
        other.close()


def demonstrate(world: World) -> None:
    with SystemSession(world.runtime.database, writes=True) as session:
        group = found_group(session, name="演示集团", is_demo=True, now=world.clock.now())
        session.flush()
        for name, role in (("demo.admin", "group_administrator"), ("demo.desk", "customer_service")):
            person = add_person(
                session,
                world.runtime.keys,
                group.id,
                sign_in_name=name,
                display_name=name,
                password_hash=hash_password("Quiet-Garden-7"),
                now=world.clock.now(),
            )
            session.flush()
            grant_at_founding(session, person, role, world.clock.now())
        session.commit()
    world.runtime.is_demo = True


def test_a_demonstration_opens_its_door_on_its_own_machine_alone(empty: World) -> None:
    demonstrate(empty)
    local, remote = (
        TestClient(empty.app, client=(address, 50_000), base_url="http://localhost/api/v1")
        for address in ("127.0.0.1", "203.0.113.7")
    )
    assert [one["sign_in_name"] for one in local.get("/setup").json()["demo_sign_ins"]] == [
        "demo.admin",
        "demo.desk",
    ]
    assert remote.get("/setup").json() == {**SHUT, "is_demo": True}
    form = {"sign_in_name": "demo.admin", "password": "Quiet-Garden-7"}
    assert local.post("/sessions", json=form).json() == {"step": "done"}
    assert remote.post("/sessions", json=form).json() == {"step": "enrol"}


def test_cookies_are_secure_where_the_installation_says_so(empty: World) -> None:
    empty.runtime.settings.secure_cookies = True
    answer = at_home(empty).post("/setup", json=FOUNDER)
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
