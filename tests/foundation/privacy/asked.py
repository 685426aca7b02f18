"""What the tests of privacy set up: an owner who was billed and paid, and a request of theirs."""

from __future__ import annotations

from typing import Any

from factories.parties import added
from modules.billing import desk
from worlds.world import Client, World

NAME, PHONE, IDENTITY = "欧阳娜", "13912345678", "11010519491231002X"


def good(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def officer(world: World, group: str = "A") -> Client:
    return world.client("security_administrator", f"{group}1")


def owner(world: World, at: str = "A1", room: int = 0, **more: Any) -> int:
    """An owner since the beginning of the year; gives the party's id."""
    site = world.sites[at]
    holding = {"space_id": site.room_ids[room], "role": "owner", "starts_on": "2026-01-01", "is_payer": True}
    body = {
        "kind": "person",
        "name": NAME,
        "phones": [PHONE],
        "id_kind": "resident",
        "id_number": IDENTITY,
        "gender": "female",
        "project_id": site.project_id,
        "holdings": [holding],
        **more,
    }
    return added(world.client("project_manager", at), body)["id"]


def billed(world: World, at: str = "A1") -> int:
    """The month of whoever holds the first room, posted; gives its amount."""
    fee = desk.fee_item(world, at)
    desk.price(world, fee, at)
    desk.post(world, desk.draft(world, fee, at=at), at)
    [bill] = desk.bills(world.client("cashier", at), space_id=world.sites[at].room_ids[0])
    return bill["amount_fen"]


def moved_out(world: World, party_id: int, on: str = "2026-10-31", at: str = "A1") -> None:
    """All that the party holds ends."""
    manager = world.client("project_manager", at)
    for holding in good(manager.get("/holdings", params={"party_id": party_id}))["items"]:
        etag = manager.get(f"/holdings/{holding['id']}").headers["etag"]
        path = f"/holdings/{holding['id']}"
        good(manager.patch(path, json={"ends_on": on}, headers={"If-Match": etag}))


def asked(world: World, party_id: int, kind: str, at: str = "A1", **more: Any) -> dict[str, Any]:
    """A request that the desk received, its applicant checked."""
    service = world.client("customer_service", at)
    body = {
        "project_id": world.sites[at].project_id,
        "party_id": party_id,
        "kind": kind,
        "channel": "desk",
        "details": f"请处理{NAME}的信息",
        **more,
    }
    row = good(service.post("/privacy/requests", json=body), 201)
    checked = {"identity_check": "document"}
    return good(service.post(f"/privacy/requests/{row['id']}/verify", json=checked))


def act(client: Client, row: dict[str, Any], verb: str, **body: Any) -> Any:
    return client.post(f"/privacy/requests/{row['id']}/{verb}", json=body)
