"""Codes of places and what the public may do with them, through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from manyhold.modules.workorders.places import rules
from manyhold.modules.workorders.places.models import PublicQuota
from modules.workorders.asked import act, done, make_code, reported
from worlds.world import World

SAID = {"category": "indoor_repair", "description": "水管漏水", "phone": "13800138000", "name": "王金丝雀"}


def report(world: World, token: str, **changes: Any) -> Any:
    """A public report; the raw answer."""
    return world.nobody().post(f"/public/places/{token}/reports", json={**SAID, **changes})


def test_the_public_learns_the_place_and_nothing_else(world: World) -> None:
    reported(world)
    shown = world.nobody().get(f"/public/places/{make_code(world)}").json()
    assert shown.keys() == {"project_name", "place_label", "phone", "categories"}
    assert (shown["project_name"], shown["place_label"]) == ("金丝雀A1项目", "金丝雀A1-101")
    assert "indoor_repair" in [one["code"] for one in shown["categories"]]
    assert "internal" not in [one["code"] for one in shown["categories"]]


def test_a_public_report_waits_at_the_desk_until_it_is_verified(world: World) -> None:
    made = report(world, make_code(world))
    assert made.status_code == 201, made.text
    desk = world.client("customer_service")
    order = desk.get("/work-orders?state=waiting_desk").json()["items"][0]
    assert (order["number"], order["is_verified"], order["channel"]) == (made.json()["number"], False, "qr")
    assert order["space_id"] == world.sites["A1"].room_ids[0]
    worker = world.client("technician").person_id
    early = act(world.client("dispatcher"), order, "assign", assignee_id=worker)
    assert early.json()["code"] == "act_not_allowed"
    order = done(desk, order, "verify", category="public_repair", kind="pipes", urgency="urgent")
    assert (order["state"], order["is_verified"], order["kind"]) == ("reported", True, "pipes")
    assert order["due_at"] == "2026-11-22T04:00:00Z"
    steps = desk.get(f"/work-orders/{order['id']}/timeline").json()
    assert (steps[0]["actor_id"], steps[0]["actor_name"]) == (0, None)


def test_a_reporter_follows_the_state_and_rates_once(world: World) -> None:
    made = report(world, make_code(world)).json()
    path = f"/public/reports/{made['follow_token']}"
    nobody, desk, worker = world.nobody(), world.client("dispatcher"), world.client("technician")
    shown = nobody.get(path).json()
    assert shown.keys() == {"number", "state", "reported_at", "may_rate", "rating"}
    early = nobody.post(f"{path}/rating", json={"rating": 5})
    assert (early.status_code, early.json()["code"]) == (409, "act_not_allowed")
    order = desk.get("/work-orders").json()["items"][0]
    done(desk, order, "verify")
    done(desk, order, "assign", assignee_id=worker.person_id)
    done(worker, order, "accept")
    done(worker, order, "finish", remark="好了")
    assert nobody.get(path).json()["may_rate"] is True
    rated = nobody.post(f"{path}/rating", json={"rating": 4, "comment": "可以"})
    assert (rated.status_code, rated.json()["state"], rated.json()["rating"]) == (200, "closed", 4)
    assert nobody.post(f"{path}/rating", json={"rating": 1}).json()["code"] == "already_rated"
    assert desk.get(f"/work-orders/{order['id']}").json()["rating_comment"] == "可以"


def test_a_revoked_code_opens_nothing_and_its_reports_are_still_followed(world: World) -> None:
    token, desk = make_code(world), world.client("customer_service")
    made = report(world, token).json()
    code = desk.get("/space-codes").json()["items"][0]
    assert desk.delete(f"/space-codes/{code['id']}").status_code == 204
    for answer in (world.nobody().get(f"/public/places/{token}"), report(world, token)):
        assert (answer.status_code, answer.json()["code"]) == (404, "code_unknown")
    assert world.nobody().get(f"/public/reports/{made['follow_token']}").status_code == 200
    assert world.nobody().get(f"/public/reports/{token}").json()["code"] == "report_unknown"
    assert desk.get(f"/space-codes/{code['id']}/qr.svg").json()["code"] == "code_revoked"


def test_a_code_reports_only_so_often(world: World) -> None:
    first, second = make_code(world), make_code(world, place=1)
    answers = [report(world, first) for _ in range(rules.REPORTS_PER_SOURCE)]
    assert {answer.status_code for answer in answers} == {201}
    refused = report(world, second)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_reports")
    assert 0 < refused.json()["params"]["retry_after"] <= 3601
    assert refused.headers["retry-after"] == str(refused.json()["params"]["retry_after"])
    world.wait(timedelta(seconds=refused.json()["params"]["retry_after"]))
    assert report(world, second).status_code == 201


def test_the_same_key_reports_once(world: World) -> None:
    token = make_code(world)
    sent = [
        world.nobody().post(
            f"/public/places/{token}/reports", json=SAID, headers={"Idempotency-Key": "pressed-twice"}
        )
        for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert world.client("customer_service").get("/work-orders/count").json()["count"] == 1


@pytest.mark.parametrize(
    "changes",
    [{"category": "internal"}, {"description": " "}, {"phone": "call me"}, {"description": "长" * 1001}],
)
def test_bad_public_input_is_named_and_not_counted(world: World, changes: dict[str, str]) -> None:
    answer = report(world, make_code(world), **changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(changes))


def test_a_building_gets_its_codes_at_once_and_keeps_them_unless_they_are_rotated(world: World) -> None:
    site, desk = world.sites["A1"], world.client("project_manager")
    old = make_code(world)
    wanted = {"project_id": site.project_id, "building_id": site.building_id}
    assert desk.post("/space-codes", json=wanted).json() == {"made": 3, "kept": 1}
    assert world.nobody().get(f"/public/places/{old}").status_code == 200
    assert desk.post("/space-codes", json={**wanted, "rotate": True}).json() == {"made": 4, "kept": 0}
    assert world.nobody().get(f"/public/places/{old}").status_code == 404
    listed = desk.get("/space-codes").json()["items"]
    assert [one["space_id"] for one in listed] == site.room_ids
    picture = desk.get(f"/space-codes/{listed[0]['id']}/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")


def test_codes_are_made_for_own_places_by_those_who_may(world: World) -> None:
    foreign = {"project_id": world.sites["A1"].project_id, "space_ids": [world.sites["B1"].room_ids[0]]}
    manager = world.client("project_manager")
    assert manager.post("/space-codes", json=foreign).json()["errors"][0]["code"] == "unknown_reference"
    assert world.client("technician").post("/space-codes", json=foreign).status_code == 403
    assert world.client("project_manager", "B1").get("/space-codes").json()["items"] == []
    both = {**foreign, "building_id": world.sites["A1"].building_id}
    assert manager.post("/space-codes", json=both).status_code == 422


def test_the_page_runs_only_its_own_script_and_leaks_no_token(world: World) -> None:
    page = world.nobody().get(f"/r/{make_code(world)}")
    assert page.status_code == 200
    assert len(page.content) < 30_000
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "same-origin"


def test_old_windows_are_forgotten(world: World) -> None:
    report(world, make_code(world))
    world.wait(timedelta(days=2))
    world.worker._start_schedules()
    world.work()
    ctx = world.context("A1")
    with ctx.session as session:
        assert session.scalars(select(PublicQuota)).all() == []
