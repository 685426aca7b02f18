"""What people do with their own sign-in: password, step-up, second factor, tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from manyhold.foundation.identity import rules
from worlds.staff import PASSWORD, Hired, hire
from worlds.world import Client, World

FRESH = "Lively-River-8"


@pytest.fixture
def cashier(world: World) -> Hired:
    return hire(world, "qian.cash", "cashier", "A1")


def change(browser: Client, current: str, wanted: str):
    return browser.post("/me/password", json={"current_password": current, "new_password": wanted})


def fault(answer) -> tuple[int, str, str]:
    first = answer.json()["errors"][0]
    return answer.status_code, first["field"], first["code"]


def bearer(world: World, token: str) -> Client:
    browser = world.nobody()
    browser.headers["Authorization"] = f"Bearer {token}"
    return browser


def test_a_new_password_ends_the_other_sessions(cashier: Hired) -> None:
    here, there = cashier.sign_in(), cashier.sign_in()
    somebody_else = hire(cashier.world, "li.guard", "guard", "A1").sign_in()
    assert change(here, PASSWORD, FRESH).status_code == 204
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 401
    assert somebody_else.get("/me").status_code == 200
    assert cashier.ask(cashier.world.nobody()).status_code == 401
    cashier.sign_in(password=FRESH)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("Sh0rt!", "password_too_short"),
        ("alllowercase", "password_too_plain"),
        ("Qian.cash-77", "password_contains_name"),
        (PASSWORD, "password_reused"),
    ],
)
def test_a_poor_password_is_refused(cashier: Hired, wanted: str, code: str) -> None:
    assert fault(change(cashier.sign_in(), PASSWORD, wanted)) == (422, "new_password", code)


def test_the_last_five_passwords_do_not_come_back(cashier: Hired) -> None:
    browser, now = cashier.sign_in(), PASSWORD
    for number in range(rules.HISTORY):
        cashier.world.clock.advance(timedelta(minutes=1))
        assert change(browser, now, f"{FRESH}{number}").status_code == 204
        now = f"{FRESH}{number}"
        if number == rules.HISTORY - 2:
            assert fault(change(browser, now, PASSWORD))[2] == "password_reused"
    assert change(browser, now, PASSWORD).status_code == 204


def test_guessing_the_present_password_locks(cashier: Hired) -> None:
    browser = cashier.sign_in()
    for _ in range(rules.FAILURES_ALLOWED):
        assert fault(change(browser, "Wrong-Password-1", FRESH)) == (
            422,
            "current_password",
            "wrong_password",
        )
    assert change(browser, PASSWORD, FRESH).json()["code"] == "locked"


def test_an_old_password_must_be_changed_first(world: World, cashier: Hired) -> None:
    world.clock.advance(rules.LASTS + timedelta(days=1))
    browser = cashier.sign_in()
    assert browser.get("/me").json()["must_change_password"] is True
    refused = browser.get("/projects")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_must_change")
    assert change(browser, PASSWORD, FRESH).status_code == 204
    assert browser.get("/projects").status_code == 200


def test_sensitive_acts_want_the_password_again(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    world.clock.advance(rules.ELEVATED_FOR)
    refused = browser.post("/me/tokens", json={"name": "report"})
    assert (refused.status_code, refused.json()["code"]) == (403, "elevation_missing")
    wrong = browser.post("/me/elevation", json={"password": "Wrong-Password-1"})
    assert fault(wrong) == (422, "password", "wrong_password")
    assert browser.post("/me/elevation", json={"password": PASSWORD}).status_code == 201
    assert browser.post("/me/tokens", json={"name": "report"}).status_code == 201


def test_step_up_wants_the_code_too(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    cashier.secret = browser.post("/me/totp").json()["secret"]
    assert browser.post("/me/totp/confirm", json={"code": cashier.code()}).status_code == 201
    world.clock.advance(rules.ELEVATED_FOR)
    assert fault(browser.post("/me/elevation", json={"password": PASSWORD})) == (422, "code", "wrong_code")
    answer = browser.post("/me/elevation", json={"password": PASSWORD, "code": cashier.code()})
    assert answer.status_code == 201
    assert browser.delete("/me/totp").status_code == 204
    assert browser.get("/me").json()["has_totp"] is False


def test_the_app_is_drawn_and_confirmed_by_its_code_alone(cashier: Hired) -> None:
    browser = cashier.sign_in()
    begun = browser.post("/me/totp").json()
    assert begun["qr_svg"].startswith("<svg")
    assert begun["otpauth_uri"].startswith("otpauth://totp/Manyhold:qian.cash?secret=" + begun["secret"])
    assert fault(browser.post("/me/totp/confirm", json={"code": "000000"})) == (422, "code", "wrong_code")
    assert browser.get("/me").json()["has_totp"] is False


def test_an_old_password_does_not_spare_the_step_up(world: World, cashier: Hired) -> None:
    world.clock.advance(rules.LASTS)
    browser = cashier.sign_in()
    for _ in range(6):
        world.clock.advance(timedelta(minutes=2))
        assert browser.get("/me").status_code == 200
    assert browser.get("/me").json()["missing"] == "password_must_change"
    assert browser.post("/me/totp").json()["code"] == "elevation_missing"


def test_a_second_factor_is_no_step_up(world: World, cashier: Hired) -> None:
    """Somebody fully signed in had the ten minutes when it was begun; confirming it gives no more."""
    browser = cashier.sign_in()
    cashier.secret = browser.post("/me/totp").json()["secret"]
    world.clock.advance(rules.ELEVATED_FOR)
    assert browser.post("/me/totp/confirm", json={"code": cashier.code()}).status_code == 201
    assert browser.delete("/me/totp").json()["code"] == "elevation_missing"


def test_an_administrator_keeps_the_second_factor(world: World) -> None:
    someone = hire(world, "sun.audit", "auditor")
    browser = someone.sign_in()
    someone.secret = browser.post("/me/totp").json()["secret"]
    browser.post("/me/totp/confirm", json={"code": someone.code()})
    refused = browser.delete("/me/totp")
    assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_required")


def test_a_token_acts_for_its_owner_until_it_ends(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    made = browser.post("/me/tokens", json={"name": "report", "days": 30}).json()
    program = bearer(world, made["token"])
    assert [one["code"] for one in program.get("/projects").json()["items"]] == ["A1"]
    assert made["token"] not in browser.get("/me/tokens").text
    world.clock.advance(timedelta(days=31))
    assert program.get("/projects").status_code == 401


def test_a_revoked_token_is_refused_with_the_next_request(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    made = browser.post("/me/tokens", json={"name": "report"}).json()
    assert browser.delete(f"/me/tokens/{made['id']}").status_code == 204
    assert bearer(world, made["token"]).get("/projects").status_code == 401
    assert browser.get("/me/tokens").json()["items"] == []


def test_a_token_makes_no_token_and_lasts_a_year_at_most(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    made = browser.post("/me/tokens", json={"name": "report"}).json()
    answer = bearer(world, made["token"]).post("/me/tokens", json={"name": "another"})
    assert (answer.status_code, answer.json()["code"]) == (403, "elevation_missing")
    assert browser.post("/me/tokens", json={"name": "long", "days": 367}).status_code == 422


def test_somebody_elses_token_is_not_there(world: World, cashier: Hired) -> None:
    made = cashier.sign_in().post("/me/tokens", json={"name": "report"}).json()
    assert (
        hire(world, "li.guard", "guard", "A1").sign_in().delete(f"/me/tokens/{made['id']}").status_code == 404
    )
    assert world.nobody().get("/me/tokens").status_code == 401


def test_language_and_name_are_ones_own(cashier: Hired) -> None:
    browser = cashier.sign_in()
    answer = browser.patch("/me", json={"language": "en", "display_name": "钱秀英"})
    assert (answer.json()["language"], answer.json()["display_name"]) == ("en", "钱秀英")
