"""Signing in: the cookies, the lock-outs, the second factor, the end of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.identity import rules
from manyhold.foundation.identity import sign_in as signing_in
from manyhold.foundation.identity.models import SignInSession
from manyhold.kernel.scoping.session import SystemSession
from worlds.parallel import judged_together
from worlds.staff import PASSWORD, Hired, hire
from worlds.world import World


@pytest.fixture
def technician(world: World) -> Hired:
    return hire(world, "wang.tech", "technician", "A1")


@pytest.fixture
def administrator(world: World) -> Hired:
    return hire(world, "zhao.admin", "group_administrator")


def trail(world: World, person_id: int) -> list[str]:
    with SystemSession(world.runtime.database, writes=False) as session:
        wanted = select(AuditEntry.action).where(AuditEntry.actor_id == person_id).order_by(AuditEntry.id)
        return list(session.scalars(wanted))


def enrol(someone: Hired, browser) -> list[str]:
    begun = browser.post("/me/totp")
    assert begun.status_code == 201, begun.text
    someone.secret = begun.json()["secret"]
    confirmed = browser.post("/me/totp/confirm", json={"code": someone.code()})
    assert confirmed.status_code == 201, confirmed.text
    return confirmed.json()["recovery_codes"]


def test_a_password_opens_a_session(world: World, technician: Hired) -> None:
    browser = world.nobody()
    answer = technician.ask(browser)
    assert (answer.status_code, answer.json()) == (201, {"step": "done"})
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith("manyhold_session=")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert csrf.startswith("manyhold_csrf=")
    assert "HttpOnly" not in csrf
    me = browser.get("/me").json()
    assert (me["sign_in_name"], me["must_change_password"]) == ("wang.tech", False)
    assert trail(world, technician.person_id) == ["sign_in"]


def test_the_token_is_not_kept(world: World, technician: Hired) -> None:
    token = technician.sign_in().cookies["manyhold_session"]
    with SystemSession(world.runtime.database, writes=False) as session:
        row = session.scalars(
            select(SignInSession).where(SignInSession.actor_id == technician.person_id)
        ).one()
    assert token.encode() not in row.token_digest


def test_an_unknown_name_answers_as_a_wrong_password(world: World, technician: Hired) -> None:
    wrong = technician.ask(world.nobody(), password="Wrong-Password-1")
    technician.name = "nobody.at.all"
    unknown = technician.ask(world.nobody())
    for answer in (wrong, unknown):
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")
        assert "set-cookie" not in answer.headers


def test_five_failures_lock_for_half_an_hour(world: World, technician: Hired) -> None:
    for _ in range(rules.FAILURES_ALLOWED):
        assert technician.ask(world.nobody(), password="Wrong-Password-1").status_code == 401
    locked = technician.ask(world.nobody())
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    assert 0 < int(locked.headers["retry-after"]) <= 1801
    assert trail(world, technician.person_id) == ["sign_in_failed"] * 5
    world.clock.advance(rules.LOCKED_FOR)
    assert technician.ask(world.nobody()).status_code == 201


def test_failures_at_once_lock_as_one_by_one(
    world: World, technician: Hired, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guess(number: int) -> str:
        return technician.ask(world.nobody(), password=f"Wrong-Password-{number}").json()["code"]

    tries = rules.FAILURES_ALLOWED + 2
    codes = judged_together(monkeypatch, signing_in, "password_matches", tries, guess)
    assert codes == ["wrong_password"] * tries
    assert technician.ask(world.nobody()).json()["code"] == "locked"


def test_a_network_that_guesses_many_names_is_stopped(
    world: World, technician: Hired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SOURCE_FAILURES_ALLOWED", 3)
    stranger = Hired(world, 0, "guess", PASSWORD)
    for number in range(3):
        stranger.name = f"guess{number}"
        assert stranger.ask(world.nobody()).status_code == 401
    stopped = technician.ask(world.nobody())
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_attempts")
    world.clock.advance(rules.SOURCE_WINDOW + timedelta(seconds=1))
    assert technician.ask(world.nobody()).status_code == 201


def test_an_administrator_must_enrol_a_second_factor(world: World, administrator: Hired) -> None:
    browser = world.nobody()
    assert administrator.ask(browser).json() == {"step": "enrol"}
    assert browser.get("/me").status_code == 200
    refused = browser.get("/projects")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")
    codes = enrol(administrator, browser)
    assert len(set(codes)) == 10
    assert browser.get("/projects").status_code == 200


def test_the_code_is_asked_for_and_works_once(world: World, administrator: Hired) -> None:
    enrol(administrator, administrator.sign_in())
    browser = world.nobody()
    first = administrator.ask(browser)
    assert (first.status_code, first.json()) == (201, {"step": "code"})
    assert "set-cookie" not in first.headers
    assert administrator.ask(browser, code=administrator.code()).json()["code"] == "wrong_code"
    world.clock.advance(timedelta(seconds=30))
    code = administrator.code()
    assert administrator.ask(browser, code=code).json() == {"step": "done"}
    assert administrator.ask(world.nobody(), code=code).json()["code"] == "wrong_code"


def test_a_recovery_code_stands_in_once(world: World, administrator: Hired) -> None:
    codes = enrol(administrator, administrator.sign_in())
    typed = codes[0].replace("-", " ").upper()
    assert administrator.ask(world.nobody(), code=typed).json() == {"step": "done"}
    assert administrator.ask(world.nobody(), code=codes[0]).json()["code"] == "wrong_code"
    assert administrator.ask(world.nobody(), code=codes[1]).json() == {"step": "done"}


def test_wrong_codes_lock_too(world: World, administrator: Hired) -> None:
    enrol(administrator, administrator.sign_in())
    for _ in range(rules.FAILURES_ALLOWED):
        assert administrator.ask(world.nobody(), code="000000").json()["code"] == "wrong_code"
    assert administrator.ask(world.nobody(), code=administrator.code()).json()["code"] == "locked"


def test_sessions_are_listed_and_ended_one_by_one(world: World, technician: Hired) -> None:
    here, there = technician.sign_in(), technician.sign_in()
    listed = here.get("/sessions").json()["items"]
    assert [one["is_current"] for one in listed] == [False, True]
    assert here.delete(f"/sessions/{listed[0]['id']}").status_code == 204
    assert there.get("/me").status_code == 401
    assert len(here.get("/sessions").json()["items"]) == 1


def test_somebody_elses_session_is_not_there(world: World, technician: Hired) -> None:
    other = hire(world, "li.guard", "guard", "A1").sign_in()
    mine = technician.sign_in().get("/sessions").json()["items"][0]["id"]
    assert other.delete(f"/sessions/{mine}").status_code == 404


def test_signing_out_ends_the_session_and_the_cookies(technician: Hired) -> None:
    browser = technician.sign_in()
    token = browser.cookies["manyhold_session"]
    answer = browser.delete("/sessions/current")
    assert answer.status_code == 204
    assert "manyhold_session" not in browser.cookies
    browser.cookies.set("manyhold_session", token)
    assert browser.get("/me").status_code == 401
    assert "sign_out" in trail(technician.world, technician.person_id)


def test_an_idle_session_is_over(world: World, technician: Hired) -> None:
    browser = technician.sign_in()
    world.clock.advance(rules.IDLE_FOR + timedelta(seconds=1))
    assert browser.get("/me").status_code == 401


def test_what_a_page_asks_by_itself_does_not_keep_a_session(world: World, technician: Hired) -> None:
    browser = technician.sign_in()
    for _ in range(2):
        world.clock.advance(rules.IDLE_FOR / 2)
        assert browser.get("/me", headers={"x-unattended": "1"}).status_code == 200
    world.clock.advance(timedelta(seconds=1))
    assert browser.get("/me").status_code == 401


def test_a_busy_session_lasts_a_working_day_and_no_longer(world: World, technician: Hired) -> None:
    browser = technician.sign_in()
    for _ in range(11):
        world.clock.advance(timedelta(hours=1))
        assert browser.get("/me").status_code == 200
    world.clock.advance(timedelta(hours=1))
    assert browser.get("/me").status_code == 401


def test_a_write_without_the_csrf_header_is_refused(technician: Hired) -> None:
    browser = technician.sign_in()
    browser.csrf = ""
    answer = browser.patch("/me", json={"language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_missing")


def test_nobody_has_no_sessions(world: World) -> None:
    assert world.nobody().get("/sessions").status_code == 401
    assert world.nobody().get("/me").status_code == 401
