"""Somebody leaves: the same day the sign-in, grants, sessions, tokens and clients are over and the work is another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import clients
from foundation.approvals.asked import publish, step
from foundation.staff.hired import fault, good, member, signed_up
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.webhooks.models import Subscription
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.session import SystemSession
from modules.workorders.asked import assigned, done
from worlds.staff import hire
from worlds.world import START, Client, World

LAST_DAY = "2026-11-25"
MIDNIGHT = datetime(2026, 11, 25, 16, tzinfo=UTC)
"""When the 25th is over in Shanghai, where the project lies."""


@pytest.fixture
def director(world: World) -> Client:
    return world.client("group_administrator")


def successor_of(world: World) -> tuple[dict[str, Any], Client]:
    """A colleague of A1 who may take orders too, in the register."""
    browser = world.client("duty_manager")
    return signed_up(world, browser, name="钱亮"), browser


def leave(by: Client, who: dict[str, Any], successor: dict[str, Any] | None = None, **more: Any) -> Any:
    body = {"last_day": LAST_DAY, "successor_id": successor and successor["id"], **more}
    return by.post(f"/staff/{who['id']}/leave", json=body)


def test_on_the_last_day_all_is_over_and_the_work_is_the_successors(world: World, director: Client) -> None:
    """The whole leaver: seen before, ended at midnight where he works, handed over by the worker."""
    leaver = world.client("technician")
    who, (successor, heir) = signed_up(world, leaver), successor_of(world)
    order = assigned(world)
    done(leaver, order, "accept")
    token = good(leaver.post("/me/tokens", json={"name": "脚本", "days": 90}))["token"]
    world.also(leaver, "project_manager")  # who may ask for more reveals, sign, and stand in
    publish(world, step({"person_id": leaver.person_id}), document_type="parties.reveal_more")
    world.also(heir, "project_manager")
    more = {"project_id": world.sites["A1"].project_id, "fields": 5, "reason": "催缴"}
    good(world.client("customer_service").post("/reveal-requests", json=more))
    [asked] = good(leaver.get("/approval-requests"))["items"]
    away = {"stand_in_id": heir.person_id, "starts_on": "2026-11-24", "ends_on": "2026-11-30"}
    good(leaver.post("/approval-delegations", json=away))

    outlook = good(director.get(f"/staff/{who['id']}/leaving"))
    counts = {one["en"]: (one["count"], one["becomes"]) for one in outlook["held"]}
    assert counts["Work orders in hand"] == (1, "handed_over")
    assert counts["Approvals waiting"] == (1, "handed_over")
    assert counts["Roles and stand-ins"] == (2, "ends")
    assert counts["Personal tokens"] == (1, "ends")
    assert (outlook["fault"], outlook["needs_successor"]) == ("", True)

    assert good(leave(director, who, successor))["state"] == "leaving"
    assert leaver.get("/me").status_code == 200, "until the last day is over he works"
    world.wait(MIDNIGHT - timedelta(seconds=1) - world.clock.now())
    assert leaver.get("/me").status_code == 200
    world.clock.advance(timedelta(seconds=1))
    # No worker has run: the same day does not wait for one.
    assert leaver.get("/me").status_code == 401
    bearer = world.nobody()
    bearer.headers["authorization"] = f"Bearer {token}"
    assert bearer.get("/work-orders").status_code == 401
    assert world.runtime.grants.scope(_actor(world, leaver), "workorders.take") is None

    world.work()
    seen = good(director.get(f"/work-orders/{order['id']}"))
    assert (seen["assignee_id"], seen["state"]) == (heir.person_id, "assigned")
    line = good(director.get(f"/work-orders/{order['id']}/timeline"))[-1]
    assert (line["act"], line["actor_id"], line["facts"]["reason"]) == ("assign", 0, "left")
    assert line["facts"]["former_assignee_id"] == leaver.person_id
    assert [one["id"] for one in good(heir.get("/approval-requests"))["items"]] == [asked["id"]]
    said = [one["act"] for one in good(heir.get(f"/approval-requests/{asked['id']}"))["entries"]]
    assert said[-1] == "hand_over"
    gone = good(director.get(f"/staff/{who['id']}"))
    assert (gone["state"], gone["sign_in_is_active"]) == ("left", False)
    assert gone["posts"][0]["ends_on"] == LAST_DAY
    assert not _held(world, leaver.person_id)
    assert good(heir.get("/approval-delegations")) == []
    world.work()
    assert good(director.get(f"/work-orders/{order['id']}/timeline"))[-1] == line, "once is enough"


def test_a_password_opens_nothing_after_the_last_day_though_no_worker_ran(
    world: World, director: Client
) -> None:
    someone = hire(world, "sun.tech", "technician", "A1")
    who, (successor, _) = signed_up(world, someone.sign_in()), successor_of(world)
    good(leave(director, who, successor))
    someone.sign_in()
    world.clock.set(MIDNIGHT)
    answer: Any = someone.ask(world.nobody())
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")


def test_at_once_ends_api_clients_and_hands_webhooks_over(world: World, director: Client) -> None:
    """A director who leaves this minute; another one stays."""
    program = clients.made(world)
    hook = {"name": "门禁", "url": "https://hooks.invalid/", "events": ["workorders.order_reported"]}
    hook_id = good(director.post("/webhooks", json=hook))["id"]
    world.client("security_administrator")
    who = signed_up(world, director, by=world.client("project_manager"))
    heir = hire(world, "zhou.director", "group_administrator", "")
    successor = good(
        director.post(
            f"/staff/{member(world, name='周宁')['id']}/sign-in", json={"person_id": heir.person_id}
        )
    )
    alone = world.client("region_manager")
    refused = leave(alone, who, successor, last_day="2026-11-22", is_immediate=True)
    assert refused.status_code == 403, "an administrator's sign-in is ended by who grants rights alone"
    both = world.client("security_administrator")
    _also_group(world, both, "region_manager")
    answer = leave(both, who, successor, last_day="2026-11-22", is_immediate=True)
    assert good(answer)["state"] == "left"
    assert director.get("/me").status_code == 401
    assert clients.asked(world, program).status_code == 401
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.get_one(ApiClient, program["id"]).revoked_at is not None
    world.work()
    browser = heir.sign_in()
    with SystemSession(world.runtime.database, writes=False) as session:
        owner = session.scalar(select(Subscription.owner_id).where(Subscription.id == hook_id))
    assert (owner, browser.person_id) == (heir.person_id, heir.person_id)


def test_who_may_let_whom_go(world: World, director: Client) -> None:
    manager = world.client("project_manager")
    worker = world.client("technician")
    who, (successor, _) = signed_up(world, worker), successor_of(world)
    assert fault(leave(manager, who)) == ("successor_id", "successor_missing")
    assert fault(leave(manager, who, who)) == ("successor_id", "succeeds_self")
    nobody = member(world, name="无账号")
    assert fault(leave(manager, who, nobody)) == ("successor_id", "successor_has_no_sign_in")
    assert fault(leave(manager, who, successor, last_day="2026-11-21")) == ("last_day", "ends_before")
    assert fault(leave(manager, who, successor, is_immediate=True)) == ("last_day", "not_today")
    assert leave(world.client("dispatcher"), who, successor).status_code == 403
    assert leave(world.client("project_manager", "A2"), who, successor).status_code == 404
    world.also(worker, "technician", "A2")
    elsewhere = leave(manager, who, successor)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "leaves_more_than_here")
    assert good(manager.get(f"/staff/{who['id']}/leaving"))["fault"] == "leaves_more_than_here"
    good(leave(director, who, successor))
    assert good(director.post(f"/staff/{who['id']}/stay"))["state"] == "working"
    world.wait(MIDNIGHT + timedelta(hours=1) - world.clock.now())
    world.work()
    assert worker.get("/me").status_code == 200, "what was taken back does not come true"
    own = signed_up(world, manager, by=manager)
    mine = leave(manager, own, successor, last_day="2026-11-30")
    assert (mine.status_code, mine.json()["code"]) == (409, "own_account")


@pytest.mark.parametrize("post", ["headquarters", "A2"])
def test_a_manager_lets_nobody_go_who_works_elsewhere_too(world: World, director: Client, post: str) -> None:
    """A post that the manager does not see is one that would go on without its holder."""
    manager, worker = world.client("project_manager"), world.client("technician")
    who, (successor, _) = signed_up(world, worker), successor_of(world)
    place = {} if post == "headquarters" else {"project_id": world.sites[post].project_id}
    more = {"title": "督导", "starts_on": "2026-02-01", "is_main": False, **place}
    good(director.post(f"/staff/{who['id']}/posts", json=more))
    assert good(manager.get(f"/staff/{who['id']}/leaving"))["fault"] == "leaves_more_than_here"
    refused = leave(manager, who, successor, last_day="2026-11-22", is_immediate=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "leaves_more_than_here")
    assert worker.get("/me").status_code == 200
    good(leave(director, who, successor, last_day="2026-11-22", is_immediate=True))
    posts = good(director.get(f"/staff/{who['id']}"))["posts"]
    assert [one["ends_on"] for one in posts] == ["2026-11-22"] * 2


def test_orders_go_back_to_the_desk_where_the_successor_takes_none(world: World, director: Client) -> None:
    worker, desk = world.client("technician"), world.client("cashier")
    who, heir = signed_up(world, worker), signed_up(world, desk, name="出纳")
    order = assigned(world)
    good(leave(director, who, heir, last_day="2026-11-22", is_immediate=True))
    world.work()
    seen = good(director.get(f"/work-orders/{order['id']}"))
    assert (seen["state"], seen["assignee_id"]) == ("reported", None)
    line = good(director.get(f"/work-orders/{order['id']}/timeline"))[-1]
    assert (line["act"], line["facts"]["reason"]) == ("refuse", "left")


def _held(world: World, person_id: int) -> list[Grant]:
    with SystemSession(world.runtime.database, writes=False) as session:
        return list(
            session.scalars(select(Grant).where(Grant.person_id == person_id, Grant.revoked_at.is_(None)))
        )


def _actor(world: World, client: Client) -> Actor:
    return Actor(client.person_id, world.sides["A"].group_id)


def _also_group(world: World, client: Client, role: str) -> None:
    """A second role, on the whole group."""
    with SystemSession(world.runtime.database, writes=True) as session:
        group = session.get_one(Group, world.sides["A"].group_id)
        session.add(
            Grant(
                group_id=group.id,
                person_id=client.person_id,
                role=role,
                zones=[],
                starts_on=START,
                granted_by=client.person_id,
                created_at=world.clock.now(),
            )
        )
        group.rights_version += 1
        session.commit()
