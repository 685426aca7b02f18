"""Parties through the API: masked, versioned, revealed on the record, seen only where they are known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories.parties import WANG, added, owner_of
from foundation.approvals.asked import done, publish, role, step
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.parties.models import Party, PartyVersion
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


def test_a_party_leaves_masked(world: World) -> None:
    party = owner_of(
        world, phones=["13800001234", "021-12345678"], id_kind="resident", id_number="11010519491231002x"
    )
    assert (party["name"], party["name_is_masked"]) == ("王*明", True)
    assert [phone["number"] for phone in party["phones"]] == ["138****1234", "021-*****678"]
    assert party["phone"] == "138****1234"
    assert party["id_number"] == "110***********002X"
    assert [version["name"] for version in party["versions"]] == ["王*明"]
    [holding] = party["holdings"]
    assert (holding["role"], holding["starts_on"], holding["ends_on"]) == ("owner", "2026-01-01", None)
    assert holding["label"] == "金丝雀A1-101"
    company = added(
        world.client("project_manager"),
        {
            "project_id": world.sites["A1"].project_id,
            "kind": "company",
            "name": "上海某某物业服务有限公司",
            "id_kind": "credit_code",
            "id_number": "91310115MA1WYGL35A",
        },
    )
    assert company["name"] == "上海某某******公司"


def test_nothing_personal_lies_open_in_the_database_or_the_trail(world: World) -> None:
    owner_of(world, id_kind="resident", id_number="11010519491231002X")
    manager = world.client("project_manager")
    [party] = manager.get("/parties").json()["items"]
    manager.patch(
        f"/parties/{party['id']}",
        json={"name": "王大明", "added_phones": ["13900005678"]},
        headers={"If-Match": "*"},
    )
    with SystemSession(world.runtime.database, writes=False) as session:
        rows: list[Any] = [*session.scalars(select(Party)), *session.scalars(select(PartyVersion))]
        kept = [str(vars(row)) for row in [*rows, *session.scalars(select(AuditEntry))]]
    assert len(kept) > 3
    for secret in ("王小明", "王大明", "13800001234", "13900005678", "11010519491231002X"):
        assert not [row for row in kept if secret in row]
        assert secret.encode() not in b"".join(row.name_sealed for row in rows)


def test_three_askers(world: World) -> None:
    party = owner_of(world)
    path = f"/parties/{party['id']}"
    assert world.nobody().get(path).status_code == 401
    assert world.client("technician").get(path).status_code == 403
    for outsider in (world.client("project_manager", "A2"), world.client("group_administrator", "B1")):
        assert outsider.get(path).status_code == 404
        assert outsider.get("/parties").json()["items"] == []
        assert (
            outsider.post(f"{path}/reveal", json={"field": "name", "reason": "核对身份"}).status_code == 404
        )
        assert outsider.patch(path, json={"name": "李"}, headers={"If-Match": "*"}).status_code == 404
    assert world.client("cashier").get(path).status_code == 200


def test_a_housekeeper_of_a_building_sees_the_people_of_it_alone(world: World) -> None:
    site = world.sites["A1"]
    inside = owner_of(world, room=0)
    manager = world.client("project_manager")
    at_large = added(manager, {**WANG, "project_id": site.project_id, "name": "李四"})
    parking = {"space_id": site.parking_id, "role": "tenant", "starts_on": "2026-01-01"}
    elsewhere = added(manager, {**WANG, "project_id": site.project_id, "holdings": [parking]})
    housekeeper = world.client("housekeeper", zones=[site.building_id])
    assert [one["id"] for one in housekeeper.get("/parties").json()["items"]] == [inside["id"]]
    for hidden in (at_large, elsewhere):
        assert housekeeper.get(f"/parties/{hidden['id']}").status_code == 404
    own = {**WANG, "project_id": site.project_id, "name": "赵六"}
    assert housekeeper.post("/parties", json=own).json()["errors"][0]["code"] == "space_missing"
    refused = housekeeper.post("/parties", json={**own, "space_id": site.parking_id})
    assert refused.json()["errors"][0] == {"field": "space_id", "code": "unknown_reference", "params": {}}
    assert added(housekeeper, {**own, "space_id": site.room_ids[1]})["holdings"] == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"phones": ["12345"]}, "phones", "phone_wrong"),
        ({"id_kind": "resident", "id_number": "110101199001011238"}, "id_number", "id_number_wrong"),
        ({"kind": "company", "gender": "male"}, "gender", "company_without_gender"),
        ({"gender": "x"}, "gender", "literal_error"),
        ({"name": " "}, "name", "name_missing"),
        ({"kind": "robot"}, "kind", "literal_error"),
    ],
)
def test_bad_input_names_its_field(world: World, change: dict[str, Any], field: str, code: str) -> None:
    body = {**WANG, "project_id": world.sites["A1"].project_id, **change}
    answer = world.client("project_manager").post("/parties", json=body)
    assert answer.status_code == 422, answer.text
    assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [(field, code)]


def test_foreign_ids_in_the_body_are_refused(world: World) -> None:
    manager, foreign = world.client("project_manager"), world.sites["B1"]
    body = {**WANG, "project_id": foreign.project_id}
    assert manager.post("/parties", json=body).json()["errors"][0]["field"] == "project_id"
    holding = {"space_id": foreign.room_ids[0], "role": "owner", "starts_on": "2026-01-01"}
    body = {**WANG, "project_id": world.sites["A1"].project_id, "holdings": [holding]}
    assert manager.post("/parties", json=body).json()["errors"][0]["field"] == "holdings.0.space_id"
    assert manager.get("/parties/count").json()["count"] == 0


def test_a_new_name_is_a_new_version(world: World) -> None:
    party = owner_of(world)
    manager, path = world.client("project_manager"), f"/parties/{party['id']}"
    assert manager.patch(path, json={"name": "王大明"}).status_code == 428
    stale = manager.patch(path, json={"name": "王大明"}, headers={"If-Match": '"99"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    etag = manager.get(path).headers["etag"]
    renamed = manager.patch(path, json={"name": "诸葛孔明"}, headers={"If-Match": etag})
    assert renamed.status_code == 200, renamed.text
    assert [version["name"] for version in renamed.json()["versions"]] == ["诸**明", "王*明"]
    assert manager.get("/parties", params={"q": "zhugekongming"}).json()["items"][0]["id"] == party["id"]
    assert manager.get("/parties", params={"q": "王小明"}).json()["items"] == []


def test_phones_and_documents_are_changed(world: World) -> None:
    party = owner_of(world, phones=["13800001234"])
    manager, path = world.client("project_manager"), f"/parties/{party['id']}"
    change = {
        "added_phones": ["13900005678", "139 0000 5678"],
        "removed_phone_ids": [party["phones"][0]["id"]],
    }
    changed = manager.patch(path, json=change, headers={"If-Match": "*"}).json()
    assert [phone["number"] for phone in changed["phones"]] == ["139****5678"]
    assert manager.get("/parties", params={"q": "13800001234"}).json()["items"] == []
    assert len(manager.get("/parties", params={"q": "5678"}).json()["items"]) == 1
    document = {"id_kind": "passport", "id_number": "E12345678"}
    assert manager.patch(path, json=document, headers={"If-Match": "*"}).json()["id_number"] == "E******78"
    assert len(manager.get("/parties", params={"q": "e12345678"}).json()["items"]) == 1
    none = {"id_kind": "", "id_number": ""}
    assert manager.patch(path, json=none, headers={"If-Match": "*"}).json()["id_number"] is None


def test_reveal_is_for_a_reason_and_on_the_record(world: World) -> None:
    party = owner_of(world)
    desk, path = world.client("customer_service"), f"/parties/{party['id']}/reveal"
    assert desk.post(path, json={"field": "name"}).status_code == 422
    for field, value in (("name", "王小明"), ("phone", "13800001234")):
        assert desk.post(path, json={"field": field, "reason": "联系业主"}).json() == {"value": value}
    missing = desk.post(path, json={"field": "id_number", "reason": "核对身份"})
    assert (missing.status_code, missing.json()["code"]) == (404, "nothing_to_reveal")
    assert world.client("cashier").post(path, json={"field": "name", "reason": "核对身份"}).status_code == 403
    with SystemSession(world.runtime.database, writes=False) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal")).all()
    assert [(entry.subject_id, entry.changes["field"], entry.reason) for entry in entries] == [
        (party["id"], "name", "联系业主"),
        (party["id"], "phone", "联系业主"),
    ]
    assert {entry.actor_id for entry in entries} == {desk.person_id}
    assert {entry.project_id for entry in entries} == {world.sites["A1"].project_id}


def test_reveal_has_a_limit_a_day(world: World) -> None:
    limit = world.client("group_administrator").put("/reveal-limit", json={"a_day": 2})
    assert limit.json() == {"a_day": 2, "used": 0, "more": 0}
    party = owner_of(world)
    desk, path = world.client("customer_service"), f"/parties/{party['id']}/reveal"
    body = {"field": "name", "reason": "联系业主"}
    assert [desk.post(path, json=body).status_code for _ in range(3)] == [200, 200, 429]
    assert desk.post(path, json=body).json()["code"] == "reveal_limit"
    assert world.client("housekeeper").post(path, json=body).status_code == 200
    for _ in range(24 * 4):  # in steps: who is silent for long is signed out
        world.clock.advance(timedelta(minutes=15))
        desk.get("/parties/count")
    assert desk.post(path, json=body).status_code == 200


def test_more_looks_need_approval(world: World) -> None:
    party = owner_of(world)
    hq, desk, manager = (
        world.client(one) for one in ("group_administrator", "customer_service", "project_manager")
    )
    assert hq.put("/reveal-limit", json={"a_day": 1}).status_code == 200
    assert manager.put("/reveal-limit", json={"a_day": 9}).status_code == 403
    path, body = f"/parties/{party['id']}/reveal", {"field": "name", "reason": "联系业主"}
    assert [desk.post(path, json=body).status_code for _ in range(2)] == [200, 429]
    more = {"project_id": world.sites["A1"].project_id, "fields": 1, "reason": "集中催缴"}
    assert desk.post("/reveal-requests", json=more).json()["code"] == "approval_chain_missing"
    publish(world, step(role("project_manager")), document_type="parties.reveal_more")
    away = {**more, "project_id": world.sites["A2"].project_id}
    assert desk.post("/reveal-requests", json=away).status_code == 404
    request = desk.post("/reveal-requests", json=more).json()["request_id"]
    assert desk.post("/reveal-requests", json=more).json()["code"] == "already_submitted"
    assert done(manager, request, "approve")["state"] == "approved"
    assert desk.post(path, json=body).status_code == 429
    world.work()
    assert desk.get("/reveal-limit").json() == {"a_day": 1, "used": 1, "more": 1}
    assert [desk.post(path, json=body).status_code for _ in range(2)] == [200, 429]
    world.wait(timedelta(hours=25))
    assert desk.get("/reveal-limit").json() == {"a_day": 1, "used": 0, "more": 0}


def test_duplicates_are_only_proposed(world: World) -> None:
    one = owner_of(world, room=0)
    same = owner_of(world, room=1, phones=["+86 138-0000-1234"])
    other_phone = owner_of(world, room=2, phones=["13900005678"])
    other_name = owner_of(world, room=3, name="王小红")
    manager = world.client("project_manager")
    found = manager.get(f"/parties/{one['id']}/possible-duplicates").json()
    assert [(party["id"], party["because"]) for party in found] == [(same["id"], "name_and_phone")]
    document = {"id_kind": "passport", "id_number": "E12345678"}
    for party in (one, other_name):
        manager.patch(f"/parties/{party['id']}", json=document, headers={"If-Match": "*"})
    found = manager.get(f"/parties/{one['id']}/possible-duplicates").json()
    assert {(party["id"], party["because"]) for party in found} == {
        (same["id"], "name_and_phone"),
        (other_name["id"], "id_number"),
    }
    assert other_phone["id"] not in {party["id"] for party in found}
    assert manager.get("/parties/count").json()["count"] == 4
