"""Changes of owner: the old end on the day before, the new begin on the day, the past stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from factories.parties import WANG, added, owner_of
from manyhold.foundation.parties.queries import payer_on
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World

BUYER = {"kind": "person", "name": "李静", "phones": ["13900005678"]}


def transfer(world: World, role: str = "customer_service", **wanted: Any) -> Any:
    body = {
        "space_id": world.sites["A1"].room_ids[0],
        "effective_on": "2026-07-01",
        "new_owners": [{"party": BUYER}],
        **wanted,
    }
    return world.client(role).post("/ownership-transfers", json=body)


def beside(world: World, name: str, role: str, **more: Any) -> int:
    """Somebody else who holds the first room."""
    site = world.sites["A1"]
    holding = {"space_id": site.room_ids[0], "role": role, "starts_on": "2026-02-01", **more}
    body = {**WANG, "name": name, "project_id": site.project_id, "holdings": [holding]}
    return added(world.client("project_manager"), body)["id"]


def test_ownership_passes_on(world: World) -> None:
    seller = owner_of(world)["id"]
    child, tenant = beside(world, "王小宝", "family"), beside(world, "赵六", "tenant")
    answer = transfer(world, note="房产证沪字第1号")
    assert answer.status_code == 201, answer.text
    done = answer.json()
    assert {(one["party_id"], one["ends_on"]) for one in done["ended"]} == {
        (seller, "2026-06-30"),
        (child, "2026-06-30"),
    }
    [begun] = done["begun"]
    assert (begun["party_name"], begun["role"], begun["starts_on"], begun["ends_on"]) == (
        "李*",
        "owner",
        "2026-07-01",
        None,
    )
    room = world.sites["A1"].room_ids[0]
    household = world.client("cashier").get(f"/spaces/{room}/household").json()
    assert {one["party_id"] for one in household["members"]} == {tenant, begun["party_id"]}
    ctx = world.context("A1", writes=False)
    assert payer_on(ctx, [room], date(2026, 6, 30))[room].party_id == seller
    assert payer_on(ctx, [room], date(2026, 7, 1))[room].party_id == begun["party_id"]
    ctx.session.close()
    listed = world.client("cashier").get("/ownership-transfers", params={"space_id": room}).json()["items"]
    assert listed == [done]
    with SystemSession(world.runtime.database, writes=False) as session:
        told = session.scalars(
            select(OutboxEvent).where(OutboxEvent.name == "parties.ownership_transferred")
        ).one()
    assert told.payload["id"] == done["id"]
    assert (told.payload["old_party_ids"], told.payload["new_party_ids"]) == ([seller], [begun["party_id"]])


def test_two_buyers_and_the_seller_who_stays_with_half(world: World) -> None:
    seller = owner_of(world)["id"]
    owners = [
        {"party_id": seller, "share": "0.5", "is_payer": True},
        {"party": BUYER, "role": "co_owner", "share": "0.5"},
    ]
    begun = transfer(world, new_owners=owners).json()["begun"]
    assert [(one["role"], one["share"]) for one in begun] == [("owner", "0.5000"), ("co_owner", "0.5000")]
    assert begun[0]["party_id"] == seller


def test_the_family_may_stay(world: World) -> None:
    owner_of(world)
    child = beside(world, "王小宝", "family")
    done = transfer(world, reason="inheritance", family_stays=True).json()
    assert child not in {one["party_id"] for one in done["ended"]}


def test_what_is_refused_changes_nothing(world: World) -> None:
    seller = owner_of(world)
    stranger = owner_of(world, at="B1")["id"]
    manager, room = world.client("project_manager"), world.sites["A1"].room_ids[0]
    before = manager.get("/holdings", params={"space_id": room}).json()
    too_much = [{"party": BUYER, "share": "0.7"}, {"party_id": seller["id"], "share": "0.7"}]
    for wanted, field, code in (
        ({"new_owners": [{"party_id": stranger}]}, "new_owners.0.party_id", "unknown_reference"),
        ({"new_owners": [{}]}, "new_owners.0.party_id", "one_of_party_id_and_party"),
        ({"new_owners": too_much}, "new_owners.1.share", "shares_exceed_whole"),
        ({"space_id": world.sites["B1"].room_ids[0]}, "space_id", "unknown_reference"),
        (
            {"new_owners": [{"party": {**BUYER, "phones": ["1"]}}]},
            "new_owners.0.party.phones.0",
            "string_too_short",
        ),
    ):
        answer = transfer(world, **wanted)
        assert answer.status_code == 422, answer.text
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
    early = transfer(world, effective_on="2026-01-01")
    assert (early.status_code, early.json()["code"]) == (409, "transfer_already_known")
    assert manager.get("/holdings", params={"space_id": room}).json() == before
    assert manager.get("/parties/count").json()["count"] == 1
    assert manager.get("/ownership-transfers").json()["items"] == []


def test_a_planned_transfer_is_not_planned_twice(world: World) -> None:
    owner_of(world)
    assert transfer(world, effective_on="2027-01-01").status_code == 201
    again = transfer(world, effective_on="2026-12-01")
    assert (again.status_code, again.json()["code"]) == (409, "transfer_already_known")
    assert transfer(world, effective_on="2027-06-01").status_code == 201


def test_what_a_transfer_ended_stays_ended(world: World) -> None:
    holding = owner_of(world)["holdings"][0]["id"]
    transfer(world)
    manager = world.client("project_manager")
    answer = manager.patch(f"/holdings/{holding}", json={"ends_on": None}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "ended_by_transfer")


def test_three_askers(world: World) -> None:
    owner_of(world)
    assert world.nobody().post("/ownership-transfers", json={}).status_code == 401
    assert transfer(world, "housekeeper").status_code == 403
    outsider = world.client("project_manager", "A2")
    body = {
        "space_id": world.sites["A1"].room_ids[0],
        "effective_on": "2026-07-01",
        "new_owners": [{"party": BUYER}],
    }
    assert outsider.post("/ownership-transfers", json=body).status_code == 422
    assert outsider.get("/ownership-transfers").json()["items"] == []
