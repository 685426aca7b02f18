"""The life of an order through the API: who may do what when, and what is left behind."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.messaging.models import Message
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.workorders.orders.models import Order
from modules.workorders.asked import act, assigned, done, draft, finished, reported
from worlds.world import Client, World


def test_an_order_is_reported_assigned_accepted_finished_and_rated(world: World) -> None:
    desk, worker = world.client("customer_service"), world.client("technician")
    order = reported(world)
    assert order["number"] == "WX-A1-20261122-0001"
    assert (order["state"], order["evaluation"], order["is_late"]) == ("reported", "none", False)
    assert order["space_label"] == "金丝雀A1-101"
    assert order["due_at"] == "2026-11-24T02:00:00Z"
    order = done(world.client("dispatcher"), order, "assign", assignee_id=worker.person_id)
    assert (order["state"], order["assignee_name"]) == ("assigned", "金丝雀A1员工")
    assert done(worker, order, "accept")["state"] == "accepted"
    world.wait(timedelta(hours=3))
    order = done(worker, order, "finish", remark="已更换软管")
    assert (order["state"], order["evaluation"]) == ("finished", "open")
    order = done(desk, order, "rate", rating=5, comment="很快")
    assert (order["state"], order["evaluation"], order["rating"]) == ("closed", "rated", 5)
    assert order["rating_comment"] == "很快"
    steps = desk.get(f"/work-orders/{order['id']}/timeline").json()
    assert [step["act"] for step in steps] == ["report", "assign", "accept", "finish", "rate"]
    assert [step["to_state"] for step in steps] == ["reported", "assigned", "accepted", "finished", "closed"]
    assert steps[3]["note"] == "已更换软管"
    assert steps[1]["names"] == {str(worker.person_id): "金丝雀A1员工"}


def test_the_assignee_is_told_once_and_only_while_the_order_is_theirs(world: World) -> None:
    order = assigned(world)
    other = world.client("inspector")
    done(world.client("dispatcher"), order, "assign", assignee_id=other.person_id)
    world.work()
    with SystemSession(world.runtime.database, writes=False) as session:
        told = session.scalars(select(Message)).all()
    assert [(message.actor_id, message.params["number"]) for message in told] == [
        (other.person_id, order["number"])
    ]


@pytest.mark.parametrize("role", ["technician", "guard"])
def test_only_the_assignee_works_on_an_order(world: World, role: str) -> None:
    order = assigned(world)
    somebody = world.client(role, zones=[world.sites["A1"].building_id])
    for name, body in (("accept", {}), ("refuse", {"reason": "too_busy"})):
        answer = act(somebody, order, name, **body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_order")


def test_a_dispatcher_speaks_for_the_assignee_and_the_timeline_says_so(world: World) -> None:
    order, dispatcher = assigned(world), world.client("dispatcher")
    assert done(dispatcher, order, "accept")["state"] == "accepted"
    step = dispatcher.get(f"/work-orders/{order['id']}/timeline").json()[-1]
    assert step["actor_id"] == dispatcher.person_id != order["assignee_id"]


def test_a_refused_order_waits_to_be_assigned_anew(world: World) -> None:
    order = done(world.client("technician"), assigned(world), "refuse", reason="wrong_trade", note="需电工")
    assert (order["state"], order["assignee_id"]) == ("reported", None)


def test_what_life_does_not_declare_is_a_conflict_and_changes_nothing(world: World) -> None:
    order = reported(world)
    answer = act(world.client("dispatcher"), order, "finish", remark="好了")
    assert (answer.status_code, answer.json()["code"]) == (409, "act_not_allowed")
    assert answer.json()["params"] == {"act": "finish", "state": "reported"}
    now = world.client("dispatcher").get(f"/work-orders/{order['id']}").json()
    assert (now["state"], now["revision"]) == ("reported", order["revision"])


def test_orders_are_given_only_to_people_who_take_them_there(world: World) -> None:
    order, dispatcher = reported(world), world.client("dispatcher")
    elsewhere = world.client("technician", zones=[world.sites["A1"].parking_id])
    for person in (dispatcher, elsewhere, world.client("technician", "A2"), world.client("technician", "B1")):
        answer = act(dispatcher, order, "assign", assignee_id=person.person_id)
        assert answer.json()["errors"][0]["code"] == "cannot_take_orders", person.person_id


def test_candidates_are_listed_with_their_load(world: World) -> None:
    order, idle = assigned(world), world.client("inspector")
    shown = world.client("dispatcher").get(f"/work-orders/{order['id']}/candidates").json()
    loads = {one["person_id"]: one["assigned"] for one in shown}
    assert loads == {idle.person_id: 0, order["assignee_id"]: 1}
    assert shown[0]["person_id"] == idle.person_id


def test_a_rating_is_given_once(world: World) -> None:
    desk, order = world.client("customer_service"), finished(world)
    done(desk, order, "rate", rating=2)
    assert act(desk, order, "rate", rating=5).json()["code"] == "already_rated"


@pytest.mark.parametrize(("days", "rework"), [(7, 1), (8, 0)])
def test_an_order_reopened_within_seven_days_is_rework(world: World, days: int, rework: int) -> None:
    desk, order = world.client("customer_service"), finished(world)
    done(desk, order, "rate", rating=2)
    world.wait(timedelta(days=days))
    order = done(desk, order, "reopen", note="又漏了")
    assert (order["state"], order["rework_count"], order["rating"]) == ("reported", rework, None)
    assert order["assignee_id"] is None
    assert order["finished_at"] is None
    steps = desk.get(f"/work-orders/{order['id']}/timeline").json()
    assert steps[-1]["facts"]["rating"] == 2


def test_an_open_order_past_its_due_time_is_late_and_so_is_one_finished_after_it(world: World) -> None:
    late, early = assigned(world, urgency="urgent"), reported(world)
    reader = world.client("project_manager")
    world.wait(timedelta(hours=3))
    assert [one["id"] for one in reader.get("/work-orders?late=true").json()["items"]] == [late["id"]]
    worker = world.client("technician")
    done(worker, late, "accept")
    assert done(worker, late, "finish", remark="好了")["is_late"] is True
    assert [one["id"] for one in reader.get("/work-orders?late=false").json()["items"]] == [early["id"]]


def test_a_list_of_late_orders_loads_onward_while_the_clock_runs(world: World) -> None:
    made = [reported(world, urgency="urgent") for _ in range(3)]
    reader = world.client("project_manager")
    world.wait(timedelta(hours=3))
    page = reader.get("/work-orders?late=true&limit=2").json()
    world.wait(timedelta(seconds=7))
    rest = reader.get("/work-orders", params={"late": True, "limit": 2, "cursor": page["next_cursor"]}).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [one["id"] for one in reversed(made)]


def test_numbers_are_unique_in_a_group(world: World) -> None:
    first, second, other = reported(world), reported(world), reported(world, "A2")
    world.wait(timedelta(days=1))
    tomorrow = reported(world)
    assert [one["number"] for one in (first, second, other, tomorrow)] == [
        "WX-A1-20261122-0001",
        "WX-A1-20261122-0002",
        "WX-A2-20261122-0001",
        "WX-A1-20261123-0001",
    ]


def test_the_list_is_filtered_loads_onward_and_is_counted(world: World) -> None:
    made = [reported(world, kind=kind) for kind in ("water", "drain", "water")]
    reader = world.client("project_manager")
    page = reader.get("/work-orders?limit=2").json()
    assert [one["id"] for one in page["items"]] == [made[2]["id"], made[1]["id"]]
    rest = reader.get("/work-orders", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == ([made[0]["id"]], None)
    assert reader.get("/work-orders/count?state=reported").json() == {"count": 3, "is_exact": True}
    for query, places in (
        ("q=2", [1]),
        ("q=WX-A1-20261122-0003", [2]),
        ("q=wx-a1-20261122-3", [2]),
        ("q=a1", [2, 1, 0]),
        ("q=A2", []),
        ("q=20261122", [2, 1, 0]),
        ("state=assigned", []),
        (f"space_id={world.sites['A1'].room_ids[0]}", [2, 1, 0]),
        ("category=complaint", []),
        ("urgency=ordinary", [2, 1, 0]),
        (f"project_id={world.sites['A2'].project_id}", []),
    ):
        items = reader.get(f"/work-orders?{query}").json()["items"]
        assert [one["id"] for one in items] == [made[place]["id"] for place in places], query
    assert page["items"][0].keys() >= {"space_label", "is_late", "assignee_name", "revision"}


def test_three_askers(world: World) -> None:
    order = reported(world)
    path = f"/work-orders/{order['id']}"
    assert world.nobody().get(path).status_code == 401
    assert world.client("accountant").get(path).status_code == 403
    assert world.client("project_manager", "A2").get(path).status_code == 404
    assert world.client("project_manager", "B1").get(path).status_code == 404
    assert world.client("project_manager").get(path).status_code == 200
    assert act(world.client("dispatcher", "B1"), order, "cancel", reason="other").status_code == 404
    assert act(world.client("technician"), order, "cancel", reason="other").status_code == 403


def test_a_report_names_places_of_its_own_project(world: World) -> None:
    desk = world.client("customer_service")
    foreign = desk.post("/work-orders", json=draft(world, space_id=world.sites["B1"].room_ids[0]))
    assert foreign.json()["errors"] == [{"field": "space_id", "code": "unknown_reference", "params": {}}]
    assert desk.post("/work-orders", json=draft(world, "B1")).status_code == 404
    party = desk.post("/work-orders", json=draft(world, party_id=4711)).json()
    assert party["errors"][0]["field"] == "party_id"
    words = desk.post("/work-orders", json=draft(world, kind="lift")).json()
    assert words["errors"][0]["code"] == "unknown_category"


def test_a_housekeeper_sees_and_reports_the_own_building_alone(world: World) -> None:
    site = world.sites["A1"]
    keeper = world.client("housekeeper", zones=[site.building_id])
    own, away, nowhere = (
        reported(world, space_id=space) for space in (site.room_ids[1], site.parking_id, None)
    )
    assert [one["id"] for one in keeper.get("/work-orders").json()["items"]] == [own["id"]]
    assert keeper.get(f"/work-orders/{away['id']}").status_code == 404
    assert keeper.get(f"/work-orders/{nowhere['id']}").status_code == 404
    assert keeper.post("/work-orders", json=draft(world)).status_code == 201
    missing = keeper.post("/work-orders", json=draft(world, space_id=None))
    assert missing.json()["errors"][0]["code"] == "place_missing"
    outside = keeper.post("/work-orders", json=draft(world, space_id=site.parking_id))
    assert outside.json()["errors"][0]["code"] == "unknown_reference"


def test_contacts_are_sealed_masked_and_shown_for_a_reason(world: World) -> None:
    order, desk = assigned(world), world.client("customer_service")
    assert (order["reporter_name_masked"], order["contact_phone_masked"]) == ("李**雀", "138****8000")
    with SystemSession(world.runtime.database, writes=False) as session:
        row = session.get_one(Order, order["id"])
    for sealed in (row.reporter_name_sealed, row.contact_phone_sealed, row.description_sealed):
        assert sealed is not None
        assert b"138" not in sealed
        assert "漏水".encode() not in sealed
    shown = done(desk, order, "contact", reason="上门前联系")
    assert shown == {"reporter_name": "李金丝雀", "contact_phone": "13800138000"}
    with SystemSession(world.runtime.database, writes=False) as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal")).one()
    assert (noted.subject_id, noted.reason, noted.actor_id) == (order["id"], "上门前联系", desk.person_id)
    assert act(world.client("technician"), order, "contact", reason="上门").status_code == 200
    done(world.client("dispatcher"), order, "assign", assignee_id=world.client("inspector").person_id)
    assert act(world.client("technician"), order, "contact", reason="上门").status_code == 403


def test_a_finish_has_a_remark_and_where_the_project_wants_it_a_photo(world: World) -> None:
    worker, order = world.client("technician"), assigned(world)
    done(worker, order, "accept")
    assert act(worker, order, "finish", remark="  ").status_code == 422
    manager, project_id = world.client("project_manager"), world.sites["A1"].project_id
    setting = manager.put(f"/work-order-settings/{project_id}", json={"needs_photo_to_finish": True})
    assert setting.status_code == 200
    assert act(worker, order, "finish", remark="好").json()["errors"][0]["code"] == "photo_missing"
    elsewhere = _file(world.client("technician", "A2"), world, "A2")
    shared = _file(worker, world, purpose="files.shared")
    for wrong in (elsewhere, shared, 4711):
        refused = act(worker, order, "finish", remark="好", photo_ids=[wrong]).json()["errors"]
        assert refused == [{"field": "photo_ids", "code": "unknown_reference", "params": {"id": wrong}}]
    photo = _file(worker, world)
    done(worker, order, "finish", remark="好", photo_ids=[photo])
    steps = worker.get(f"/work-orders/{order['id']}/timeline").json()
    assert steps[-1]["photos"] == [{"file_id": photo, "moment": "after"}]


def test_a_technician_of_one_building_shows_photos_of_it(world: World) -> None:
    worker = world.client("technician", zones=[world.sites["A1"].building_id])
    order = done(world.client("dispatcher"), reported(world), "assign", assignee_id=worker.person_id)
    photo = _file(worker, world)
    step = done(worker, order, "note", note="到场", photo_ids=[photo])[-1]
    assert step["photos"] == [{"file_id": photo, "moment": "before"}]
    assert world.client("customer_service").get(f"/files/{photo}").status_code == 200


def test_the_same_key_makes_one_order(world: World) -> None:
    desk = world.client("customer_service")
    sent = [
        desk.post("/work-orders", json=draft(world), headers={"Idempotency-Key": "pressed-twice"})
        for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert desk.get("/work-orders/count").json()["count"] == 1


def test_the_reader_learns_which_acts_are_theirs(world: World) -> None:
    order = assigned(world)
    path = f"/work-orders/{order['id']}"
    assert world.client("technician").get(path).json()["acts"] == ["accept", "refuse", "note"]
    assert world.client("inspector").get(path).json()["acts"] == ["note"]
    assert world.client("dispatcher").get(path).json()["acts"] == [
        "assign",
        "accept",
        "refuse",
        "cancel",
        "note",
    ]


def _file(client: Client, world: World, at: str = "A1", purpose: str = "workorders.photo") -> int:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "JPEG")
    site = world.sites[at]
    answer = client.post(
        "/files",
        params={"purpose": purpose, "project_id": site.project_id, "space_id": site.room_ids[0]},
        files={"file": ("after.jpg", picture.getvalue(), "image/jpeg")},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_board_has_the_open_orders_that_fall_due_first(world: World) -> None:
    worker = world.client("technician")
    slow, quick = assigned(world), assigned(world, urgency="urgent")
    finished(world)
    waiting = reported(world, urgency="critical")

    def due(client: Client, **asked: object) -> list[str]:
        return [row["number"] for row in client.get("/work-orders/due", params=asked).json()]

    mine = {"assignee_id": worker.person_id}
    assert due(worker, **mine) == [quick["number"], slow["number"]]
    assert due(worker, limit=1) == [waiting["number"]]
    assert due(worker, state="reported") == [waiting["number"]]
    world.wait(timedelta(hours=1))
    assert due(worker, late=True) == [waiting["number"]]
    assert due(world.client("technician", "B1")) == []
    assert world.client("cashier").get("/work-orders/due").status_code == 403
