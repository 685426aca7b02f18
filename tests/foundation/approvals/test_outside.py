"""Documents that are signed in 企业微信 or 钉钉: handed over once, and what was decided there takes effect once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories.outside import AES_KEY, CORP, TOKEN, dingtalk_call, sealed, wecom_call
from factories.providers import Providers, providers
from foundation.approvals import asked
from foundation.approvals.asked import HEARD, PURCHASE, act, done, read, submitted, texts
from foundation.messaging.reached import set_up
from manyhold.drivers import callbacks
from manyhold.foundation.approvals.handovers.models import Handover
from manyhold.foundation.approvals.outside import courier, line
from manyhold.kernel.errors import Conflict
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

FIELDS = [
    {"source": "reference", "control": "Text-1", "kind": "text"},
    {"source": "title", "control": "Text-2", "kind": "text"},
    {"source": "amount_fen", "control": "Money-3", "kind": "money"},
    {"source": "kind", "control": "Text-4", "kind": "text"},
]
XML = {"content-type": "text/xml"}
CALL = {"wecom": wecom_call, "dingtalk": dingtalk_call}
BOTH = pytest.mark.parametrize("provider", ["wecom", "dingtalk"])


@pytest.fixture(autouse=True)
def _documents(world: World) -> Iterator[None]:
    with asked.installed(world):
        yield


@pytest.fixture
def here() -> Iterator[Providers]:
    with providers() as simulated:
        yield simulated


def chain(provider: str, **more: Any) -> dict[str, Any]:
    return {
        "document_type": PURCHASE,
        "name": "采购审批",
        "starts_on": "2026-11-22",
        "signed_in": provider,
        "template_id": "T-1",
        "fields": FIELDS,
        **more,
    }


def bound(world: World, client: Client, provider: str, account: str) -> None:
    road = f"/people/{client.person_id}/bindings/{provider}"
    answer = world.client("security_administrator").put(road, json={"account": account})
    assert answer.status_code == 200, answer.text


def ready(world: World, here: Providers, provider: str) -> Client:
    """Headquarters says that purchases are signed there; gives somebody with an account."""
    set_up(world, here, provider)
    answer = world.client("group_administrator").post("/approval-chains", json=chain(provider))
    assert answer.status_code == 201, answer.text
    manager = world.client("project_manager")
    bound(world, manager, provider, "applicant")
    return manager


def called(world: World, provider: str, number: str, **forged: str) -> Any:
    """The provider calls; the raw answer."""
    outside = world.client("group_administrator").get("/approval-outside").json()
    path = next(one["calls_path"] for one in outside if one["provider"] == provider)
    query, body = CALL[provider](number, **forged)
    headers = {"content-type": "text/xml" if provider == "wecom" else "application/json"}
    return world.nobody().post(path.removeprefix("/api/v1"), params=query, content=body, headers=headers)


def begun(world: World, here: Providers, provider: str) -> tuple[Client, int]:
    """A purchase that lies there to be signed."""
    manager = ready(world, here, provider)
    request = submitted(world, manager)
    assert request is not None
    world.work()
    assert len(here.oa.applications) == 1
    return manager, request


def effects(world: World) -> list[str]:
    world.work()
    return [one["outcome"] for one in HEARD]


@BOTH
def test_it_is_handed_over_and_its_result_takes_effect_once(
    world: World, here: Providers, provider: str
) -> None:
    manager, request = begun(world, here, provider)
    shown = read(manager, request)
    assert (shown["outside"]["state"], shown["outside"]["number"]) == ("sent", here.oa.last)
    assert (shown["acts"], shown["is_unfilled"], shown["steps"][0]["outside"]) == (
        ["withdraw"],
        False,
        provider,
    )
    body = here.oa.applications[here.oa.last]["body"]
    if provider == "wecom":
        filled = [next(iter(one["value"].values())) for one in body["apply_data"]["contents"]]
        controls = [one["control"] for one in body["apply_data"]["contents"]]
        assert (body["creator_userid"], controls) == ("applicant", ["Text", "Text", "Money", "Text"])
    else:
        filled = [one["value"] for one in body["form_component_values"]]
        assert (body["originator_user_id"], body["process_code"]) == ("applicant", "T-1")
    assert filled[1:] == ["1 号", "12000.00", "货物"]
    assert act(world.client("accountant"), request, "approve", turn=1).status_code == 404
    assert act(manager, request, "approve", turn=1).json()["code"] == "not_your_turn"
    assert act(manager, request, "remind", turn=1).json()["code"] == "signed_outside"
    boss = world.client("region_manager")
    bound(world, boss, provider, "Boss")
    here.oa.decide(here.oa.last, "approved", "boss", said="同意")
    for _ in range(3):
        assert called(world, provider, here.oa.last).status_code == 200
    assert effects(world) == ["approved"]
    called(world, provider, here.oa.last)
    world.wait(timedelta(days=2))
    assert effects(world) == ["approved"], "told again, late, and asked no more"
    said = read(manager, request)
    assert (said["state"], said["steps"][0]["is_done"], said["steps"][0]["number"]) == (
        "approved",
        True,
        here.oa.last,
    )
    assert said["outside"]["state"] == "ended"
    assert "同意" in said["entries"][-1]["comment"]
    assert said["entries"][-1]["actor_name"] != ""
    assert texts(manager)[0] == "采购 1 号 已通过审批"


@BOTH
def test_a_result_that_nobody_tells_is_asked_for(world: World, here: Providers, provider: str) -> None:
    manager, request = begun(world, here, provider)
    world.wait(timedelta(minutes=3))
    assert effects(world) == []
    here.oa.decide(here.oa.last, "refused")
    world.wait(timedelta(minutes=30))
    assert effects(world) == ["refused"]
    assert read(manager, request)["state"] == "refused"
    asked_before = len(here.oa.asked)
    world.wait(timedelta(days=3))
    world.work()
    assert len(here.oa.asked) == asked_before, "what has ended is asked after no more"


@BOTH
def test_a_call_that_is_forged_is_refused_and_changes_nothing(
    world: World, here: Providers, provider: str
) -> None:
    manager, request = begun(world, here, provider)
    here.oa.decide(here.oa.last, "approved", "boss")
    other = "A" * 43
    for forged in ({"token": "guessed"}, {"key": other}, {"receiver": "somebody-else"}):
        answer = called(world, provider, here.oa.last, **forged)
        assert (answer.status_code, answer.json()["code"]) == (403, "call_not_theirs"), forged
    path = next(
        one["calls_path"]
        for one in world.client("group_administrator").get("/approval-outside").json()
        if one["provider"] == provider
    ).removeprefix("/api/v1")
    query, body = CALL[provider](here.oa.last)
    changed = body.replace(body[-30:-20], b"AAAAAAAAAA")
    for wrong in (b"", b"<xml>", b"[]", b'{"encrypt": 3}', b"\xff\xfe", changed):
        refused = world.nobody().post(path, params=query, content=wrong, headers=XML)
        assert refused.status_code == 403, wrong
    assert world.nobody().post(path, content=body, headers=XML).status_code == 403
    elsewhere = path[:-4] + "AAAA"
    assert world.nobody().post(elsewhere, params=query, content=body, headers=XML).status_code == 404
    assert effects(world) == []
    assert read(manager, request)["state"] == "pending"
    assert called(world, provider, "999999").status_code == 200, "of an application that is not ours"
    assert effects(world) == []


def test_the_address_proves_itself(world: World, here: Providers) -> None:
    ready(world, here, "wecom")
    outside = world.client("group_administrator").get("/approval-outside").json()
    path = outside[0]["calls_path"].removeprefix("/api/v1")
    query, ciphertext = sealed("12345", CORP)
    answer = world.nobody().get(path, params={**query, "echostr": ciphertext})
    assert (answer.status_code, answer.text) == (200, "12345")
    assert world.nobody().get(path, params={**query, "echostr": "x"}).status_code == 403
    assert [one["hears_calls"] for one in outside] == [True, False]
    assert world.client("group_administrator", "B1").get("/approval-outside").json()[0]["calls_path"] == ""
    assert world.client("project_manager").get("/approval-outside").status_code == 403


@BOTH
def test_nobody_approves_his_own_there_either(world: World, here: Providers, provider: str) -> None:
    manager, request = begun(world, here, provider)
    here.oa.decide(here.oa.last, "approved", "boss", "APPLICANT")
    called(world, provider, here.oa.last)
    assert effects(world) == ["refused"]
    said = read(manager, request)
    assert (said["state"], said["entries"][-1]["act"]) == ("refused", "own_outside")
    assert any("申请人本人审批" in one for one in texts(world.client("group_administrator")))


@BOTH
def test_withdrawn_here_it_ends_there(world: World, here: Providers, provider: str) -> None:
    manager, request = begun(world, here, provider)
    assert done(manager, request, "withdraw")["state"] == "withdrawn"
    here.oa.decide(here.oa.last, "approved", "boss")
    called(world, provider, here.oa.last)
    assert effects(world) == ["withdrawn"], "what is decided there afterwards comes too late"
    assert read(manager, request)["outside"]["state"] == "ended"
    if provider == "dingtalk":
        assert here.oa.terminated == [here.oa.last]
    else:
        assert any("外部审批系统中撤销" in one for one in texts(manager)), (
            "there is no call for it: he is told"
        )
    again = submitted(world, manager)
    assert again != request
    world.work()
    assert len(here.oa.applications) == 2


@BOTH
def test_withdrawn_there_it_ends_here(world: World, here: Providers, provider: str) -> None:
    manager, request = begun(world, here, provider)
    here.oa.decide(here.oa.last, "withdrawn")
    called(world, provider, here.oa.last)
    assert effects(world) == ["withdrawn"]
    assert read(manager, request)["state"] == "withdrawn"


def test_withdrawn_before_it_left_it_never_leaves(world: World, here: Providers) -> None:
    manager = ready(world, here, "wecom")
    request = submitted(world, manager)
    assert request is not None
    done(manager, request, "withdraw")
    world.work()
    assert here.oa.applications == {}
    assert read(manager, request)["outside"]["state"] == "ended"


@BOTH
def test_a_lost_answer_doubles_nothing(world: World, here: Providers, provider: str) -> None:
    """The application arrives and its answer does not: the next try finds it by our reference."""
    manager = ready(world, here, provider)
    request = submitted(world, manager)
    assert request is not None
    here.oa.loses_answer = True
    world.work()
    assert (len(here.oa.applications), read(manager, request)["outside"]["state"]) == (1, "waiting")
    world.wait(timedelta(minutes=2))
    world.work()
    shown = read(manager, request)["outside"]
    assert (len(here.oa.applications), shown["state"], shown["number"]) == (1, "sent", here.oa.last)


@BOTH
def test_a_worker_killed_between_doubles_nothing(world: World, here: Providers, provider: str) -> None:
    manager = ready(world, here, provider)
    request = submitted(world, manager)
    assert request is not None
    [parcel] = line.take(world.runtime)
    lost = courier.carried(parcel)
    assert lost.number == here.oa.last
    world.wait(timedelta(minutes=4))
    world.work()
    line.settle(world.runtime, lost)
    assert len(here.oa.applications) == 1
    assert read(manager, request)["outside"]["number"] == here.oa.last


def test_withdrawn_while_it_is_on_its_way(world: World, here: Providers) -> None:
    manager = ready(world, here, "dingtalk")
    request = submitted(world, manager)
    assert request is not None
    [parcel] = line.take(world.runtime)
    outcome = courier.carried(parcel)
    done(manager, request, "withdraw")
    line.settle(world.runtime, outcome)
    world.work()
    assert here.oa.terminated == [here.oa.last]
    assert effects(world) == ["withdrawn"]


def test_a_result_is_told_before_the_number_is_written_down(world: World, here: Providers) -> None:
    manager = ready(world, here, "wecom")
    request = submitted(world, manager)
    assert request is not None
    [parcel] = line.take(world.runtime)
    outcome = courier.carried(parcel)
    here.oa.decide(here.oa.last, "approved", "boss")
    assert called(world, "wecom", here.oa.last).status_code == 200
    line.settle(world.runtime, outcome)
    world.wait(timedelta(minutes=2))
    assert effects(world) == ["approved"]


def test_a_call_overtakes_a_question(world: World, here: Providers) -> None:
    """The answer to a question that was asked before says 'pending'; the call that came meanwhile still counts."""
    _, _ = begun(world, here, "wecom")
    world.wait(timedelta(minutes=2))
    [parcel] = line.take(world.runtime)
    outcome = courier.carried(parcel)
    here.oa.decide(here.oa.last, "approved", "boss")
    called(world, "wecom", here.oa.last)
    line.settle(world.runtime, outcome)
    assert effects(world) == ["approved"]


def test_what_is_not_taken_is_told_and_tried_again(world: World, here: Providers) -> None:
    manager = ready(world, here, "wecom")
    here.oa.errcode = 301025
    request = submitted(world, manager)
    assert request is not None
    world.work()
    head = world.client("group_administrator")
    assert (
        read(manager, request)["outside"] | {"state": "failed", "error": "errcode_301025"}
        == (read(manager, request)["outside"])
    )
    assert "未能提交到外部审批系统" in texts(head)[0]
    here.oa.errcode = 0
    road = f"/approval-requests/{request}/hand-over"
    assert world.client("accountant").post(road, json={}).status_code == 403
    assert head.post(road, json={}).json() == {"state": "waiting"}
    assert head.post(road, json={}).json()["code"] == "not_failed"
    world.work()
    assert read(manager, request)["outside"]["state"] == "sent"


def test_a_channel_that_was_switched_off_is_told_and_what_is_there_is_still_asked_for(
    world: World, here: Providers
) -> None:
    manager, request = begun(world, here, "wecom")
    security, head = world.client("security_administrator"), world.client("group_administrator")
    assert security.delete(f"/people/{manager.person_id}/bindings/wecom").status_code == 204
    here.oa.decide(here.oa.last, "approved", "boss")
    world.wait(timedelta(minutes=5))
    assert effects(world) == ["approved"], "an account is needed to apply, not to ask"
    bound(world, manager, "wecom", "applicant")
    second = submitted(world, manager, number=2)
    assert second is not None
    channel = next(one for one in head.get("/message-channels").json() if one["channel"] == "wecom")
    off = {"is_on": False, "values": {}}
    headers = {"if-match": f'"{channel["revision"]}"'}
    assert head.put("/message-channels/wecom", json=off, headers=headers).status_code == 200
    world.work()
    said = read(manager, second)["outside"]
    assert (said["state"], said["error"]) == ("failed", "channel_off")
    assert "未能提交到外部审批系统" in texts(head)[0]
    assert read(manager, request)["state"] == "approved"


def test_who_has_no_account_there_is_told_at_once(world: World, here: Providers) -> None:
    manager = ready(world, here, "wecom")
    road = f"/people/{manager.person_id}/bindings/wecom"
    assert world.client("security_administrator").delete(road).status_code == 204
    with pytest.raises(Conflict, match="outside_account_missing"):
        submitted(world, manager)
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalar(select(Handover.id)) is None


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"fields": FIELDS[1:]}, "fields", "reference_missing"),
        ({"template_id": " "}, "template_id", "required"),
        ({"fields": [*FIELDS, {"source": "x", "control": "c"}]}, "fields.4.source", "unknown_source"),
        ({"fields": [*FIELDS, {**FIELDS[1]}]}, "fields.4.control", "control_twice"),
        ({"fields": [{**FIELDS[0], "kind": "money"}]}, "fields.0.kind", "reference_is_text"),
        ({"signed_in": "dingtalk"}, "signed_in", "channel_off"),
        ({"signed_in": None}, "signed_in", "required"),
        ({"signed_in": None, "template_id": "", "fields": []}, "steps", "required"),
    ],
)
def test_a_chain_that_could_not_be_handed_over_is_refused(
    world: World, here: Providers, change: dict[str, Any], field: str, code: str
) -> None:
    set_up(world, here, "wecom")
    body = {**chain("wecom"), **change}
    answer = world.client("group_administrator").post("/approval-chains", json=body)
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_an_account_is_one_persons_and_nobody_binds_himself(world: World) -> None:
    security = world.client("security_administrator")
    manager, cashier = world.client("project_manager"), world.client("cashier")
    bound(world, manager, "wecom", "Li.Si")
    taken = security.put(f"/people/{cashier.person_id}/bindings/wecom", json={"account": "li.si"})
    assert (taken.status_code, taken.json()["code"]) == (409, "account_taken")
    bound(world, manager, "wecom", "zhangsan")
    bound(world, cashier, "wecom", "li.si")
    assert security.get(f"/people/{manager.person_id}/bindings").json() == [
        {"provider": "wecom", "account": "zhangsan"}
    ]
    own = security.put(f"/people/{security.person_id}/bindings/wecom", json={"account": "me"})
    assert own.json()["code"] == "own_account"
    other = world.client("group_administrator").put(
        f"/people/{security.person_id}/bindings/wecom", json={"account": "mine"}
    )
    assert other.status_code == 403, "an administrator's account is bound by who grants rights"
    assert manager.get(f"/people/{manager.person_id}/bindings").status_code == 403


def test_the_envelope_is_that_of_the_documents() -> None:
    query, ciphertext = sealed("你好", CORP)
    mine = callbacks.envelope(TOKEN, AES_KEY, CORP)
    assert mine.opened(query, ciphertext) == "你好"
    back = mine.sealed("success", timestamp="1", nonce="n")
    given = {"msg_signature": back["msg_signature"], "timestamp": "1", "nonce": "n"}
    assert mine.opened(given, back["encrypt"]) == "success"
