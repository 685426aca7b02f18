"""Webhooks carry to nobody what he may not read: when they are made, when they are changed, when they are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from factories.clients import made
from factories.receivers import Receiver, receiver
from foundation.webhooks.hooks import REPORTED, log, now, reported, subscribed
from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.webhooks import rules
from manyhold.kernel.database import table_of
from manyhold.kernel.scoping.session import SystemSession
from worlds.staff import hire
from worlds.world import Client, World

READ = "workorders.read"


def keeper(world: World, *, reads: str = "") -> Client:
    """Somebody who may manage webhooks everywhere, and read orders in the project `reads` alone, or nowhere."""
    hired = hire(world, "keeper", "group_administrator")
    with SystemSession(world.runtime.database, writes=True) as session:
        group_id = world.sides["A"].group_id
        for code, permissions in (
            ("own_hooks", ["webhooks.manage", "organisation.read"]),
            ("own_read", [READ]),
        ):
            session.add(OwnRole(group_id=group_id, code=code, name=code, permissions=permissions, revision=1))
        grant = table_of(Grant)
        session.execute(update(grant).where(grant.c.person_id == hired.person_id).values(role="own_hooks"))
        session.commit()
    browser = hired.sign_in()
    if reads:
        world.also(browser, "own_read", reads)
    return browser


def loses_all(world: World, person_id: int) -> None:
    """All rights of somebody are taken away."""
    grant, group = table_of(Grant), table_of(Group)
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(
            update(grant).where(grant.c.person_id == person_id).values(revoked_at=world.clock.now())
        )
        session.execute(update(group).values(rights_version=group.c.rights_version + 1))
        session.commit()


def wanted(here: Receiver, **more: Any) -> dict[str, Any]:
    return {"name": "外部", "url": here.url, "events": [REPORTED], **more}


def fault(answer: Any) -> tuple[str, str]:
    (said,) = answer.json()["errors"]
    return said["field"], said["code"]


def test_nobody_subscribes_to_what_he_may_not_read(world: World) -> None:
    world.runtime.settings.webhooks_may_be_private = True
    client = made(world, "A1", name="一号系统", permissions=(READ,))
    elsewhere = made(world, "A2", name="二号系统", permissions=(READ,))
    with receiver() as here:
        blind = keeper(world)
        assert fault(blind.post("/webhooks", json=wanted(here))) == ("events", "permission_missing")
        world.also(blind, "own_read", "A1")
        assert blind.post("/webhooks", json=wanted(here)).status_code == 201
        assert blind.post("/webhooks", json=wanted(here, api_client_id=client["id"])).status_code == 201
        beyond = blind.post("/webhooks", json=wanted(here, api_client_id=elsewhere["id"]))
        assert fault(beyond) == ("api_client_id", "permission_missing")
        for number, at in enumerate(("A1", "A2")):
            reported(world, number, at)
        world.work()
    assert len(here.heard) == 2, "A1, by own rights and by the client's"


@pytest.mark.parametrize("change", ["url", "events", "project_ids"])
def test_a_change_carries_away_nothing_of_its_former_owner(world: World, change: str) -> None:
    with receiver() as here, receiver() as mine:
        webhook = subscribed(world, here.url, events=["workorders.order_accepted"])
        reads_one = keeper(world, reads="A1")
        said = {"url": mine.url, "events": [REPORTED], "project_ids": [world.sites["A2"].project_id]}
        answer = reads_one.patch(
            f"/webhooks/{webhook['id']}", json={change: said[change]}, headers={"If-Match": "*"}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["owner_id"] == reads_one.person_id
        reads_one.patch(
            f"/webhooks/{webhook['id']}",
            json={"url": mine.url, "events": [REPORTED], "project_ids": []},
            headers={"If-Match": "*"},
        )
        for number, at in enumerate(("A1", "A2")):
            reported(world, number, at)
        world.work()
    assert (len(here.heard), len(mine.heard)) == (0, 1)


def test_who_may_read_none_of_it_changes_nothing(world: World) -> None:
    with receiver() as here, receiver() as mine:
        webhook = subscribed(world, here.url)
        blind = keeper(world)
        road, headers = f"/webhooks/{webhook['id']}", {"If-Match": "*"}
        assert fault(blind.patch(road, json={"url": mine.url}, headers=headers)) == (
            "events",
            "permission_missing",
        )
        assert blind.patch(road, json={"name": "新名字"}, headers=headers).status_code == 200
    seen = now(world, webhook)
    assert (seen["url"], seen["owner_id"]) == (here.url, world.client("group_administrator").person_id)


def test_a_right_that_was_taken_away_stops_what_is_in_line(world: World) -> None:
    world.runtime.settings.webhooks_may_be_private = True
    client = made(world, "A1", name="一号系统", permissions=(READ,))
    with receiver(status=500) as here, receiver(status=500) as there:
        by_own = keeper(world, reads="A1")
        hers = by_own.post("/webhooks", json=wanted(here)).json()
        clients = subscribed(world, there.url, name="程序", api_client_id=client["id"])
        for number in range(3):
            reported(world, number)
        world.work()
        before = len(here.heard), len(there.heard)
        assert min(before) >= 1
        loses_all(world, by_own.person_id)
        world.client("group_administrator").delete(f"/api-clients/{client['id']}")
        world.clock.advance(rules.RETRIES[0] + timedelta(seconds=1))
        world.work()
        assert (len(here.heard), len(there.heard)) == before
    for webhook in (hers, clients):
        assert {(row["state"], row["error"], row["status"]) for row in log(world, webhook)} == {
            ("failed", "right_ended", None)
        }
