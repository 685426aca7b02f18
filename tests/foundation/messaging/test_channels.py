"""Channels: terms that stay secret, drivers that providers understand, and what people want to hear by which."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from factories.mailboxes import mailbox
from factories.providers import SECRETS, providers
from foundation.messaging.reached import know_templates, reachable, set_up, terms
from manyhold.drivers import aliyun
from manyhold.drivers.all import drivers
from manyhold.foundation.messaging.alerts import rules as ladders
from manyhold.foundation.messaging.channels.port import Channel, Outgoing, Receipt, Refused
from manyhold.foundation.messaging.recipients import rules
from manyhold.foundation.messaging.recipients.unsubscribe import path_for
from manyhold.foundation.messaging.service import send
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import Settings
from worlds.world import NOW, Client, World


def told(world: World, client: Client, *, kind: rules.Kind = "notice", template: str = "test.news") -> None:
    know_templates(world)
    with world.context("A1").session as session:
        send(
            session.info["context"], to=[client.person_id], template=template, params={"number": 3}, kind=kind
        )
        session.commit()
    world.work()


def outgoing(address: str, **more: object) -> Outgoing:
    said = {
        "id": "mh7",
        "address": address,
        "title": "众园通知",
        "text": "配电房温度 78℃，" + "请速处理" * 60,
        "url": "https://zhongyuan.example/work-orders",
        "unsubscribe_url": "",
        "asked_at": NOW,
        "tries": 1,
    }
    return Outgoing(**{**said, **more})  # pyright: ignore[reportArgumentType]


def plugged(name: str) -> Channel:
    return drivers(Settings(webhooks_may_be_private=True), FixedClock(NOW))[name]


def full(name: str, said: dict[str, str]) -> dict[str, str]:
    return {one.name: said.get(one.name) or one.default for one in plugged(name).fields}


def test_the_signature_is_that_of_the_providers_document() -> None:
    """The worked example of 阿里云 V3 版本请求体&签名机制."""
    query = {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    headers = aliyun.signed(
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query=aliyun.canonical_query(query),
        key_id="YourAccessKeyId",
        secret="YourAccessKeySecret",
        nonce="3156853299f313e23d1673dc12e1703d",
        at=datetime(2023, 10, 26, 18, 22, 32, tzinfo=timezone(timedelta(hours=8))),
    )
    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_each_provider_understands_its_driver() -> None:
    with providers(sms_status=2) as here:
        said = {name: full(name, values) for name, values in terms(here).items()}
        sms, voice, wecom = plugged("sms"), plugged("voice"), plugged("wecom")
        message = outgoing("13800000001")
        assert sms.deliver(said["sms"], message) == "biz-1"
        assert len(json.loads(here.texts[0]["TemplateParam"])["content"]) == 35
        assert sms.sent_before(said["sms"], message) == "biz-1"
        assert sms.sent_before(said["sms"], outgoing("13800000001", id="mh8")) is None
        receipt = sms.receipt(said["sms"], message, "biz-1")
        assert receipt is not None
        assert (receipt.state, receipt.error) == ("failed", "MK:0001")
        assert voice.deliver(said["voice"], message) == "call-1"
        assert voice.receipt(said["voice"], message, "call-1") is None, "not known yet"
        assert wecom.deliver(said["wecom"], outgoing("u1")) == "card-1"
        here.forgets_token_once = True
        assert wecom.deliver(said["wecom"], outgoing("u1")) == "card-2"
        assert len(here.tokens) == 2, "one token is kept, and another fetched when it is refused"
        assert here.cards[0]["textcard"]["url"] == "https://zhongyuan.example/work-orders"
        with pytest.raises(Refused, match="user_unknown"):
            wecom.deliver(said["wecom"], outgoing("stranger"))
        ding = plugged("dingtalk")
        assert ding.deliver(said["dingtalk"], outgoing("d1")) == "1"
        here.ding_result = {"unread_user_id_list": ["d1"]}
        assert ding.receipt(said["dingtalk"], outgoing("d1"), "1") == Receipt("delivered")
        assert plugged("wechat").deliver(said["wechat"], outgoing("o1")) == "1"
        assert here.templates[0]["client_msg_id"] == "mh7"
        assert here.faults == []
        for name, wrong in (("sms", {"access_key_secret": "x"}), ("wecom", {"secret": "x"})):
            with pytest.raises(Refused, match=r"SignatureDoesNotMatch|errcode_40001"):
                plugged(name).deliver(said[name] | wrong, message)


def test_mail_goes_under_tls_and_a_notice_says_how_to_unsubscribe() -> None:
    with mailbox() as box:
        said = {**full("mail", {}), "host": "localhost", "port": str(box.port), "security": "tls"}
        said |= {
            "user": "zhongyuan",
            "password": "mail-canary",
            "sender": "众园 <no-reply@zhongyuan.example>",
        }
        driver = plugged("mail")
        with pytest.raises(Refused, match="certificate_refused"):
            driver.deliver(said, outgoing("li@example.com"))
        driver.trust = box.trust  # pyright: ignore[reportAttributeAccessIssue]
        link = "https://zhongyuan.example/u/abc"
        assert (
            driver.deliver(said, outgoing("li@example.com", unsubscribe_url=link)) == "mh7@zhongyuan.example"
        )
        with pytest.raises(Refused, match="sign_in_refused"):
            driver.deliver(said | {"password": "x"}, outgoing("li@example.com"))
        with pytest.raises(Refused, match="smtp_550"):
            driver.deliver(said, outgoing("nobody@example.com"))
        [mail] = box.mails
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "配电房温度" in mail.get_content()


def test_terms_are_sealed_and_never_told(world: World) -> None:
    administrator = world.client("group_administrator")
    with providers() as here:
        set_up(world, here, "sms", "wecom")
        shown = administrator.get("/message-channels").text
        assert not any(secret in shown for secret in SECRETS)
        sms = json.loads(shown)[0]
        secret = next(one for one in sms["fields"] if one["name"] == "access_key_secret")
        assert (secret["value"], secret["is_set"]) == ("", True)
        with SystemSession(world.runtime.database, writes=False) as session:
            whole = " ".join(
                str(list(session.execute(select(table)))) for table in Base.metadata.sorted_tables
            )
        assert not any(secret in whole for secret in SECRETS)
        headers = {"if-match": f'"{sms["revision"]}"'}
        body = {"is_on": False, "values": {"sign_name": "众园物业"}}
        changed = administrator.put("/message-channels/sms", json=body, headers=headers)
        assert changed.status_code == 200, changed.text
        assert next(one for one in changed.json()["fields"] if one["is_secret"])["is_set"], "it stays"
        assert administrator.put("/message-channels/sms", json=body, headers=headers).status_code == 412
        assert world.client("group_administrator", "B1").get("/message-channels").json()[0]["revision"] == 0
    assert world.client("project_manager").get("/message-channels").status_code == 403


@pytest.mark.parametrize(
    ("channel", "values", "field", "code"),
    [
        ("sms", {"access_key_id": "k"}, "values.access_key_secret", "field_required"),
        (
            "wecom",
            {"corp_id": "c", "agent_id": "1", "secret": "s", "base_url": "http://127.0.0.1"},
            "values.base_url",
            "https_wanted",
        ),
        ("wecom", {"corpid": "c"}, "values.corpid", "unknown_field"),
        (
            "mail",
            {"host": "h", "port": "70000", "user": "u", "password": "p", "sender": "a@b.cn"},
            "values.port",
            "invalid_port",
        ),
    ],
)
def test_terms_that_cannot_work_are_refused(
    shared_world: World, channel: str, values: dict[str, str], field: str, code: str
) -> None:
    shared_world.runtime.settings.webhooks_may_be_private = False
    road = f"/message-channels/{channel}"
    answer = shared_world.client("group_administrator").put(road, json={"is_on": True, "values": values})
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_a_test_goes_to_oneself_and_shows_how_it_went(world: World) -> None:
    administrator = world.client("group_administrator")
    assert administrator.post("/message-channels/sms/test", json={}).json()["code"] == "channel_off"
    with providers() as here:
        set_up(world, here, "sms")
        assert administrator.post("/message-channels/sms/test", json={}).json()["code"] == "address_missing"
        reachable(world, administrator, "13800000009")
        assert administrator.post("/message-channels/sms/test", json={}).json()["address"] == "138****0009"
        world.work()
        assert len(here.texts) == 1
        before = administrator.get("/message-channels").json()[0]
        assert before["last_error"] == ""
        wrong = {"is_on": True, "values": {"access_key_secret": "wrong"}}
        headers = {"if-match": f'"{before["revision"]}"'}
        assert administrator.put("/message-channels/sms", json=wrong, headers=headers).status_code == 200
        administrator.post("/message-channels/sms/test", json={})
        world.work()
    assert administrator.get("/message-channels").json()[0]["last_error"] == "SignatureDoesNotMatch"


def test_messages_go_where_people_want_them_and_notices_can_be_unsubscribed(world: World) -> None:
    one = reachable(world, world.client("technician"), "13800000001")
    with providers() as here:
        set_up(world, here, "sms", "wecom")
        told(world, one)
        assert (len(here.texts), len(here.cards)) == (1, 0)
        told(world, one, kind="task")
        assert (len(here.texts), len(here.cards)) == (1, 1)
        link = unsubscribe_link(world, one)
        nobody = world.nobody()
        assert "退订" in nobody.get(link).text
        told(world, one)
        assert len(here.texts) == 2, "a look at the page unsubscribes nobody"
        form = {"content-type": "application/x-www-form-urlencoded"}
        for _ in range(2):
            done = nobody.post(link, content="List-Unsubscribe=One-Click", headers=form)
            assert done.status_code == 200, done.text
        told(world, one)
        told(world, one, kind="task")
        assert (len(here.texts), len(here.cards)) == (2, 2), "what work needs still comes"
        assert one.get("/me/notifications").json()["is_unsubscribed"]
        assert len(one.get("/messages").json()["items"]) == 5, "the inbox has everything"
        assert nobody.get(link[:-3] + "AAA").status_code == 404


def unsubscribe_link(world: World, one: Client) -> str:
    return "http://localhost" + path_for(world.runtime.keys, world.sides["A"].group_id, one.person_id)


def test_what_cannot_be_handed_over_is_tried_again_later(world: World) -> None:
    one = reachable(world, world.client("technician"), "13800000001")
    with providers(wecom_errcode=-1) as here:
        set_up(world, here, "wecom")
        told(world, one, kind="task")
        assert here.cards == []
        here.wecom_errcode = 0
        world.wait(timedelta(minutes=1))
        world.work()
        assert len(here.cards) == 1


def test_ladders_are_laid_down_by_headquarters(world: World) -> None:
    administrator = world.client("group_administrator")
    ordinary = next(
        one for one in administrator.get("/message-ladders").json() if one["urgency"] == "ordinary"
    )
    assert ordinary["is_built_in"]
    steps = [{"channels": ["app", "sms"], "minutes": 15, "wants": "acknowledged"}]
    kept = administrator.put("/message-ladders/ordinary", json={"steps": steps})
    assert (kept.json()["steps"], kept.json()["is_built_in"]) == (steps, False)
    twice = [{"channels": ["sms", "sms"], "minutes": 15}]
    headers = {"if-match": f'"{kept.json()["revision"]}"'}
    refused = administrator.put("/message-ladders/ordinary", json={"steps": twice}, headers=headers)
    assert refused.json()["errors"][0]["field"] == "steps.0.channels"


@given(st.integers(0, 1439), st.integers(0, 1439), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_quiet_hours_end_when_they_say(start: int, end: int, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    until = rules.quiet_until(now, start, end, "Asia/Shanghai")
    minute = (now.hour * 60 + now.minute + 480) % 1440
    inside = start != end and (start <= minute < end if start < end else minute >= start or minute < end)
    assert (until is not None) == inside
    if until is not None:
        assert now <= until <= now + timedelta(days=1)
        assert rules.quiet_until(until, start, end, "Asia/Shanghai") is None or until == now


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True), st.integers(1, 5))
def test_a_ladder_tells_each_person_each_step_once(people: list[int], count: int) -> None:
    steps = [ladders.Step(("app",), minutes + 1).plain() for minutes in range(count)]
    turns = [ladders.place(people, steps, number) for number in range(len(people) * count + 2)]
    assert turns[-2:] == [None, None]
    assert [(one[0], one[1].minutes) for one in turns[:-2] if one] == [
        (person, minutes + 1) for person in people for minutes in range(count)
    ]
