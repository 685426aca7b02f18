"""Roles and grants through the API: who gives what to whom, and how soon it is gone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.models import Person
from manyhold.kernel.clock import business_date
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.staff import Hired, hire
from worlds.statements import counted
from worlds.world import Client, World


@pytest.fixture
def security(world: World) -> Client:
    return world.client("security_administrator")


@pytest.fixture
def newcomer(world: World) -> Hired:
    return hire(world, "new.comer")


def give(world: World, by: Client, to: int, role: str = "cashier", at: str = "A1", **more):
    wanted = {"person_id": to, "role": role, "starts_on": "2026-11-22", **more}
    if at:
        wanted["project_id"] = world.sites[at].project_id
    return by.post("/grants", json=wanted)


def fault(answer) -> str:
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"][0]["code"]


def test_a_grant_holds_with_the_next_request_and_its_end_too(
    world: World, security: Client, newcomer: Hired
) -> None:
    browser = newcomer.sign_in()
    assert browser.get("/projects").status_code == 403
    made = give(world, security, newcomer.person_id)
    assert made.status_code == 201, made.text
    assert [one["code"] for one in browser.get("/projects").json()["items"]] == ["A1"]
    assert security.delete(f"/grants/{made.json()['id']}").status_code == 204
    assert browser.get("/projects").status_code == 403
    assert security.delete(f"/grants/{made.json()['id']}").status_code == 404


def test_a_grant_names_what_it_names(world: World, security: Client, newcomer: Hired) -> None:
    building = world.sites["A1"].building_id
    made = give(world, security, newcomer.person_id, "housekeeper", zones=[building]).json()
    assert made["person_name"] == "金丝雀Anew.comer"
    assert made["role"] == {"code": "housekeeper", "zh": "管家", "en": "Housekeeper"}
    assert (made["project_name"], made["zones"]) == (
        "金丝雀A1项目",
        [{"id": building, "label": "金丝雀A1-1栋"}],
    )
    keeper = newcomer.sign_in()
    assert keeper.get("/me").json()["projects"][0]["is_narrowed"] is True
    assert len(keeper.get("/spaces").json()["items"]) == 6


def test_dates_begin_and_end_a_grant(world: World, security: Client, newcomer: Hired) -> None:
    give(world, security, newcomer.person_id, starts_on="2026-11-23", ends_on="2026-11-24")
    assert newcomer.sign_in().get("/projects").status_code == 403
    for expected in (200, 200, 403):
        world.clock.advance(timedelta(days=1))
        assert newcomer.sign_in().get("/projects").status_code == expected


def test_a_grant_on_the_tree_reaches_what_lies_below(world: World, security: Client, newcomer: Hired) -> None:
    city = world.sides["A"].sub_node_id
    assert give(world, security, newcomer.person_id, at="", node_id=city).status_code == 201
    assert [one["code"] for one in newcomer.sign_in().get("/me").json()["projects"]] == ["A1"]


def test_three_askers(world: World, newcomer: Hired) -> None:
    assert give(world, world.nobody(), newcomer.person_id).status_code == 401
    for role in ("cashier", "group_administrator", "auditor", "customer_service"):
        assert give(world, world.client(role), newcomer.person_id).status_code == 403
    assert fault(give(world, world.client("security_administrator", "B1"), newcomer.person_id, at="B1")) == (
        "unknown_reference"
    )


def test_nobody_raises_himself(world: World, security: Client) -> None:
    assert fault(give(world, security, security.person_id)) == "self_grant"
    manager = world.client("project_manager")
    assert fault(give(world, manager, manager.person_id)) == "self_grant"


def test_a_project_manager_staffs_the_own_project(world: World, newcomer: Hired) -> None:
    manager = world.client("project_manager")
    made = give(world, manager, newcomer.person_id, "technician")
    assert made.status_code == 201, made.text
    assert give(world, manager, newcomer.person_id, "technician", at="A2").status_code == 404
    for role, place in (("project_manager", "A1"), ("auditor", ""), ("technician", "")):
        refused = give(world, manager, newcomer.person_id, role, at=place)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert manager.delete(f"/grants/{made.json()['id']}").status_code == 204


def test_a_project_manager_takes_nothing_elsewhere(world: World, security: Client, newcomer: Hired) -> None:
    elsewhere = give(world, security, newcomer.person_id, "technician", at="A2").json()["id"]
    boss = give(world, security, newcomer.person_id, "project_manager").json()["id"]
    manager = world.client("project_manager")
    assert manager.delete(f"/grants/{elsewhere}").status_code == 404
    assert manager.delete(f"/grants/{boss}").status_code == 403
    assert {one["id"] for one in manager.get("/grants").json()["items"]} >= {boss}
    assert elsewhere not in {one["id"] for one in manager.get("/grants").json()["items"]}


def test_administrators_stay_apart(world: World, security: Client) -> None:
    director = world.client("group_administrator")
    assert fault(give(world, security, director.person_id, "auditor", at="")) == "administrators_apart"
    assert fault(give(world, security, director.person_id, "auditor")) == "administrator_needs_group"


def test_the_last_security_administrator_stays(world: World, security: Client, newcomer: Hired) -> None:
    own = security.get("/grants", params={"person_id": security.person_id}).json()["items"][0]["id"]
    refused = security.delete(f"/grants/{own}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_security_administrator")
    assert give(world, security, newcomer.person_id, "security_administrator", at="").status_code == 201
    assert security.delete(f"/grants/{own}").status_code == 204
    assert security.get("/grants").status_code == 403


def test_one_who_leaves_is_not_another_security_administrator(world: World, security: Client) -> None:
    leaver = hire(world, "feng.secure", "security_administrator")
    with SystemSession(world.runtime.database, writes=True) as session:
        session.get_one(Person, leaver.person_id).ends_at = world.clock.now() + timedelta(hours=1)
        session.commit()
    refused = security.delete(f"/grants/{grant_of(world, security.person_id)}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_security_administrator")


@pytest.mark.parametrize("act", ["revoke", "deactivate"])
def test_two_security_administrators_do_not_remove_each_other(
    world: World, security: Client, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Each waits, before the commit, for the other to have come as far: the second to be judged does not come."""
    other = world.client("security_administrator", "A2")
    gate, void = threading.Barrier(2), world.runtime.grants.void

    def slow(session: ScopedSession) -> None:
        with suppress(threading.BrokenBarrierError):
            gate.wait(3)
        void(session)

    def remove(by: Client, whom: Client) -> int:
        if act == "revoke":
            return by.delete(f"/grants/{grant_of(world, whom.person_id)}").status_code
        body, headers = {"is_active": False}, {"if-match": "*"}
        return by.patch(f"/people/{whom.person_id}", json=body, headers=headers).status_code

    with monkeypatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setattr(world.runtime.grants, "void", slow)
        done = [pool.submit(remove, security, other), pool.submit(remove, other, security)]
        answers = sorted(one.result() for one in done)
    assert answers[0] in (200, 204) and answers[1] >= 400
    assert 200 in (security.get("/grants").status_code, other.get("/grants").status_code)


def grant_of(world: World, person_id: int) -> int:
    with SystemSession(world.runtime.database, writes=False) as session:
        return session.scalars(select(Grant.id).where(Grant.person_id == person_id)).one()


def test_a_fresh_administrator_signs_in_anew_to_enrol(
    world: World, security: Client, newcomer: Hired
) -> None:
    before = newcomer.sign_in()
    assert give(world, security, newcomer.person_id, "auditor", at="").status_code == 201
    assert before.get("/me").status_code == 401
    assert newcomer.ask(world.nobody()).json() == {"step": "enrol"}


def test_who_will_be_an_administrator_signs_in_with_a_second_factor_already(world: World) -> None:
    """Signed in the evening before, the session would be an administrator's at midnight."""
    tomorrow = business_date(world.clock.now(), "Asia/Shanghai") + timedelta(days=1)
    someone = hire(world, "feng.secure", "auditor", starts_on=tomorrow)
    assert someone.ask(world.nobody()).json() == {"step": "enrol"}


def test_a_stand_in_ends(world: World, security: Client, newcomer: Hired) -> None:
    away = hire(world, "away.keeper", "housekeeper", "A1").person_id
    asked = {"role": "housekeeper", "stands_in_for": away}
    assert fault(give(world, security, newcomer.person_id, **asked)) == "stand_in_ends"
    made = give(world, security, newcomer.person_id, **asked, ends_on="2026-11-30")
    assert made.json()["stands_in_for_name"] == "金丝雀Aaway.keeper"
    other = {"role": "cashier", "stands_in_for": away, "ends_on": "2026-11-30"}
    assert fault(give(world, security, newcomer.person_id, **other)) == "role_not_held"


@pytest.mark.parametrize("foreign", ["A2", "B1"])
def test_zones_are_of_the_project(world: World, security: Client, newcomer: Hired, foreign: str) -> None:
    zones = [world.sites[foreign].building_id]
    assert fault(give(world, security, newcomer.person_id, zones=zones)) == "unknown_reference"


def test_what_a_grant_names_is_of_the_group(world: World, security: Client, newcomer: Hired) -> None:
    stranger = hire(world, "stranger", group="B").person_id
    assert fault(give(world, security, stranger)) == "unknown_reference"
    assert fault(give(world, security, newcomer.person_id, at="B1")) == "unknown_reference"
    assert fault(give(world, security, newcomer.person_id, at="", node_id=world.sides["B"].node_id)) == (
        "unknown_reference"
    )
    assert fault(give(world, security, newcomer.person_id, "emperor")) == "unknown_role"


def test_granting_wants_a_step_up(world: World, newcomer: Hired) -> None:
    clerk = hire(world, "pm.stale", "project_manager", "A1")
    browser = clerk.sign_in()
    world.clock.advance(timedelta(minutes=10))
    refused = give(world, browser, newcomer.person_id)
    assert (refused.status_code, refused.json()["code"]) == (403, "elevation_missing")
    browser.post("/me/elevation", json={"password": clerk.password})
    assert give(world, browser, newcomer.person_id).status_code == 201


def test_an_own_role_lives(world: World, security: Client, newcomer: Hired) -> None:
    made = security.post("/roles", json={"name": "前台", "permissions": ["spaces.find", "organisation.read"]})
    assert made.status_code == 201, made.text
    role = made.json()
    assert give(world, security, newcomer.person_id, role["code"]).status_code == 201
    browser = newcomer.sign_in()
    assert browser.get("/me").json()["roles"] == [{"code": role["code"], "zh": "前台", "en": "前台"}]
    assert browser.get("/spaces").status_code == 403
    changed = security.patch(
        f"/roles/{role['id']}",
        json={"name": "前台", "permissions": ["spaces.find", "spaces.read"]},
        headers={"if-match": made.headers["etag"]},
    )
    assert (changed.status_code, changed.json()["holder_count"]) == (200, 1)
    assert browser.get("/spaces").status_code == 200
    in_use = security.delete(f"/roles/{role['id']}")
    assert (in_use.status_code, in_use.json()["code"]) == (409, "role_in_use")


def test_an_own_role_holds_no_administrators_right(world: World, security: Client) -> None:
    for name, code in (("audit.read", "permission_reserved"), ("no.such", "unknown_permission")):
        answer = security.post("/roles", json={"name": "x", "permissions": [name]})
        assert fault(answer) == code
    assert (
        world.client("project_manager").post("/roles", json={"name": "x", "permissions": []}).status_code
        == 403
    )


def test_a_holder_does_not_change_the_own_role(world: World, security: Client) -> None:
    made = security.post("/roles", json={"name": "前台", "permissions": ["spaces.find"]})
    code, path = made.json()["code"], f"/roles/{made.json()['id']}"
    other = hire(world, "second.security", "security_administrator")
    browser = other.sign_in()
    other.secret = browser.post("/me/totp").json()["secret"]
    browser.post("/me/totp/confirm", json={"code": other.code()})
    assert give(world, security, other.person_id, code).status_code == 201
    wanted = {"name": "前台", "permissions": ["spaces.find", "spaces.edit"]}
    assert fault(browser.patch(path, json=wanted, headers={"if-match": "*"})) == "own_role_held"


def test_roles_and_permissions_are_listed(world: World, security: Client) -> None:
    roles = {one["code"]: one for one in security.get("/roles").json()["items"]}
    assert roles["cashier"]["is_built_in"]
    assert "spaces.read" in roles["cashier"]["permissions"]
    rights = {one["name"]: one for one in security.get("/permissions").json()}
    assert rights["access.grant"]["is_reserved"]
    assert not rights["spaces.read"]["is_reserved"]
    assert world.client("cashier").get("/roles").status_code == 403
    assert world.nobody().get("/permissions").status_code == 401


def test_a_list_of_grants_asks_as_often_however_long(world: World, security: Client, newcomer: Hired) -> None:
    give(world, security, newcomer.person_id, "housekeeper", zones=[world.sites["A1"].building_id])
    world.client("region_manager")
    security.get("/grants")
    with counted(world) as sent:
        security.get("/grants", params={"limit": 200})
    assert len(sent) == 7, sent  # who asks, grants, people, own roles, nodes, projects, zones
