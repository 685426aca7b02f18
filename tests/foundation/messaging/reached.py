"""People of a test's world with telephones and accounts, channels that lead to simulated providers, and alerts."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from typing import Any

from sqlalchemy import update

from factories import providers as simulated
from factories.outside import AES_KEY, TOKEN
from factories.providers import Providers
from manyhold.app import build_runtime
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE
from manyhold.foundation.messaging.alerts.service import alert
from manyhold.foundation.messaging.sending import line, sender
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import Settings
from worlds.world import Client, World

HOT = "test.hot"
TEMPLATES = {
    HOT: ("配电房温度 {degrees}℃", "The switch room has {degrees} °C"),
    "test.news": ("食堂今日供应饺子 {number}", "Dumplings today {number}"),
}
ALL = ["sms", "wecom", "dingtalk", "wechat", "mail", "voice"]
WANTED = {"alert": ALL, "task": ["wecom"], "notice": ["sms"]}


def know_templates(world: World) -> None:
    manifest = world.runtime.registry.manifests["messaging"]
    if HOT not in manifest.messages:
        object.__setattr__(manifest, "messages", {**manifest.messages, **TEMPLATES})


def terms(here: Providers) -> dict[str, dict[str, str]]:
    aliyun = {"access_key_id": simulated.KEY_ID, "access_key_secret": simulated.SECRET, "base_url": here.url}
    return {
        "sms": {**aliyun, "sign_name": "众园", "template_code": "SMS_1"},
        "voice": {**aliyun, "tts_code": "TTS_1"},
        "wecom": {
            "corp_id": "ww1",
            "agent_id": "1000002",
            "secret": simulated.CORP_SECRET,
            "callback_token": TOKEN,
            "callback_aes_key": AES_KEY,
            "base_url": here.url,
        },
        "dingtalk": {
            "app_key": "ding1",
            "app_secret": simulated.DING_SECRET,
            "agent_id": "7",
            "callback_token": TOKEN,
            "callback_aes_key": AES_KEY,
            "base_url": here.url,
        },
        "wechat": {
            "app_id": "wx1",
            "app_secret": simulated.WECHAT_SECRET,
            "template_id": "T1",
            "base_url": here.url,
        },
    }


def set_up(world: World, here: Providers, *channels: str, at: str = "A1") -> dict[str, Any]:
    """Switch channels on for a group; gives the last answer."""
    world.runtime.settings.webhooks_may_be_private = True
    world.runtime.settings.allowed_hosts = "localhost,zhongyuan.example"
    answer: Any = None
    for channel in channels:
        body = {"is_on": True, "values": terms(here)[channel]}
        answer = world.client("group_administrator", at).put(f"/message-channels/{channel}", json=body)
        assert answer.status_code == 200, answer.text
    return answer.json()


def reachable(world: World, client: Client, phone: str = "", **said: Any) -> Client:
    """Give somebody a telephone, and how they want to be reached."""
    if phone:
        sealed = world.runtime.keys.seal(PHONE_PLACE, client.person_id, phone)
        with SystemSession(world.runtime.database, writes=True) as session:
            session.execute(update(Person).where(Person.id == client.person_id).values(phone_sealed=sealed))
            session.commit()
    body = {
        "addresses": {"wecom": f"u{client.person_id}", **said.pop("addresses", {})},
        "wanted": WANTED,
        "quiet_from": 0,
        "quiet_until": 0,
        "zone": "Asia/Shanghai",
        "is_unsubscribed": False,
        **said,
    }
    before = client.get("/me/notifications").json()["revision"]
    headers = {"if-match": f'"{before}"'} if before else {}
    answer = client.put("/me/notifications", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return client


def raised(world: World, *people: Client, at: str = "A1", **how: Any) -> int:
    """An alert in a project to these people in order; gives its id."""
    know_templates(world)
    with world.context(at, group=at[0]).session as session:
        alert_id = alert(
            session.info["context"],
            to=[one.person_id for one in people],
            template=HOT,
            params={"degrees": 78},
            link="/work-orders",
            project_id=world.sites[at].project_id,
            **how,
        )
        session.commit()
    return alert_id


def story(world: World, alert_id: int, at: str = "A1") -> dict[str, Any]:
    """The alert as its project's manager sees it."""
    answer = world.client("project_manager", at).get(f"/message-alerts/{alert_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def attempts(world: World, alert_id: int) -> list[tuple[int, str, str, str]]:
    """Step, channel, state and error of every attempt, in order."""
    rows = story(world, alert_id)["deliveries"]
    return [(row["step_no"], row["channel"], row["state"], row["error"]) for row in rows]


def killed_at(settings: Settings, at: datetime, where: str) -> None:
    """Work as a worker that is killed when a step was claimed (`before`), or sent and not yet written down (`after`)."""
    configure_logging(settings)
    runtime = build_runtime(settings, clock=FixedClock(at))
    for template, said in TEMPLATES.items():
        manifest = runtime.registry.manifests["messaging"]
        object.__setattr__(manifest, "messages", {**manifest.messages, template: said})

    def die(*_: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    if where == "before":
        sender.handed_over = die
    else:
        line.settle = die
    Worker(runtime).run_until_idle()
