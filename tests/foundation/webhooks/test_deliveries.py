"""Webhooks against a real receiver: signed, tried again, logged, and nobody holds anybody else up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest

from factories.clients import made
from factories.receivers import Heard, receiver
from foundation.webhooks.hooks import REPORTED, killed_after, log, now, reported, subscribed
from manyhold.foundation.webhooks import rules
from manyhold.foundation.webhooks.line import LEASE
from worlds import processes
from worlds.processes import KILLED
from worlds.world import World


def signatures(secret: str, heard: Heard) -> str:
    """The signature as a receiver makes it, from the words of the specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{heard.id}.{heard.headers['webhook-timestamp']}.{heard.body}"
    return "v1," + base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha256).digest()).decode()


def test_an_event_arrives_signed_and_stands_in_the_log(world: World) -> None:
    with receiver(status=200) as here:
        webhook = subscribed(world, here.url)
        reported(world, 7)
        world.work()
    (heard,) = here.heard
    assert json.loads(heard.body) == {
        "type": REPORTED,
        "timestamp": world.clock.now().isoformat(),
        "data": {
            "id": 7,
            "project_id": world.sites["A1"].project_id,
            "number": "WX-7",
            "state": "reported",
            "assignee_id": None,
        },
    }
    assert heard.headers["webhook-signature"] == signatures(webhook["secret"], heard)
    assert heard.headers["webhook-timestamp"] == str(int(world.clock.now().timestamp()))
    (row,) = log(world, webhook)
    assert (row["message_id"], row["state"], row["status"], row["answer"]) == (heard.id, "done", 200, "seen")
    assert row["took_ms"] >= 0


def test_it_hears_of_its_own_scope_alone(world: World) -> None:
    client = made(world, "A1", name="一号系统", permissions=("workorders.read",))
    blind = made(world, "A1", name="二号系统")
    with receiver() as here, receiver() as deaf, receiver() as narrow:
        subscribed(world, here.url, api_client_id=client["id"])
        subscribed(world, deaf.url, api_client_id=blind["id"])
        subscribed(world, narrow.url, project_ids=[world.sites["A2"].project_id])
        for number, at in enumerate(("A1", "A2", "B1")):
            reported(world, number, at)
        world.work()
        world.client("group_administrator").delete(f"/api-clients/{client['id']}")
        reported(world, 4, "A1")
        world.work()
    assert [json.loads(one.body)["data"]["id"] for one in here.heard] == [0]
    assert deaf.heard == []
    assert [json.loads(one.body)["data"]["id"] for one in narrow.heard] == [1]


def test_nothing_leaves_before_the_commit(world: World) -> None:
    with receiver() as here:
        subscribed(world, here.url)
        with world.context("A1").session as session:
            session.rollback()
        world.work()
        assert here.heard == []


def test_a_fault_is_tried_again_under_the_same_id(world: World) -> None:
    with receiver(status=500) as here:
        webhook = subscribed(world, here.url)
        reported(world, 1)
        world.work()
        (row,) = log(world, webhook)
        assert (row["state"], row["status"], row["error"], row["attempts"]) == ("pending", 500, "refused", 1)
        world.work()
        assert len(here.heard) == 1, "not before its pause is over"
        here.status = 204
        world.clock.advance(rules.RETRIES[0] + timedelta(seconds=1))
        world.work()
        (row,) = log(world, webhook)
        assert (row["state"], row["attempts"]) == ("done", 2)
        assert here.heard[0].id == here.heard[1].id
    assert now(world, webhook)["failing_since"] is None


def test_a_redirect_is_not_followed(world: World) -> None:
    with receiver() as elsewhere, receiver(status=302) as here:
        here.location = elsewhere.url
        webhook = subscribed(world, here.url)
        reported(world, 1)
        world.work()
        assert elsewhere.heard == []
        assert log(world, webhook)[0]["error"] == "redirected"


def test_a_dead_receiver_is_switched_off_after_a_day_and_its_owner_told(world: World) -> None:
    with receiver() as here:
        webhook = subscribed(world, here.url)
    reported(world, 1)
    for _ in range(60):
        world.work()
        world.wait(timedelta(minutes=30))
    administrator = world.client("group_administrator")
    seen = now(world, webhook)
    assert (seen["is_on"], seen["why_off"]) == (False, "failing")
    assert log(world, webhook)[0]["error"] == "not_reached"
    messages = administrator.get("/messages").json()["items"]
    assert [one["template"] for one in messages if one["template"].startswith("webhooks.")] == [
        "webhooks.switched_off"
    ]
    reported(world, 2)
    world.work()
    assert len(log(world, webhook)) == 1, "what happens while it is off is not kept for it"
    again = administrator.patch(f"/webhooks/{webhook['id']}", json={"is_on": True}, headers={"If-Match": "*"})
    assert again.json()["is_on"]


def test_a_receiver_that_is_gone_is_switched_off_at_once(world: World) -> None:
    with receiver(status=410) as here:
        webhook = subscribed(world, here.url)
        reported(world, 1)
        world.work()
    assert not now(world, webhook)["is_on"]


def test_a_slow_and_a_dead_receiver_hold_nobody_up(world: World) -> None:
    with receiver() as gone:
        pass
    with receiver(seconds=1.0) as slow, receiver() as fast:
        subscribed(world, slow.url, name="慢系统")
        subscribed(world, gone.url, name="停系统")
        subscribed(world, fast.url, name="快系统")
        for number in range(40):
            reported(world, number)
        world.worker.start()
        begun = time.monotonic()
        while len(fast.heard) < 40 and time.monotonic() - begun < 20:
            time.sleep(0.02)
        heard_of_slow = len(slow.heard)
        world.worker.stop()
    assert len(fast.heard) == 40
    assert heard_of_slow < 40, "the fast one did not wait for the slow one"


def test_a_killed_worker_loses_nothing_and_what_is_sent_twice_says_so(world: World) -> None:
    with receiver() as here:
        webhook = subscribed(world, here.url)
        for number in range(5):
            reported(world, number)
        settings = world.settings.model_copy(
            update={"log_level": "CRITICAL", "webhooks_may_be_private": True}
        )
        assert processes.run(killed_after, settings, world.clock.now(), 1) == KILLED
        sent_before = len(here.heard)
        assert sent_before >= 1
        world.work()
        assert len(here.heard) == sent_before, "what is under lease is nobody else's"
        world.clock.advance(LEASE + timedelta(seconds=1))
        world.work()
    ids = {json.loads(one.body)["data"]["id"]: set() for one in here.heard}
    for one in here.heard:
        ids[json.loads(one.body)["data"]["id"]].add(one.id)
    assert sorted(ids) == [0, 1, 2, 3, 4]
    assert all(len(one) == 1 for one in ids.values()), "the same event always comes under the same id"
    assert [row["state"] for row in log(world, webhook)] == ["done"] * 5


def test_after_a_new_secret_both_sign_for_a_day(world: World) -> None:
    with receiver() as here:
        webhook = subscribed(world, here.url)
        answer = world.client("group_administrator").post(f"/webhooks/{webhook['id']}/secret", json={})
        fresh = answer.json()["secret"]
        for number, secrets in ((1, [fresh, webhook["secret"]]), (2, [fresh])):
            reported(world, number)
            world.work()
            heard = here.heard[-1]
            expected = " ".join(signatures(one, heard) for one in secrets)
            assert heard.headers["webhook-signature"] == expected
            world.clock.advance(timedelta(hours=25))


def test_a_ping_and_a_replay_by_hand(world: World) -> None:
    administrator = world.client("group_administrator")
    with receiver() as here:
        webhook = subscribed(world, here.url)
        road = f"/webhooks/{webhook['id']}"
        assert administrator.post(f"{road}/ping", json={}).status_code == 200
        world.work()
        (row,) = log(world, webhook)
        assert (row["event"], row["state"]) == ("webhooks.ping", "done")
        again = administrator.post(f"{road}/deliveries/{row['id']}/replay", json={})
        assert again.status_code == 200, again.text
        world.work()
    assert [one.id for one in here.heard] == [row["message_id"]] * 2
    done = administrator.get(f"{road}/deliveries", params={"state": "failed"})
    assert done.json()["items"] == []
    assert administrator.delete(road).status_code == 204


def test_a_replay_by_hand_does_not_wait_until_a_failing_address_has_rested(world: World) -> None:
    with receiver(status=500) as here:
        webhook = subscribed(world, here.url)
        reported(world, 1)
        world.work()
        here.status = 204
        (row,) = log(world, webhook)
        road = f"/webhooks/{webhook['id']}/deliveries/{row['id']}/replay"
        assert world.client("group_administrator").post(road, json={}).status_code == 200
        world.work()
    assert log(world, webhook)[0]["state"] == "done"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/hook", "https_wanted"),
        ("https://127.0.0.1/hook", "address_not_public"),
        ("https://[::1]/hook", "address_not_public"),
        ("https://169.254.169.254/latest/meta-data", "address_not_public"),
        ("https://[::ffff:10.0.0.1]/hook", "address_not_public"),
        ("https://user:word@example.com/hook", "invalid_url"),
        ("ftp://example.com/hook", "https_wanted"),
        ("https://例子.中国/hook", "url_not_ascii"),
        ("https://example.com/通知", "url_not_ascii"),
        (f"https://{'a' * 64}.com/hook", "invalid_url"),
        ("https://a..example.com/hook", "invalid_url"),
        ("https://example.com/a hook", "invalid_url"),
        ("https://exa\tmple.com/hook", "invalid_url"),
    ],
)
def test_an_address_inside_is_refused(shared_world: World, url: str, code: str) -> None:
    body = {"name": "内网", "url": url, "events": [REPORTED]}
    shared_world.runtime.settings.webhooks_may_be_private = False
    answer = shared_world.client("group_administrator").post("/webhooks", json=body)
    assert answer.json()["errors"][0]["code"] == code


def test_a_name_that_leads_inside_is_not_called(world: World) -> None:
    with receiver() as here:
        webhook = subscribed(world, here.url.replace("127.0.0.1", "localhost"))
        world.runtime.settings.webhooks_may_be_private = False
        reported(world, 1)
        world.work()
        assert here.heard == []
    assert log(world, webhook)[0]["error"] == "address_not_public"
