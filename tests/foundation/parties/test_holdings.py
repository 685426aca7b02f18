"""Holdings and households through the API, and who pays on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from factories.parties import WANG, added, owner_of
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.parties.queries import payer_on, payer_select
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World


def known(world: World, name: str, at: str = "A1") -> int:
    """Somebody whom the project knows at large."""
    body = {**WANG, "project_id": world.sites[at].project_id, "name": name}
    return added(world.client("project_manager", at), body)["id"]


def begin(client: Client, party_id: int, space_id: int, role: str = "owner", **more: Any) -> Any:
    body = {"party_id": party_id, "space_id": space_id, "role": role, "starts_on": "2026-01-01", **more}
    return client.post("/holdings", json=body)


def fault(answer: Any) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    [one] = answer.json()["errors"]
    return one["field"], one["code"]


def test_a_holding_begins_is_read_and_ended(world: World) -> None:
    manager, room = world.client("project_manager"), world.sites["A1"].room_ids[0]
    answer = begin(manager, known(world, "王小明"), room, share="0.5", is_payer=True)
    assert answer.status_code == 201, answer.text
    holding = answer.json()
    assert (holding["party_name"], holding["space_label"], holding["share"]) == (
        "王*明",
        "金丝雀A1-101",
        "0.5000",
    )
    path = f"/holdings/{holding['id']}"
    etag = manager.get(path).headers["etag"]
    ended = manager.patch(path, json={"ends_on": "2026-06-30"}, headers={"If-Match": etag})
    assert (ended.status_code, ended.json()["ends_on"]) == (200, "2026-06-30")
    assert manager.patch(path, json={"is_payer": False}, headers={"If-Match": etag}).status_code == 412
    for day, count in (("2026-06-30", 1), ("2026-07-01", 0)):
        asked = {"space_id": room, "in_force_on": day}
        assert manager.get("/holdings/count", params=asked).json()["count"] == count
        assert len(manager.get("/holdings", params=asked).json()["items"]) == count


def test_what_may_not_stand_beside_another(world: World) -> None:
    manager, room = world.client("project_manager"), world.sites["A1"].room_ids[0]
    wang, li = known(world, "王小明"), known(world, "李静")
    first = begin(manager, wang, room, share="0.6", is_payer=True, is_vote_representative=True)
    assert first.status_code == 201
    assert fault(begin(manager, wang, room, starts_on="2026-05-01")) == ("starts_on", "holding_overlaps")
    assert fault(begin(manager, li, room, "tenant", is_payer=True)) == ("is_payer", "payer_taken")
    assert fault(begin(manager, li, room, share="0.41")) == ("share", "shares_exceed_whole")
    assert fault(begin(manager, li, room, is_vote_representative=True)) == (
        "is_vote_representative",
        "vote_representative_taken",
    )
    assert (
        fault(begin(manager, li, room, "tenant", is_vote_representative=True))[1] == "vote_without_ownership"
    )
    assert fault(begin(manager, li, room, "tenant", share="0.1")) == ("share", "share_without_ownership")
    assert fault(begin(manager, li, room, ends_on="2025-01-01")) == ("ends_on", "ends_before_start")
    assert begin(manager, li, room, "co_owner", share="0.4").status_code == 201
    changed = manager.patch(
        f"/holdings/{first.json()['id']}", json={"share": "0.7"}, headers={"If-Match": "*"}
    )
    assert fault(changed) == ("share", "shares_exceed_whole")
    assert manager.get("/holdings/count", params={"space_id": room}).json()["count"] == 2


def test_foreign_parties_and_spaces_are_not_there(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    own, foreign = known(world, "王小明"), known(world, "李静", "A2")
    assert fault(begin(manager, foreign, site.room_ids[0])) == ("party_id", "unknown_reference")
    assert fault(begin(manager, own, world.sites["A2"].room_ids[0])) == ("space_id", "unknown_reference")
    held = owner_of(world, at="B1")["holdings"][0]["id"]
    assert manager.get(f"/holdings/{held}").status_code == 404
    assert (
        manager.patch(f"/holdings/{held}", json={"is_payer": True}, headers={"If-Match": "*"}).status_code
        == 404
    )
    assert manager.get("/holdings").json()["items"] == []
    assert world.client("technician").get("/holdings").status_code == 403
    assert world.nobody().get("/holdings").status_code == 401


def test_a_party_of_one_project_becomes_known_in_another(world: World) -> None:
    region = world.client("region_manager")
    party = known(world, "王小明", "A1")
    assert begin(region, party, world.sites["A2"].room_ids[0]).status_code == 201
    seen = world.client("project_manager", "A2").get(f"/parties/{party}").json()
    assert [one["project_id"] for one in seen["holdings"]] == [world.sites["A2"].project_id]


def test_one_payer_for_each_space_and_day(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    one, two, three, empty = site.room_ids
    builder, wang, li, tenant = (known(world, name) for name in ("某某置业", "王小明", "李静", "赵六"))
    for room in (one, two, three):
        begin(manager, builder, room, "developer", starts_on="2025-01-01", ends_on="2026-12-31")
    begin(manager, li, one, "co_owner", starts_on="2025-06-01")
    begin(manager, wang, one, "owner")
    begin(manager, tenant, two, "tenant", starts_on="2026-03-01", ends_on="2026-03-31", is_payer=True)
    begin(manager, wang, two, "owner")
    begin(manager, tenant, empty, "tenant")
    ctx = world.context("A1", "A2", writes=False)

    def payers(day: date) -> dict[int, int]:
        return {space: payer.party_id for space, payer in payer_on(ctx, site.room_ids, day).items()}

    assert payers(date(2025, 7, 1)) == {one: li, two: builder, three: builder}
    assert payers(date(2026, 3, 31)) == {one: wang, two: tenant, three: builder}
    assert payers(date(2026, 4, 1)) == {one: wang, two: wang, three: builder}
    assert payers(date(2027, 1, 1)) == {one: wang, two: wang}
    rows = ctx.session.execute(payer_select(date(2026, 4, 1), project_id=site.project_id)).all()
    assert sorted(row.space_id for row in rows) == sorted([one, two, three])
    assert (
        ctx.session.execute(payer_select(date(2026, 4, 1), project_id=world.sites["A2"].project_id)).all()
        == []
    )
    version = payer_on(ctx, [one], date(2026, 4, 1))[one].party_version_id
    assert version == manager.get(f"/parties/{wang}").json()["versions"][0]["id"]
    ctx.session.close()


def test_a_household_is_who_is_there_today(world: World) -> None:
    manager, room = world.client("project_manager"), world.sites["A1"].room_ids[0]
    begin(manager, known(world, "王小明"), room, "owner")
    begin(manager, known(world, "李静"), room, "family", is_contact=True)
    begin(manager, known(world, "赵六"), room, "tenant", ends_on="2026-10-31")
    household = manager.get(f"/spaces/{room}/household").json()
    assert household["label"] == "金丝雀A1-101"
    assert [(one["name"], one["role"], one["phone"]) for one in household["members"]] == [
        ("李*", "family", "138****1234"),
        ("王*明", "owner", "138****1234"),
    ]
    assert world.client("project_manager", "A2").get(f"/spaces/{room}/household").status_code == 404


def test_a_call_centre_agent_opens_one_household_at_a_time(world: World) -> None:
    agent = world.client("call_centre_agent")
    rooms = [world.sites[at].room_ids[0] for at in ("A1", "A2")]
    owner_of(world)
    for path in ("/parties", "/parties/count", "/holdings", f"/spaces/{rooms[0]}/household"):
        assert agent.get(path).status_code == 403
    for room in rooms:
        path = f"/spaces/{room}/household-looks"
        assert fault(agent.post(path, json={"caller": " "})) == ("reason", "reason_missing")
        assert agent.post(path, json={"caller": "138 0000 1234"}).status_code == 200
    looked = agent.post(f"/spaces/{rooms[0]}/household-looks", json={"reason": "来电报修"}).json()
    assert [one["name"] for one in looked["members"]] == ["王*明"]
    foreign = world.sites["B1"].room_ids[0]
    assert agent.post(f"/spaces/{foreign}/household-looks", json={"reason": "来电报修"}).status_code == 404
    assert world.client("cashier").post(f"/spaces/{rooms[0]}/household-looks", json={}).status_code == 403
    with SystemSession(world.runtime.database, writes=False) as session:
        looks = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "look_up").order_by(AuditEntry.id)
        ).all()
    assert [(one.subject_id, one.reason, one.changes["caller"]) for one in looks] == [
        (rooms[0], "", "138****1234"),
        (rooms[1], "", "138****1234"),
        (rooms[0], "来电报修", ""),
    ]


@pytest.mark.parametrize("narrowed", [True, False])
def test_a_narrowed_grant_holds_nothing_outside_its_buildings(world: World, narrowed: bool) -> None:
    site = world.sites["A1"]
    party = owner_of(world)["id"]
    keeper = world.client("housekeeper", zones=[site.unit_id] if narrowed else [])
    assert begin(keeper, party, site.room_ids[1]).status_code == 201
    outside = begin(keeper, party, site.parking_id)
    assert outside.status_code == (422 if narrowed else 201)
