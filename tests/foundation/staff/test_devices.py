"""Shared devices: each turn is one person's, short, and without any right of administration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from foundation.staff.hired import fault, good, signed_up
from manyhold.foundation.identity.models import SignInFailure, SignInSession
from manyhold.foundation.staff.devices import turns
from manyhold.kernel.scoping.session import SystemSession
from modules.workorders.asked import assigned
from worlds.parallel import judged_together
from worlds.staff import PASSWORD, hire
from worlds.world import Client, World

PIN = "4827"


@pytest.fixture
def booth(world: World) -> Client:
    """The browser of A1's duty room, which the manager has enrolled and left."""
    manager = world.client("project_manager")
    body = {"project_id": world.sites["A1"].project_id, "name": "东门岗亭"}
    good(manager.post("/shared-devices", json=body))
    browser = world.nobody()
    browser.cookies.set("manyhold_device", manager.cookies["manyhold_device"])
    return browser


def with_pin(world: World, role: str, pin: str = PIN) -> Client:
    """Somebody of A1 in the register who has set a PIN."""
    client = world.client(role)
    signed_up(world, client, name=f"金丝雀{role}")
    good(client.put("/me/pin", json={"pin": pin}))
    return client


def turn(browser: Client, who: Client, pin: str = PIN) -> Any:
    answer = browser.post("/device/sessions", json={"person_id": who.person_id, "pin": pin})
    browser.csrf = browser.cookies.get("manyhold_csrf") or ""
    return answer


def test_people_take_turns_and_each_act_is_one_persons(world: World, booth: Client) -> None:
    worker, guard = with_pin(world, "technician"), with_pin(world, "guard", "950132")
    assigned(world)
    order = good(worker.get("/work-orders"))["items"][0]
    shown = good(booth.get("/device"))
    assert {one["person_id"] for one in shown["people"]} == {worker.person_id, guard.person_id}
    assert turn(booth, guard, "950132").status_code == 201
    first = booth.cookies["manyhold_session"]
    assert good(booth.get("/me"))["person_id"] == guard.person_id
    assert turn(booth, worker).status_code == 201
    me = good(booth.get("/me"))
    assert (me["person_id"], me["is_shared"]) == (worker.person_id, True)
    good(booth.post(f"/work-orders/{order['id']}/accept", json={}))
    line = good(booth.get(f"/work-orders/{order['id']}/timeline"))[-1]
    assert line["actor_id"] == worker.person_id
    with SystemSession(world.runtime.database, writes=False) as session:
        mine = select(SignInSession).where(SignInSession.kind == "shared").order_by(SignInSession.id)
        former, now = session.scalars(mine).all()
    assert (former.actor_id, former.revoked_at is not None, now.revoked_at) == (guard.person_id, True, None)
    old = world.nobody()
    old.cookies.set("manyhold_session", first)
    assert old.get("/me").status_code == 401, "a turn ends with the next one"
    world.clock.advance(timedelta(minutes=16))
    assert booth.get("/me").status_code == 401, "a turn nobody uses is soon over"


def test_four_digits_give_no_right_of_administration(world: World, booth: Client) -> None:
    manager = with_pin(world, "project_manager")
    assert turn(booth, manager).status_code == 201
    assert booth.get("/work-orders").status_code == 200
    for path in ("/roles", "/shared-devices?project_id=1"):
        answer = booth.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "shared_device")
    [project] = good(booth.get("/me"))["projects"]
    assert "workorders.read" in project["permissions"]
    assert not {"access.grant_in_project", "staff.let_go"} & set(project["permissions"])
    step_up = booth.post("/me/elevation", json={"password": "whatever-1A"})
    assert (step_up.status_code, step_up.json()["code"]) == (403, "shared_device")
    assert booth.post("/me/tokens", json={"name": "x", "days": 1}).json()["code"] == "shared_device"


def test_four_digits_change_nothing_that_outlasts_the_turn(world: World, booth: Client) -> None:
    """Nor who signs in one's place, nor where one's messages go, nor one's name."""
    manager, other = with_pin(world, "project_manager"), world.client("duty_manager")
    wishes = good(manager.get("/me/notifications"))
    assert turn(booth, manager).status_code == 201
    away = {"stand_in_id": other.person_id, "starts_on": "2026-11-23", "ends_on": "2026-11-30"}
    for answer in (
        booth.post("/approval-delegations", json=away),
        booth.patch("/me", json={"display_name": "别人"}),
        booth.put("/me/notifications", json=wishes),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "shared_device"), answer.text


def test_wrong_pins_lock_the_pin_and_not_the_password(world: World, booth: Client) -> None:
    worker = with_pin(world, "technician")
    assert fault(worker.put("/me/pin", json={"pin": "3456"})) == ("pin", "pin_too_plain")
    for _ in range(5):
        assert turn(booth, worker, "1357").json()["code"] == "wrong_pin"
    locked = turn(booth, worker)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    assert worker.get("/me").status_code == 200
    world.clock.advance(timedelta(minutes=31))
    assert turn(booth, worker).status_code == 201


def test_only_enrolled_devices_and_only_their_projects_people(world: World, booth: Client) -> None:
    worker = with_pin(world, "technician")
    stranger = world.client("technician", "A2")
    signed_up(world, stranger, "A2")
    good(stranger.put("/me/pin", json={"pin": PIN}))
    director = world.client("group_administrator")
    signed_up(world, director)
    good(director.put("/me/pin", json={"pin": PIN}))
    assert [one["person_id"] for one in good(booth.get("/device"))["people"]] == [worker.person_id]
    for other in (stranger, director):
        assert turn(booth, other).json()["code"] == "wrong_pin"
    elsewhere = world.nobody()
    assert turn(elsewhere, worker).json()["code"] == "device_unknown"
    manager = world.client("project_manager")
    project_id = world.sites["A1"].project_id
    [device] = good(manager.get("/shared-devices", params={"project_id": project_id}))
    assert world.client("project_manager", "A2").delete(f"/shared-devices/{device['id']}").status_code == 404
    good(manager.delete(f"/shared-devices/{device['id']}"))
    assert booth.get("/device").json()["code"] == "device_unknown"
    assert turn(booth, worker).status_code == 404


def test_wrong_pins_at_once_lock_as_one_by_one(
    world: World, booth: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = with_pin(world, "technician")

    def guess(number: int) -> str:
        return turn(beside(world, booth), worker, f"13{number:02d}").json()["code"]

    codes = judged_together(monkeypatch, turns, "password_matches", 7, guess)
    assert sorted(codes) == ["locked"] * 2 + ["wrong_pin"] * 5
    assert turn(booth, worker).json()["code"] == "locked"


def test_the_right_pin_among_wrong_ones_does_not_open_what_they_locked(
    world: World, booth: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was judged while the PIN was not locked yet, and is judged again when its turn comes."""
    worker = with_pin(world, "technician")
    judge = turns.password_matches

    def late(hashed: str, pin: str) -> bool:
        is_right = judge(hashed, pin)
        if is_right:
            for _ in range(5):
                assert turn(beside(world, booth), worker, "1357").json()["code"] == "wrong_pin"
        return is_right

    monkeypatch.setattr(turns, "password_matches", late)
    assert turn(booth, worker).json()["code"] == "locked"


def test_a_device_rests_longer_each_time_its_pins_are_guessed(world: World, booth: Client) -> None:
    """Each PIN is locked after five tries, but many people take turns at one device."""
    worker, guard = with_pin(world, "technician"), with_pin(world, "guard", "950132")

    def guess() -> None:
        for _ in range(5):
            assert turn(booth, worker, "1357").json()["code"] == "wrong_pin"

    for _ in range(3):
        guess()
        assert turn(booth, guard, "950132").status_code == 201
        world.clock.advance(timedelta(minutes=31))
    guess()
    for minutes in (15, 30, 60):
        locked = turn(booth, guard, "950132")
        assert (locked.status_code, locked.json()["code"]) == (429, "device_locked")
        assert locked.json()["params"]["retry_after"] == minutes * 60 + 1
        world.clock.advance(timedelta(minutes=minutes))
        assert turn(booth, guard, "950132").status_code == 201, "which forgives the device nothing"
        world.clock.advance(timedelta(minutes=31))
        guess()
    world.clock.advance(timedelta(days=1))
    guess()
    assert turn(booth, guard, "950132").status_code == 201, "a day later the count begins anew"


def test_wrong_pins_count_against_the_network(world: World, booth: Client) -> None:
    worker = with_pin(world, "technician")
    assert turn(booth, worker, "1357").json()["code"] == "wrong_pin"
    with SystemSession(world.runtime.database, writes=False) as session:
        assert len(session.scalars(select(SignInFailure)).all()) == 1


@pytest.mark.parametrize("days", [0, 91])
def test_a_turn_enrols_no_second_factor(world: World, booth: Client, days: int) -> None:
    """Also not where a password is too old, which leaves nothing but a new one to be done."""
    worker = with_pin(world, "technician")
    world.clock.advance(timedelta(days=days))
    assert turn(booth, worker).status_code == 201
    assert good(booth.get("/me"))["missing"] == ("password_must_change" if days else "")
    for answer in (booth.post("/me/totp"), booth.post("/me/totp/confirm", json={"code": "123456"})):
        assert (answer.status_code, answer.json()["code"]) == (403, "shared_device")


def test_a_new_password_ends_the_pin_and_the_tokens(world: World, booth: Client) -> None:
    """Whoever fears that somebody else knows the sign-in takes a new password, and is rid of him."""
    worker = hire(world, "li.tech", "technician", "A1")
    browser = worker.sign_in()
    signed_up(world, browser)
    good(browser.put("/me/pin", json={"pin": PIN}))
    token = good(browser.post("/me/tokens", json={"name": "脚本", "days": 30}))["token"]
    fresh = {"current_password": PASSWORD, "new_password": "Lively-River-8"}
    good(browser.post("/me/password", json=fresh))
    assert good(browser.get("/me/pin")) == {"is_set": False}, "and the session goes on"
    program = world.nobody()
    program.headers["authorization"] = f"Bearer {token}"
    assert program.get("/me").status_code == 401
    assert turn(booth, browser).json()["code"] == "wrong_pin"
    good(browser.put("/me/pin", json={"pin": PIN}))
    assert turn(booth, browser).status_code == 201


@pytest.mark.parametrize(
    "acts", [[{"new_password": "Fresh-Start-9"}], [{"is_active": False}, {"is_active": True}]]
)
def test_a_pin_does_not_outlive_a_recovery(world: World, booth: Client, acts: list[dict[str, Any]]) -> None:
    worker, director = with_pin(world, "technician"), world.client("group_administrator")
    for act in acts:
        one = director.get(f"/people/{worker.person_id}")
        good(
            director.patch(f"/people/{worker.person_id}", json=act, headers={"if-match": one.headers["etag"]})
        )
    assert good(booth.get("/device"))["people"] == []
    assert turn(booth, worker).json()["code"] == "wrong_pin"


def beside(world: World, booth: Client) -> Client:
    """A second window at the same device."""
    browser = world.nobody()
    browser.cookies.set("manyhold_device", booth.cookies["manyhold_device"])
    return browser
