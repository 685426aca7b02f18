"""Alerts: the ladder, its receipts and its ends, against simulated providers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories.providers import providers
from foundation.messaging.reached import attempts, killed_at, raised, reachable, set_up, story
from manyhold.foundation.messaging.alerts.rules import Step
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.sending.line import LEASE
from manyhold.kernel.scoping.session import SystemSession
from worlds import processes
from worlds.processes import KILLED
from worlds.world import Client, World


def wait(world: World, minutes: float) -> None:
    world.wait(timedelta(minutes=minutes))
    world.work()


def minutes_since(begun: datetime, moment: str) -> int:
    return round((datetime.fromisoformat(moment) - begun).total_seconds() / 60)


def inbox(client: Client) -> dict[str, Any]:
    [message] = [one for one in client.get("/messages").json()["items"] if one["kind"] == "alert"]
    return message


def test_somebody_who_cannot_be_reached_and_the_next_who_answers(world: World) -> None:
    """App not read, 企业微信 refuses, SMS arrives unanswered, nobody picks up the call: the next person acknowledges."""
    lost = reachable(world, world.client("technician"), "13800000001")
    next_one = reachable(world, world.client("duty_manager"), "13800000002")
    begun = world.clock.now()
    with providers(wecom_errcode=81013, sms_status=3) as here:
        set_up(world, here, "sms", "wecom", "voice")
        alert_id = raised(world, lost, next_one)
        world.work()
        assert inbox(lost)["text"] == "配电房温度 78℃"
        assert next_one.get("/messages").json()["items"] == [], "nobody else is disturbed yet"
        wait(world, 1.9)
        assert here.cards == here.texts == [], "a step waits its time"
        wait(world, 0.1)  # 企业微信 refuses, so the text follows at once
        assert [one["PhoneNumbers"] for one in here.texts] == ["13800000001"]
        wait(world, 4.9)  # the text arrives, which is no answer
        assert here.calls == []
        here.call_detail = {"state": "200005", "stateDesc": "无应答", "duration": 0, "startDate": ""}
        wait(world, 0.1)
        assert [one["CalledNumber"] for one in here.calls] == ["13800000001"]
        assert inbox(lost)["acknowledged_at"] is None
        wait(world, 3)
        mine = inbox(next_one)
        world.wait(timedelta(seconds=40))
        assert next_one.post(f"/messages/{mine['id']}/acknowledge", json={}).status_code == 200
        world.work()
        here_before = (len(here.texts), len(here.calls))
        wait(world, 60)
        assert (len(here.texts), len(here.calls)) == here_before, "the rest is called off"
    told = story(world, alert_id)
    assert told["state"] == "acknowledged"
    assert told["acknowledged_by"] == next_one.person_id
    assert told["people"] == ["金丝雀A1员工"] * 2
    assert [
        (row["step_no"], row["channel"], row["state"], row["error"], minutes_since(begun, row["created_at"]))
        for row in told["deliveries"]
    ] == [
        (0, "app", "delivered", "", 0),
        (1, "wecom", "failed", "errcode_81013", 2),
        (1, "dingtalk", "skipped", "channel_off", 2),
        (2, "sms", "delivered", "", 2),
        (3, "voice", "failed", "call_200005", 7),
        (4, "app", "confirmed", "", 10),
    ]
    assert told["deliveries"][3]["address"] == "138****0001"
    assert told["deliveries"][3]["provider_id"] == "biz-1"
    assert inbox(lost)["ended_at"] is not None, "the first one sees that somebody else answered"


def test_nobody_answers_and_those_who_must_know_are_told(world: World) -> None:
    lost = reachable(world, world.client("technician"), "13800000001")
    chief = world.client("group_administrator")
    alert_id = raised(world, lost, ladder=[Step(("app",), 5), Step(("sms", "voice"), 5)])
    world.work()
    wait(world, 5)  # no channel is set up: the log says so, and nobody waits for it
    told = story(world, alert_id)
    assert told["state"] == "exhausted"
    assert attempts(world, alert_id)[1:] == [
        (1, "sms", "skipped", "channel_off"),
        (1, "voice", "skipped", "channel_off"),
    ]
    raised_to_chief = inbox(chief)
    assert raised_to_chief["text"] == "一条告警已依次通知 1 人，仍无人确认，请立即处理"
    assert raised_to_chief["link"] == f"/g/deliveries?alert_id={alert_id}"
    late = lost.post(f"/messages/{inbox(lost)['id']}/acknowledge", json={})
    assert late.status_code == 200
    world.work()
    assert story(world, alert_id)["state"] == "exhausted", "after the end nothing changes"


def test_a_key_in_a_call_answers_and_receipts_may_come_twice_or_late(world: World) -> None:
    lost = reachable(world, world.client("technician"), "13800000001")
    with providers() as here:
        pushes = set_up(world, here, "sms", "voice")["receipts_path"]
        alert_id = raised(world, lost, ladder=[Step(("voice",), 5), Step(("sms",), 5)])
        world.work()
        said = {
            "out_id": here.calls[0]["OutId"],
            "call_id": "call-1",
            "status_code": "200000",
            "start_time": "2026-11-22 10:00:20",
            "end_time": "2026-11-22 10:00:45",
            "duration": "25",
            "dtmf": "1",
        }
        nobody = world.nobody()
        for _ in range(2):
            answer = nobody.post(pushes, json=[said, {"out_id": "mh999999999999"}, {"out_id": 7}, {}])
            assert answer.json() == {"code": 0, "msg": "成功"}, answer.text
            world.work()
        assert nobody.post(pushes, json=[{**said, "start_time": "", "dtmf": ""}]).status_code == 200
        assert nobody.post(pushes[:-4] + "AAAA", json=[said]).status_code == 404
        wait(world, 60)
        assert here.texts == []
    told = story(world, alert_id)
    assert (told["state"], told["acknowledged_by"]) == ("acknowledged", lost.person_id)
    assert attempts(world, alert_id) == [(0, "voice", "confirmed", "")]
    assert told["deliveries"][0]["receipt_at"] == "2026-11-22T02:00:20Z"
    assert inbox(lost)["ended_at"] is not None


def test_a_step_that_wants_arrival_alone_ends_with_it(world: World) -> None:
    one = reachable(world, world.client("technician"), "13800000001")
    with providers(sms_status=3) as here:
        set_up(world, here, "sms")
        alert_id = raised(world, one, ladder=[Step(("sms",), 30, "delivered"), Step(("sms",), 5)])
        world.work()
        wait(world, 1)
        wait(world, 60)
        assert len(here.texts) == 1
    assert story(world, alert_id)["state"] == "delivered"


def test_quiet_hours_hold_an_ordinary_alert_back_and_not_an_urgent_one(world: World) -> None:
    world.clock.set(datetime(2026, 11, 22, 15, 30, tzinfo=UTC))  # 23:30 in Shanghai
    quiet = {"quiet_from": 22 * 60, "quiet_until": 7 * 60, "zone": "Asia/Shanghai"}
    sleeper = reachable(world, world.client("technician"), "13800000001", **quiet)
    with providers() as here:
        set_up(world, here, "sms")
        steps = [Step(("app", "sms"), 10)]
        ordinary = raised(world, sleeper, urgency="ordinary", ladder=steps)
        world.work()
        assert here.texts == []
        assert attempts(world, ordinary) == [
            (0, "app", "delivered", ""),
            (0, "sms", "pending", "quiet_hours"),
        ]
        urgent = raised(world, sleeper, ladder=steps)
        world.work()
        assert len(here.texts) == 1
        world.wait(timedelta(hours=7, minutes=29))
        world.work()
        assert len(here.texts) == 1
        assert story(world, ordinary)["state"] == "running", "the wait begins when the text is sent"
        wait(world, 1)
        assert len(here.texts) == 2
    assert story(world, urgent)["state"] == "exhausted"


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_killed_worker_neither_skips_nor_doubles_a_step(world: World, where: str) -> None:
    one = reachable(world, world.client("technician"), "13800000001")
    with providers() as here:
        set_up(world, here, "sms")
        alert_id = raised(world, one, ladder=[Step(("sms",), 30), Step(("app",), 5)])
        settings = world.settings.model_copy(
            update={"log_level": "CRITICAL", "webhooks_may_be_private": True}
        )
        assert processes.run(killed_at, settings, world.clock.now(), where) == KILLED
        assert len(here.texts) == (where == "after")
        world.work()
        assert len(here.texts) == (where == "after"), "what is under lease is nobody else's"
        world.wait(LEASE + timedelta(seconds=1))
        world.work()
        assert [text["PhoneNumbers"] for text in here.texts] == ["13800000001"]
    assert attempts(world, alert_id) == [(0, "sms", "sent", "")]
    assert story(world, alert_id)["deliveries"][0]["provider_id"] == "biz-1"


def test_a_log_is_read_where_one_is_set_and_groups_are_apart(world: World) -> None:
    here_id = raised(world, world.client("technician"))
    there_id = raised(world, world.client("technician", "B1"), at="B1")
    world.work()
    manager, stranger = world.client("project_manager"), world.client("project_manager", "A2")
    assert [row["alert_id"] for row in manager.get("/message-deliveries").json()["items"]] == [here_id]
    assert stranger.get("/message-deliveries").json()["items"] == []
    assert manager.get(f"/message-alerts/{there_id}").status_code == 404
    assert world.client("technician").get("/message-deliveries").status_code == 403
    assert manager.get("/message-deliveries/count", params={"state": "failed"}).json()["count"] == 0
    with SystemSession(world.runtime.database, writes=False) as session:
        groups = set(session.scalars(select(Message.group_id).where(Message.alert_id == there_id)))
    assert groups == {world.sides["B"].group_id}
