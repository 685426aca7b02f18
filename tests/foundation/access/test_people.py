"""The staff register through the API."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from manyhold.kernel.clock import business_date
from worlds.staff import PASSWORD, Hired, hire
from worlds.statements import counted
from worlds.world import Client, World

FRESH = "Lively-River-8"
NEW = {"display_name": "孙丽", "sign_in_name": "sun.li", "phone": "13800138000", "password": PASSWORD}


@pytest.fixture
def director(world: World) -> Client:
    return world.client("group_administrator")


@pytest.fixture
def cashier(world: World) -> Hired:
    return hire(world, "qian.cash", "cashier", "A1")


def change(by: Client, person_id: int, **values):
    etag = by.get(f"/people/{person_id}").headers["etag"]
    return by.patch(f"/people/{person_id}", json=values, headers={"if-match": etag})


def test_somebody_new_must_change_the_initial_password(world: World, director: Client) -> None:
    made = director.post("/people", json=NEW)
    assert made.status_code == 201, made.text
    assert (made.json()["phone"], made.json()["must_change_password"]) == ("13800138000", True)
    someone = Hired(world, made.json()["id"], "sun.li")
    browser = someone.sign_in()
    assert browser.get("/projects").json()["code"] == "password_must_change"
    wanted = {"current_password": PASSWORD, "new_password": FRESH}
    assert browser.post("/me/password", json=wanted).status_code == 204
    assert browser.get("/me").json()["must_change_password"] is False


def test_a_sign_in_name_is_taken_once(director: Client) -> None:
    assert director.post("/people", json=NEW).status_code == 201
    again = director.post("/people", json=NEW)
    assert (again.status_code, again.json()["code"]) == (409, "sign_in_name_taken")
    poor = director.post("/people", json={**NEW, "sign_in_name": "other", "password": "simple"})
    assert poor.json()["errors"][0]["code"] == "password_too_short"


def test_a_name_of_another_group_is_taken_too(world: World, director: Client) -> None:
    hire(world, "sun.li", group="B")
    answer = director.post("/people", json=NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")


def test_three_askers(world: World, cashier: Hired) -> None:
    path = f"/people/{cashier.person_id}"
    assert world.nobody().get(path).status_code == 401
    assert world.client("technician").get(path).status_code == 403
    assert world.client("project_manager", "B1").get(path).status_code == 404
    assert world.client("project_manager").get(path).json()["roles"] == ["cashier"]
    assert world.client("project_manager").post("/people", json=NEW).status_code == 403


def test_phones_are_masked_for_those_who_do_not_manage(world: World, director: Client) -> None:
    made = director.post("/people", json=NEW).json()["id"]
    seen = world.client("project_manager").get(f"/people/{made}").json()
    assert (seen["phone"], seen["phone_is_masked"]) == ("138****8000", True)


def test_the_list_is_sorted_filtered_and_counted(world: World, director: Client, cashier: Hired) -> None:
    hire(world, "zhou.tech", "technician", "A2")
    hire(world, "bai.keeper", "housekeeper", "A1")
    names = [one["sign_in_name"] for one in director.get("/people").json()["items"]]
    assert names == sorted(names)
    assert {"zhou.tech", "bai.keeper"} < set(names)

    def found(**query) -> set[str]:
        items = director.get("/people", params=query).json()["items"]
        return {one["sign_in_name"] for one in items} & {"zhou.tech", "bai.keeper", "qian.cash"}

    assert found(project_id=world.sites["A1"].project_id) == {"bai.keeper", "qian.cash"}
    assert found(q="金丝雀Azhou") == {"zhou.tech"}
    assert found(q="QIAN") == {"qian.cash"}
    assert found(is_active=False) == set()
    assert director.get("/people", params={"project_id": world.sites["B1"].project_id}).status_code == 404
    assert director.get("/people/count", params={"q": "qian"}).json() == {"count": 1, "is_exact": True}


def test_a_list_asks_as_often_however_long(world: World, director: Client, cashier: Hired) -> None:
    director.get("/people")
    with counted(world) as sent:
        director.get("/people", params={"limit": 200})
    assert len(sent) == 3, sent  # who asks, people, their roles


def test_who_leaves_is_out_at_once(world: World, director: Client, cashier: Hired) -> None:
    browser = cashier.sign_in()
    token = browser.post("/me/tokens", json={"name": "report"}).json()["token"]
    program = world.nobody()
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/projects").status_code == 200
    assert change(director, cashier.person_id, is_active=False).status_code == 200
    assert browser.get("/me").status_code == 401
    assert program.get("/projects").status_code == 401
    assert cashier.ask(world.nobody()).json()["code"] == "wrong_password"
    assert change(director, cashier.person_id, is_active=True).status_code == 200
    assert browser.get("/me").status_code == 401
    assert program.get("/projects").status_code == 401
    assert cashier.sign_in().get("/projects").status_code == 200


def test_a_reset_password_is_for_once(world: World, director: Client, cashier: Hired) -> None:
    browser = cashier.sign_in()
    assert change(director, cashier.person_id, new_password=FRESH).json()["must_change_password"] is True
    assert browser.get("/me").status_code == 401
    assert cashier.sign_in(password=FRESH).get("/projects").json()["code"] == "password_must_change"


def test_a_lost_phone_is_helped(world: World, director: Client, cashier: Hired) -> None:
    browser = cashier.sign_in()
    cashier.secret = browser.post("/me/totp").json()["secret"]
    browser.post("/me/totp/confirm", json={"code": cashier.code()})
    assert cashier.ask(world.nobody()).json() == {"step": "code"}
    assert change(director, cashier.person_id, reset_totp=True).json()["has_totp"] is False
    assert cashier.ask(world.nobody()).json() == {"step": "done"}


def test_a_lock_is_opened(world: World, director: Client, cashier: Hired) -> None:
    for _ in range(5):
        cashier.ask(world.nobody(), password="Wrong-Password-1")
    assert director.get(f"/people/{cashier.person_id}").json()["is_locked"] is True
    assert change(director, cashier.person_id, unlock=True).json()["is_locked"] is False
    cashier.sign_in()


def test_a_director_does_not_take_the_security_administrators_place(world: World, director: Client) -> None:
    security = world.client("security_administrator")
    for act in ({"new_password": FRESH}, {"reset_totp": True}, {"is_active": False}):
        refused = change(director, security.person_id, **act)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert change(security, director.person_id, new_password=FRESH).status_code == 200


@pytest.mark.parametrize("state", ["deactivated", "begins tomorrow"])
def test_nor_while_the_security_administrator_is_away(world: World, director: Client, state: str) -> None:
    starts_on = date(2026, 1, 1)
    if state == "begins tomorrow":
        starts_on = business_date(world.clock.now(), "Asia/Shanghai") + timedelta(days=1)
    other = hire(world, "feng.secure", "security_administrator", starts_on=starts_on)
    granter = world.client("security_administrator")
    if state == "deactivated":
        assert change(granter, other.person_id, is_active=False).status_code == 200
    acts = {"is_active": True, "new_password": FRESH, "reset_totp": True}
    for act in (acts, *({name: value} for name, value in acts.items())):
        refused = change(director, other.person_id, **act)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert change(granter, other.person_id, **acts).status_code == 200


def test_a_former_administrator_is_staff_like_others(world: World, director: Client) -> None:
    former = hire(world, "feng.secure", "security_administrator", ends_on=date(2026, 1, 2))
    assert change(director, former.person_id, new_password=FRESH).status_code == 200


def test_ones_own_sign_in_is_mended_elsewhere(world: World, director: Client) -> None:
    for act in ({"new_password": FRESH}, {"reset_totp": True}, {"is_active": False}):
        refused = change(director, director.person_id, **act)
        assert (refused.status_code, refused.json()["code"]) == (409, "own_account")
    assert change(director, director.person_id, display_name="周敏").json()["display_name"] == "周敏"


def test_two_editors_do_not_overwrite_each_other(director: Client, cashier: Hired) -> None:
    path = f"/people/{cashier.person_id}"
    assert director.patch(path, json={"phone": "13900139000"}).status_code == 428
    etag = director.get(path).headers["etag"]
    assert director.patch(path, json={"phone": "1"}, headers={"if-match": etag}).status_code == 200
    assert director.patch(path, json={"phone": "2"}, headers={"if-match": etag}).status_code == 412
