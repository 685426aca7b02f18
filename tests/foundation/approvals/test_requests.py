"""A document along its chain, through the API: acts, stand-ins, added signers, and the effect that happens once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from foundation.approvals import asked
from foundation.approvals.asked import HEARD, act, done, publish, read, role, step, submitted, texts
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.contract import PersonLeft
from manyhold.foundation.organisation.models import Group
from manyhold.kernel import events
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.jobs.models import Job
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.statements import counted
from worlds.world import Client, World


@pytest.fixture(autouse=True)
def _documents(world: World) -> Iterator[None]:
    with asked.installed(world):
        yield


def look_again(world: World) -> None:
    world.wait(timedelta(hours=1))
    world.work()


def mine(client: Client, view: str = "waiting") -> list[int]:
    return [one["id"] for one in client.get("/approval-requests", params={"view": view}).json()["items"]]


def revoke(world: World, client: Client) -> None:
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(
            update(Grant).where(Grant.person_id == client.person_id).values(revoked_at=world.clock.now())
        )
        session.execute(update(Group).values(rights_version=Group.rights_version + 1))
        session.commit()


def at_once(request: int, turn: int, *clients: Client) -> list[Any]:
    """All approve at the same moment; the raw answers."""
    together = threading.Barrier(len(clients))
    answers: list[Any] = []

    def press(client: Client) -> None:
        together.wait(timeout=10)
        answers.append(act(client, request, "approve", turn=turn))

    hands = [threading.Thread(target=press, args=(one,)) for one in clients]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return answers


def test_without_a_chain_nothing_is_to_be_approved(world: World) -> None:
    assert submitted(world, world.client("project_manager")) is None
    publish(world, step(role("region_manager", "tree")), at_least=2_000_000)
    assert submitted(world, world.client("project_manager")) is None


def test_step_by_step_to_its_effect(world: World) -> None:
    manager, accountant = world.client("project_manager"), world.client("accountant")
    region, hq = world.client("region_manager"), world.client("group_administrator")
    publish(
        world,
        step(role("accountant"), name="财务"),
        step(role("region_manager", "tree"), role("group_administrator", "group"), needs="all", name="会签"),
    )
    request = submitted(world, manager)
    assert request is not None
    assert (mine(manager), mine(manager, "submitted"), mine(accountant)) == ([], [request], [request])
    assert texts(accountant)[0] == "采购 1 号 待您审批"
    assert act(manager, request, "approve").status_code == 403
    shown = done(accountant, request, "approve", comment="预算内")
    assert [one["is_current"] for one in shown["steps"]] == [False, True]
    assert (mine(accountant), mine(accountant, "done")) == ([], [request])
    turn = read(hq, request)["turn"]
    assert done(region, request, "approve", turn=turn)["state"] == "pending"
    assert act(region, request, "approve", turn=turn).json()["code"] == "not_your_turn"
    assert HEARD == []
    assert done(hq, request, "approve", turn=turn)["state"] == "approved"
    world.work()
    assert [one["outcome"] for one in HEARD] == ["approved"]
    assert HEARD[0] | {"request_id": request, "document_id": 1, "submitted_by": manager.person_id} == HEARD[0]
    assert act(hq, request, "refuse", comment="x").json()["code"] == "not_open"
    said = read(manager, request)
    assert [one["act"] for one in said["entries"]] == ["submit", "approve", "approve", "approve"]
    assert (said["entries"][1]["comment"], said["acts"]) == ("预算内", [])
    assert texts(manager)[0] == "采购 1 号 已通过审批"
    audit = (
        world.client("auditor").get("/audit-entries", params={"subject": "approvals_entry"}).json()["items"]
    )
    assert len(audit) == 4
    assert "预算内" not in str(audit)


def test_nobody_approves_his_own(world: World) -> None:
    """Not as holder of the post, not as stand-in, not for himself by another's hand, not as added signer."""
    manager, accountant = world.client("project_manager"), world.client("accountant")
    publish(world, step(role("project_manager"), role("accountant")))
    request = submitted(world, manager)
    assert request is not None
    assert mine(manager) == []
    away = {"stand_in_id": manager.person_id, "starts_on": "2026-11-22", "ends_on": "2026-11-30"}
    assert accountant.post("/approval-delegations", json=away).status_code == 201
    own = {**away, "stand_in_id": world.client("cashier").person_id}
    assert manager.post("/approval-delegations", json=own).status_code == 201
    look_again(world)
    assert (mine(manager), mine(world.client("cashier"))) == ([], [])
    assert act(manager, request, "approve").json()["code"] == "not_your_turn"
    asked_back = act(accountant, request, "signers", person_id=manager.person_id)
    assert asked_back.json()["errors"][0]["code"] == "signs_own"


def test_a_stand_in_signs_until_the_last_day(world: World) -> None:
    accountant, cashier = world.client("accountant"), world.client("cashier")
    publish(world, step(role("accountant")))
    away = {"stand_in_id": cashier.person_id, "starts_on": "2026-11-22", "ends_on": "2026-11-23"}
    assert accountant.post("/approval-delegations", json=away).status_code == 201
    assert accountant.post("/approval-delegations", json=away).json()["code"] == "stand_in_already"
    first, second = (submitted(world, world.client("project_manager"), number=one) for one in (1, 2))
    assert first is not None
    assert second is not None
    assert mine(cashier) == [second, first]
    shown = done(cashier, first, "approve")
    assert (shown["state"], shown["entries"][-1]["in_place_of_name"]) == ("approved", "金丝雀A1员工")
    world.wait(timedelta(days=2))
    assert cashier.get(f"/approval-requests/{second}").json()["acts"] == []
    assert act(cashier, second, "approve").status_code == 403
    world.work()
    assert mine(cashier) == []
    assert done(accountant, second, "approve")["state"] == "approved"


def test_one_takes_ones_stand_in_back(world: World) -> None:
    accountant, cashier = world.client("accountant"), world.client("cashier")
    away = {"stand_in_id": cashier.person_id, "starts_on": "2026-11-22", "ends_on": "2026-11-23"}
    made = accountant.post("/approval-delegations", json=away).json()
    assert [one["is_mine"] for one in cashier.get("/approval-delegations").json()] == [False]
    assert cashier.delete(f"/approval-delegations/{made['id']}").status_code == 404
    assert accountant.delete(f"/approval-delegations/{made['id']}").status_code == 204
    for wrong in (
        {**away, "stand_in_id": accountant.person_id},
        {**away, "stand_in_id": world.client("cashier", "A2").person_id},
        {**away, "ends_on": "2026-11-21"},
        {**away, "ends_on": "2027-11-21"},
    ):
        assert accountant.post("/approval-delegations", json=wrong).status_code == 422


def test_returned_and_submitted_again_with_the_chain_of_today(world: World) -> None:
    manager, accountant = world.client("project_manager"), world.client("accountant")
    publish(world, step(role("accountant")))
    request = submitted(world, manager)
    assert request is not None
    assert act(accountant, request, "return").json()["errors"][0]["code"] == "reason_missing"
    assert done(accountant, request, "return", comment="请附合同")["state"] == "returned"
    world.work()
    assert [one["outcome"] for one in HEARD] == ["returned"]
    assert texts(manager)[0] == "采购 1 号 已退回，请修改后重新提交"
    cashier = world.client("cashier")
    publish(world, step(role("cashier")), at_least=1_000)
    assert submitted(world, manager, amount=1_100_000) == request
    assert mine(cashier) == [request]
    shown = read(manager, request)
    assert (shown["facts"]["amount_fen"], shown["state"]) == (1_100_000, "pending")
    assert done(cashier, request, "approve")["state"] == "approved"
    assert submitted(world, manager) != request, "a document whose request has ended may be submitted anew"


def test_a_request_keeps_its_chain(world: World) -> None:
    accountant = world.client("accountant")
    chain = publish(world, step(role("accountant")))
    request = submitted(world, world.client("project_manager"))
    assert request is not None
    publish(world, step(role("cashier")), series_id=chain["series_id"])
    assert read(accountant, request)["chain_version"] == 1
    assert done(accountant, request, "approve")["state"] == "approved"


def test_withdrawn_by_the_submitter_alone(world: World) -> None:
    manager, accountant = world.client("project_manager"), world.client("accountant")
    publish(world, step(role("accountant")))
    request = submitted(world, manager)
    assert request is not None
    with pytest.raises(Conflict, match="already_submitted"):
        submitted(world, manager)
    assert act(accountant, request, "withdraw").json()["code"] == "not_the_submitter"
    assert done(manager, request, "withdraw")["state"] == "withdrawn"
    late = act(accountant, request, "approve")
    assert (late.status_code, late.json()["code"]) == (409, "not_open")
    world.work()
    assert [one["outcome"] for one in HEARD] == ["withdrawn"]
    assert mine(accountant) == []


def test_a_signer_more(world: World) -> None:
    accountant, cashier = world.client("accountant"), world.client("cashier")
    publish(world, step(role("accountant"), name="财务"))
    request = submitted(world, world.client("project_manager"))
    assert request is not None
    stranger = world.client("cashier", "A2")
    assert act(accountant, request, "signers", person_id=stranger.person_id).status_code == 422
    assert cashier.get(f"/approval-requests/{request}").status_code == 404
    shown = done(accountant, request, "signers", person_id=cashier.person_id, comment="请核对")
    assert [one["is_current"] for one in shown["steps"]] == [True, False]
    assert (mine(accountant), mine(cashier)) == ([], [request])
    assert done(cashier, request, "approve")["state"] == "pending"
    assert done(accountant, request, "approve")["state"] == "approved"


def test_a_step_of_nobody_tells_headquarters_and_waits(world: World) -> None:
    hq = world.client("group_administrator")
    publish(world, step(role("accountant"), name="财务"))
    request = submitted(world, world.client("project_manager"))
    assert request is not None
    assert texts(hq)[0] == "采购 1 号 的审批步骤“财务”无人可审，请设置"
    assert read(hq, request)["is_unfilled"]
    world.wait(timedelta(hours=1))
    world.work()
    assert len(texts(hq)) == 1, "told once"
    accountant = world.client("accountant")
    look_again(world)
    assert mine(accountant) == [request]
    assert not read(hq, request)["is_unfilled"]
    revoke(world, accountant)
    look_again(world)
    assert len(texts(hq)) == 2


def test_a_leavers_steps_to_come_are_handed_over_and_no_other_request_is_touched(world: World) -> None:
    """In a job, a request at a time: a handover of years of approvals holds nobody else up."""
    accountant, leaver, heir = (world.client(one) for one in ("accountant", "cashier", "duty_manager"))
    chain = publish(world, step(role("accountant")), step({"person_id": leaver.person_id}))
    theirs = submitted(world, world.client("project_manager"))
    publish(world, step(role("accountant")), series_id=chain["series_id"])
    other = submitted(world, world.client("project_manager"), number=2)
    assert theirs is not None and other is not None
    scope = world.runtime.grants.system_scope(world.sides["A"].group_id, None)
    with ScopedSession(world.runtime.database, scope, writes=True) as session:
        ctx = Context(world.runtime, session, Actor.system(scope.group_id))
        left = PersonLeft(
            person_id=leaver.person_id, successor_id=heir.person_id, last_day=world.clock.now().date()
        )
        events.publish(ctx, left, project_id=None)
        session.commit()
    world.work()
    with SystemSession(world.runtime.database, writes=False) as session:
        jobs = session.scalars(select(Job).where(Job.name == "approvals.hand_over")).all()
    assert [(one.state, one.result) for one in jobs] == [("done", {"requests": 1})]
    assert [one["act"] for one in read(accountant, theirs)["entries"]][-1] == "hand_over"
    assert "hand_over" not in [one["act"] for one in read(accountant, other)["entries"]]
    done(accountant, theirs, "approve")
    assert mine(heir) == [theirs]


def test_a_reminder_in_four_hours(world: World) -> None:
    manager, accountant = world.client("project_manager"), world.client("accountant")
    publish(world, step(role("accountant")))
    request = submitted(world, manager)
    assert request is not None
    assert done(manager, request, "remind") == {"count": 1}
    assert texts(accountant)[0] == "金丝雀A1员工 催办：采购 1 号"
    again = act(manager, request, "remind")
    assert (again.status_code, again.json()["code"]) == (429, "reminded_lately")
    world.wait(timedelta(hours=4))
    assert done(manager, request, "remind") == {"count": 1}
    assert act(accountant, request, "remind").json()["code"] == "not_the_submitter"


def test_an_act_answers_to_the_turn_it_was_read_at(world: World) -> None:
    manager, accountant, cashier = (world.client(one) for one in ("project_manager", "accountant", "cashier"))
    publish(world, step(role("accountant"), role("cashier")), step(role("accountant")))
    request = submitted(world, manager)
    assert request is not None
    turn = read(cashier, request)["turn"]
    done(accountant, request, "approve")
    late = act(cashier, request, "refuse", turn=turn, comment="太贵")
    assert (late.status_code, late.json()["code"]) == (409, "turn_passed")
    assert read(manager, request)["state"] == "pending"


def test_it_is_seen_by_those_whom_it_concerns(world: World) -> None:
    publish(world, step(role("accountant")))
    request = submitted(world, world.client("project_manager"))
    for stranger in (
        world.client("technician"),
        world.client("accountant", "A2"),
        world.client("project_manager", "B1"),
    ):
        assert stranger.get(f"/approval-requests/{request}").status_code == 404
        assert mine(stranger, "all") == []
        assert stranger.post(f"/approval-requests/{request}/approve", json={"turn": 1}).status_code == 404
    assert mine(world.client("region_manager"), "all") == [request]
    assert world.nobody().get("/approval-requests").status_code == 401


def test_lists_ask_as_often_however_long_they_are(world: World) -> None:
    manager, accountant = world.client("project_manager"), world.client("accountant")
    publish(world, step(role("accountant")))
    submitted(world, manager)
    accountant.get("/approval-requests")
    with counted(world) as one:
        accountant.get("/approval-requests")
    for number in range(2, 6):
        submitted(world, manager, number=number)
    with counted(world) as five:
        assert len(accountant.get("/approval-requests").json()["items"]) == 5
    assert len(one) == len(five)


def test_two_groups_keep_their_own_chains(world: World) -> None:
    publish(world, step(role("accountant")), group="B")
    assert submitted(world, world.client("project_manager")) is None
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalar(select(Grant.id).limit(1)) is not None


def test_of_two_at_once_one_signs(world: World) -> None:
    """Both approvers of an `any` step press at the same moment: one signature, one effect, and the other is told."""
    manager, accountant, cashier = (world.client(one) for one in ("project_manager", "accountant", "cashier"))
    publish(world, step(role("accountant"), role("cashier")))
    request = submitted(world, manager)
    assert request is not None
    turn = read(manager, request)["turn"]
    answers = at_once(request, turn, accountant, cashier)
    assert sorted(one.status_code for one in answers) == [200, 409], [one.text for one in answers]
    world.work()
    assert [one["outcome"] for one in HEARD] == ["approved"]
    assert [one["act"] for one in read(manager, request)["entries"]] == ["submit", "approve"]


def test_of_a_countersign_both_sign_at_once(world: World) -> None:
    manager, accountant, cashier = (world.client(one) for one in ("project_manager", "accountant", "cashier"))
    publish(world, step(role("accountant"), role("cashier"), needs="all"))
    request = submitted(world, manager)
    assert request is not None
    turn = read(manager, request)["turn"]
    answers = at_once(request, turn, accountant, cashier)
    assert [one.status_code for one in answers] == [200, 200], [one.text for one in answers]
    world.work()
    assert [one["outcome"] for one in HEARD] == ["approved"]
