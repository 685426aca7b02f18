"""Signing in by a code that comes by SMS: what it opens, how often, and that nobody learns from it who is here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from factories.providers import Providers, providers
from foundation.messaging.reached import set_up
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.identity import rules as lockout
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.sign_in import rules
from manyhold.foundation.messaging.sign_in.models import SignInCode
from manyhold.foundation.messaging.sign_in.sender import CodeSender
from manyhold.foundation.messaging.sign_in.ways import path_for
from manyhold.kernel.scoping.session import SystemSession
from worlds.staff import Hired, hire
from worlds.world import Client, World

PHONE = "13800000007"


@pytest.fixture
def here(world: World) -> Iterator[Providers]:
    """The provider of SMS, by which group A sends."""
    with providers() as listening:
        set_up(world, listening, "sms")
        yield listening


@pytest.fixture
def technician(world: World) -> Hired:
    return with_phone(world, hire(world, "wang.tech", "technician", "A1"))


def with_phone(world: World, someone: Hired, phone: str = PHONE, **said: Any) -> Hired:
    sealed = world.runtime.keys.seal(PHONE_PLACE, someone.person_id, phone)
    change(world, someone, phone_sealed=sealed, **said)
    return someone


def change(world: World, someone: Hired, **said: Any) -> None:
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Person).where(Person.id == someone.person_id).values(**said))
        session.commit()


def ask(world: World, name: str) -> Any:
    answer = world.nobody().post("/sessions/sms-code", json={"sign_in_name": name})
    send(world)
    return answer


def send(world: World) -> None:
    """What the worker does for codes, and nothing beside it."""
    sender = CodeSender(world.runtime)
    while sender.turn():
        pass
    sender.stop()


def sent(here: Providers) -> str:
    """The code in the last text."""
    text = json.loads(here.texts[-1]["TemplateParam"])["content"]
    return re.findall(r"\d{6}", text)[0]


def come_in(world: World, someone: Hired, sms_code: str, code: str = "", *, by: Client | None = None) -> Any:
    body = {"sign_in_name": someone.name, "sms_code": sms_code, "code": code}
    return (by or world.nobody()).post("/sessions/sms", json=body)


def at_once(tries: int, ask: Callable[[int], int]) -> list[int]:
    with ThreadPoolExecutor(tries) as pool:
        return list(pool.map(ask, range(tries)))


def kept(world: World) -> SignInCode:
    with SystemSession(world.runtime.database, writes=False) as session:
        return session.scalars(select(SignInCode)).one()


def test_a_code_signs_in_once(world: World, here: Providers, technician: Hired) -> None:
    asked = world.nobody().post("/sessions/sms-code", json={"sign_in_name": technician.name})
    assert (asked.status_code, asked.content) == (204, b"")
    world.work()
    [text] = here.texts
    assert text["PhoneNumbers"] == PHONE
    code = sent(here)
    assert json.loads(text["TemplateParam"])["content"] == f"验证码 {code}，5 分钟内有效，请勿告诉他人。"
    assert (kept(world).code_sealed, kept(world).run_after) == (None, None), "forgotten once it is sent"
    browser = world.nobody()
    answer = come_in(world, technician, code, by=browser)
    assert (answer.status_code, answer.json()) == (201, {"step": "done"})
    assert browser.get("/me").json()["sign_in_name"] == technician.name
    again = come_in(world, technician, code)
    assert (again.status_code, again.json()["code"]) == (401, "wrong_sms_code")


def test_the_trail_says_by_which_way_and_nothing_says_the_code(
    world: World, here: Providers, technician: Hired, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(world, technician.name)
    code = sent(here)
    assert come_in(world, technician, code).status_code == 201
    with SystemSession(world.runtime.database, writes=False) as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert session.scalars(select(Message)).all() == []
        assert session.scalars(select(MessageDelivery)).all() == []
    mine = [one.changes["way"] for one in trail if one.action == "sign_in"]
    assert mine[-1] == "sms"
    said = capfd.readouterr()
    assert code not in f"{said.out}{said.err}{[one.changes for one in trail]}"
    assert code.encode() not in kept(world).__dict__.values()


def test_it_speaks_the_persons_language(world: World, here: Providers, technician: Hired) -> None:
    change(world, technician, language="en")
    ask(world, technician.name)
    text = json.loads(here.texts[-1]["TemplateParam"])["content"]
    assert text == f"Code {sent(here)}, 5 min. Tell nobody."


def test_the_answer_is_the_same_for_everybody(world: World, here: Providers, technician: Hired) -> None:
    no_phone = hire(world, "li.tech", "technician", "A1")
    elsewhere = with_phone(world, hire(world, "bai.tech", "technician", "B1", group="B"))
    gone = with_phone(world, hire(world, "qin.tech", "technician", "A1"), is_active=False)
    locked = with_phone(
        world, hire(world, "su.tech", "technician", "A1"), locked_until=world.clock.now() + timedelta(hours=1)
    )
    names = [one.name for one in (technician, no_phone, elsewhere, gone, locked)]
    answers = [ask(world, name) for name in (*names, "nobody.at.all", technician.name)]
    shown = {(one.status_code, one.content, frozenset(one.headers)) for one in answers}
    assert len(shown) == 1
    assert len(here.texts) == 1, "only who can be reached is sent one, and one a minute"
    refused = {come_in(world, one, "000000").json()["code"] for one in (no_phone, elsewhere, gone)}
    stranger = Hired(world, 0, "nobody.at.all")
    assert refused | {come_in(world, stranger, "000000").json()["code"]} == {"wrong_sms_code"}


def test_one_a_minute_and_ten_a_day(world: World, here: Providers, technician: Hired) -> None:
    ask(world, technician.name)
    world.clock.advance(rules.PAUSE - timedelta(seconds=1))
    ask(world, technician.name)
    assert len(here.texts) == 1
    for _ in range(rules.PER_DAY + 2):
        world.clock.advance(rules.PAUSE)
        ask(world, technician.name)
    assert len(here.texts) == rules.PER_DAY
    world.clock.advance(rules.DAY)
    ask(world, technician.name)
    assert len(here.texts) == rules.PER_DAY + 1


def test_a_code_is_over_after_five_minutes_and_with_the_next(
    world: World, here: Providers, technician: Hired
) -> None:
    ask(world, technician.name)
    first = sent(here)
    world.clock.advance(rules.PAUSE)
    ask(world, technician.name)
    second = sent(here)
    if first != second:
        assert come_in(world, technician, first).status_code == 401
    world.clock.advance(rules.GOOD_FOR)
    assert come_in(world, technician, second).json()["code"] == "wrong_sms_code"


def test_wrong_codes_lock_and_spend_the_code(
    world: World, here: Providers, technician: Hired, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world, technician.name)
    right = sent(here)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(lockout.FAILURES_ALLOWED):
        assert come_in(world, technician, wrong).status_code == 401
    locked = come_in(world, technician, right)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    monkeypatch.setattr(rules, "GOOD_FOR", timedelta(hours=2))
    world.clock.advance(lockout.LOCKED_FOR)
    assert come_in(world, technician, right).json()["code"] == "wrong_sms_code", "five tries and no more"


def test_a_network_that_asks_or_guesses_too_often_is_stopped(
    world: World, here: Providers, technician: Hired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "SOURCE_CODES_ALLOWED", 3)
    assert [ask(world, f"guess{number}").status_code for number in range(3)] == [204] * 3
    stopped = ask(world, technician.name)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_codes")
    assert int(stopped.headers["retry-after"]) > 0
    world.clock.advance(lockout.SOURCE_WINDOW + timedelta(seconds=1))
    assert ask(world, technician.name).status_code == 204
    monkeypatch.setattr(lockout, "SOURCE_FAILURES_ALLOWED", 2)
    for number in range(2):
        assert come_in(world, Hired(world, 0, f"guess{number}"), "000000").status_code == 401
    for answer in (ask(world, technician.name), come_in(world, technician, sent(here))):
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")


def test_a_second_factor_is_asked_for_and_the_code_lasts_until_it_is_given(
    world: World, here: Providers, technician: Hired
) -> None:
    browser = technician.sign_in()
    technician.secret = browser.post("/me/totp").json()["secret"]
    assert browser.post("/me/totp/confirm", json={"code": technician.code()}).status_code == 201
    world.clock.advance(timedelta(minutes=1))
    ask(world, technician.name)
    code = sent(here)
    first = come_in(world, technician, code)
    assert (first.status_code, first.json()) == (201, {"step": "code"})
    assert "set-cookie" not in first.headers
    wrong = come_in(world, technician, code, "000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_code")
    assert come_in(world, technician, code, technician.code()).json() == {"step": "done"}
    assert come_in(world, technician, code, technician.code()).status_code == 401


def test_an_administrator_without_a_second_factor_may_only_enrol(world: World, here: Providers) -> None:
    administrator = with_phone(world, hire(world, "zhao.admin", "group_administrator"))
    ask(world, administrator.name)
    browser = world.nobody()
    assert come_in(world, administrator, sent(here), by=browser).json() == {"step": "enrol"}
    assert browser.get("/projects").json()["code"] == "second_factor_missing"


def test_a_code_does_not_outlive_a_recovery_or_a_leaving(
    world: World, here: Providers, technician: Hired
) -> None:
    ask(world, technician.name)
    change(world, technician, epoch=7)
    assert come_in(world, technician, sent(here)).status_code == 401
    world.clock.advance(rules.PAUSE)
    ask(world, technician.name)
    change(world, technician, is_active=False)
    assert come_in(world, technician, sent(here)).status_code == 401


def test_of_two_that_come_with_one_code_one_is_let_in(
    world: World, here: Providers, technician: Hired
) -> None:
    ask(world, technician.name)
    code = sent(here)
    statuses = at_once(2, lambda _: come_in(world, technician, code).status_code)
    assert sorted(statuses) == [201, 401]


def test_two_requests_at_once_send_one_code(world: World, here: Providers, technician: Hired) -> None:
    statuses = at_once(
        3,
        lambda _: (
            world.nobody().post("/sessions/sms-code", json={"sign_in_name": technician.name}).status_code
        ),
    )
    send(world)
    assert (statuses, len(here.texts)) == ([204] * 3, 1)


def test_a_provider_that_refuses_is_logged_by_code_and_the_code_forgotten(
    world: World, here: Providers, technician: Hired, capfd: pytest.CaptureFixture[str]
) -> None:
    administrator = world.client("group_administrator")
    before = administrator.get("/message-channels").json()
    [sms] = [one for one in before if one["channel"] == "sms"]
    said = {one["name"]: one["value"] for one in sms["fields"]} | {"access_key_secret": "wrong"}
    body = {"is_on": True, "values": said}
    head = {"if-match": f'"{sms["revision"]}"'}
    assert administrator.put("/message-channels/sms", json=body, headers=head).status_code == 200
    assert ask(world, technician.name).status_code == 204
    assert here.faults == ["SendSms"]
    assert (kept(world).code_sealed, kept(world).run_after) == (None, None)
    logged = capfd.readouterr()
    assert "sign_in_code_refused" in f"{logged.out}{logged.err}"
    assert PHONE not in f"{logged.out}{logged.err}"


def test_a_code_that_waited_too_long_is_not_sent(world: World, here: Providers, technician: Hired) -> None:
    asked = world.nobody().post("/sessions/sms-code", json={"sign_in_name": technician.name})
    assert asked.status_code == 204
    world.clock.advance(rules.GOOD_FOR)
    send(world)
    assert here.texts == []
    assert kept(world).code_sealed is None


def test_the_ways_are_told_for_a_groups_own_link(world: World, here: Providers) -> None:
    keys, nobody = world.runtime.keys, world.nobody()
    links = {group: path_for(keys, side.group_id).partition("=")[2] for group, side in world.sides.items()}
    told = {
        group: nobody.get("/sessions/ways", params={"group": link}).json()["sms"]
        for group, link in links.items()
    }
    assert told == {"A": True, "B": False}
    assert nobody.get("/sessions/ways").json()["sms"] is False, "there are two groups here"
    for wrong in (links["A"][:-2] + "AA", "!", "7"):
        answer = nobody.get("/sessions/ways", params={"group": wrong})
        assert (answer.status_code, answer.json()["code"]) == (404, "link_unknown")
