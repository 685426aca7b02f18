"""A POST that creates or moves something has one effect for one key, and its answer is judged anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi import File, UploadFile
from sqlalchemy import select, update
from starlette.responses import Response

from manyhold.foundation.access.models import Grant
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.service import note
from manyhold.foundation.organisation.models import Group
from manyhold.kernel.context import Context
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.web.answers import KEPT_FOR, KeptAnswer
from manyhold.kernel.web.routes import Routes
from modules.workorders.asked import draft
from worlds.world import Client, World

KEY = {"Idempotency-Key": "pressed-twice"}


def report(client: Client, world: World, at: str = "A1", **changes: Any) -> Any:
    return client.post("/work-orders", json=draft(world, at, **changes), headers=KEY)


def orders(client: Client) -> int:
    return client.get("/work-orders/count").json()["count"]


def kept(world: World) -> list[KeptAnswer]:
    with SystemSession(world.runtime.database, writes=False) as session:
        return list(session.scalars(select(KeptAnswer).order_by(KeptAnswer.id)))


def test_without_a_key_nothing_happens(world: World) -> None:
    desk = world.client("customer_service")
    for key in ("", "short", "k" * 201):
        answer = desk.post("/work-orders", json=draft(world), headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert orders(desk) == 0


def test_a_replay_is_the_first_answer_and_says_so(world: World) -> None:
    desk = world.client("customer_service")
    first, again = report(desk, world), report(desk, world)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert orders(desk) == 1


def test_one_key_with_another_body_is_refused_by_name(world: World) -> None:
    desk = world.client("customer_service")
    assert report(desk, world).status_code == 201
    other = report(desk, world, description="另一件事")
    assert other.status_code == 422
    assert other.json()["errors"] == [
        {"field": "Idempotency-Key", "code": "idempotency_key_reused", "params": {}}
    ]
    assert orders(desk) == 1


def test_a_key_is_its_senders_and_its_routes(world: World) -> None:
    desk, manager = world.client("customer_service"), world.client("project_manager")
    made = {report(desk, world).json()["id"], report(manager, world).json()["id"]}
    assert len(made) == 2
    first, second = (f"/work-orders/{one}/cancel" for one in sorted(made))
    for path in (first, second):
        assert desk.post(path, json={"reason": "withdrawn"}, headers=KEY).status_code == 200


def test_one_key_at_the_same_moment_has_one_effect(world: World) -> None:
    desk = world.client("customer_service")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: report(desk, world), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert orders(desk) == 1


def test_what_failed_is_not_kept(world: World) -> None:
    desk = world.client("customer_service")
    assert report(desk, world, space_id=world.sites["B1"].room_ids[0]).status_code in (404, 422)
    assert kept(world) == []
    assert report(desk, world).status_code == 201


def test_an_upload_cannot_be_declared_idempotent() -> None:
    """Its body is not kept to be compared: two files under one key would be taken for one."""
    routes = Routes("", tag="probe")

    def upload(_ctx: Context, file: Annotated[UploadFile, File()]) -> Any:
        return file.filename

    with pytest.raises(TypeError, match="takes a form"):
        routes.create("/uploads", permission="files.upload")(upload)


def test_an_answer_that_cannot_be_kept_undoes_its_effect(world: World) -> None:
    routes = Routes("/api/v1", tag="probe")

    @routes.create("/probes", permission="organisation.manage")
    def make(ctx: Context) -> Any:
        note(ctx, "made", "probe")
        return Response(b"made")

    world.app.router.routes.insert(0, routes.routes[0])
    answer = world.client("group_administrator").post("/probes")
    assert (make is not None, answer.status_code, kept(world)) == (True, 500, [])
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.subject == "probe")).all() == []


@pytest.mark.parametrize("zones", ["", "building"])
def test_a_replay_is_judged_by_what_is_seen_today(world: World, zones: str) -> None:
    """Seen whole, or through the building, then narrowed to a room: the answer speaks of what is out of sight."""
    site = world.sites["A1"]
    keeper = world.client("housekeeper", zones=[site.building_id] if zones else [])
    assert report(keeper, world).status_code == 201
    assert report(keeper, world).status_code == 201
    narrow(world, keeper, [site.room_ids[1]])
    answer = report(keeper, world)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_wider_grant_still_replays(world: World) -> None:
    site = world.sites["A1"]
    keeper = world.client("housekeeper", zones=[site.building_id])
    first = report(keeper, world)
    narrow(world, keeper, [])
    assert report(keeper, world).content == first.content


def test_kept_answers_are_forgotten_by_the_clock(world: World) -> None:
    desk = world.client("customer_service")
    assert report(desk, world).status_code == 201
    world.keep_house()
    assert len(kept(world)) == 1
    world.wait(KEPT_FOR + timedelta(minutes=1))
    world.work()
    assert kept(world) == []


def test_a_kept_answer_is_sealed(world: World) -> None:
    report(world.client("customer_service"), world)
    (row,) = kept(world)
    assert row.sealed and "金丝雀".encode() not in row.sealed


def narrow(world: World, client: Client, zones: list[int]) -> None:
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Grant).where(Grant.person_id == client.person_id).values(zones=zones))
        session.execute(update(Group).values(rights_version=Group.rights_version + 1))
        session.commit()
