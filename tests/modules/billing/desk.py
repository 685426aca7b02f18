"""What the tests of billing set up: parties in rooms, a fee with a price, a posted month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

START = date(2026, 1, 1)


def move_in(
    world: World, at: str, space_id: int, name: str, *, role: str = "owner", is_payer: bool = True
) -> int:
    """A party that holds a space since the beginning; gives its version's id."""
    group_id, project_id = world.sides[at[0]].group_id, world.sites[at].project_id
    keys = world.runtime.keys
    with SystemSession(world.runtime.database, writes=True) as session:
        party_id, version_id = session.ids.next(), session.ids.next()
        session.add(
            Party(
                id=party_id,
                group_id=group_id,
                kind="person",
                name_sealed=keys.seal("parties_party.name_sealed", party_id, name),
                version_id=version_id,
                created_at=world.clock.now(),
            )
        )
        session.flush()
        session.add(Link(project_id=project_id, party_id=party_id, space_id=space_id))
        session.add(
            PartyVersion(
                id=version_id,
                group_id=group_id,
                party_id=party_id,
                name_sealed=keys.seal("parties_version.name_sealed", version_id, name),
                created_at=world.clock.now(),
            )
        )
        session.flush()
        session.add(
            Holding(
                project_id=project_id,
                space_id=space_id,
                party_id=party_id,
                role=role,
                starts_on=START,
                ends_on=None,
                is_payer=is_payer,
                is_contact=True,
                is_vote_representative=False,
            )
        )
        session.commit()
    return version_id


def change_space(world: World, space_id: int, **values: Any) -> None:
    """Set columns of a space, whoever may."""
    with SystemSession(world.runtime.database, writes=True) as session:
        space = session.get_one(Space, space_id)
        for name, value in values.items():
            setattr(space, name, value)
        session.commit()


def change_holding(world: World, space_id: int, role: str, **values: Any) -> None:
    """Set columns of the holding that somebody has of a space in a role."""
    with SystemSession(world.runtime.database, writes=True) as session:
        held = session.scalars(
            select(Holding).where(Holding.space_id == space_id, Holding.role == role)
        ).one()
        for name, value in values.items():
            setattr(held, name, value)
        session.commit()


def people(world: World, at: str = "A1") -> list[int]:
    """An owner who pays in each of the project's rooms; their versions' ids."""
    return [
        move_in(world, at, room_id, f"金丝雀{at}业主{number}")
        for number, room_id in enumerate(world.sites[at].room_ids)
    ]


def good(answer: Any, status: int = 201) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def fee_item(world: World, at: str = "A1", **other: Any) -> int:
    """The property fee in the group's catalogue."""
    wanted = {"code": "WYF", "name": "物业服务费", "name_en": "Property fee", **other}
    return good(world.client("group_administrator", at).post("/fee-items", json=wanted))["id"]


def price(world: World, fee_item_id: int, at: str = "A1", **other: Any) -> dict[str, Any]:
    """2.80 yuan a month and m² from the beginning of 2026 on."""
    wanted = {
        "project_id": world.sites[at].project_id,
        "fee_item_id": fee_item_id,
        "price": "2.80",
        "starts_on": "2026-01-01",
        "basis": "contract",
        "rests_on": "前期物业服务合同第十二条",
        **other,
    }
    return good(world.client("project_manager", at).post("/price-versions", json=wanted))


def draft(
    world: World, fee_item_id: int, period: int = 202603, at: str = "A1", **other: Any
) -> dict[str, Any]:
    wanted = {
        "project_id": world.sites[at].project_id,
        "period": period,
        "fee_item_ids": [fee_item_id],
        **other,
    }
    return good(world.client("project_manager", at).post("/bill-runs", json=wanted))


def post(world: World, run: dict[str, Any], at: str = "A1") -> dict[str, Any]:
    manager = world.client("project_manager", at)
    good(manager.post(f"/bill-runs/{run['id']}/post"), 200)
    world.work()
    return good(manager.get(f"/bill-runs/{run['id']}"), 200)


def posted_month(world: World, *periods: int, at: str = "A1") -> int:
    """People in their rooms, the fee, its price, and these months posted; gives the fee."""
    people(world, at)
    fee = fee_item(world, at)
    price(world, fee, at)
    for period in periods or (202603,):
        post(world, draft(world, fee, period, at), at)
    return fee


def bills(client: Client, **filters: Any) -> list[dict[str, Any]]:
    return good(client.get("/bills", params={"limit": 200, **filters}), 200)["items"]


def pay(client: Client, space_id: int, amount_fen: int, **other: Any) -> Any:
    return client.post("/payments", json={"space_id": space_id, "amount_fen": amount_fen, **other})


def money(amount: str) -> int:
    return int(Decimal(amount) * 100)
