"""The inbox: written in the reader's language, one's own alone, naming people by id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from manyhold.app import manifests
from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging import templates
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.service import send
from manyhold.kernel.modules import UnknownName
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World

NOTE = "test.note"


@pytest.fixture(autouse=True)
def _template(world: World) -> Iterator[None]:
    """A template of the tests' own; the manifest is one for all tests of a process and has its own back after each."""
    manifest = world.runtime.registry.manifests["messaging"]
    own = manifest.messages
    object.__setattr__(
        manifest, "messages", {NOTE: ("{who}交来 {count} 单", "{who} hands over {count} orders")}
    )
    yield
    object.__setattr__(manifest, "messages", own)


def tell(world: World, *people: int, count: int = 3, by: int = 0) -> int:
    ctx = world.context("A1")
    params = {"count": count, "who_person_id": by or people[0]}
    sent = send(
        ctx,
        to=people,
        template=NOTE,
        params=params,
        link="/work-orders",
        project_id=world.sites["A1"].project_id,
    )
    ctx.session.commit()
    ctx.session.close()
    return sent


def test_each_reads_in_the_own_language(world: World) -> None:
    chinese, english = world.client("technician"), world.client("customer_service")
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Person).where(Person.id == english.person_id).values(language="en"))
        session.commit()
    assert tell(world, chinese.person_id, english.person_id) == 2
    [message] = chinese.get("/messages").json()["items"]
    assert message["text"] == "金丝雀A1员工交来 3 单"
    assert (message["link"], message["read_at"]) == ("/work-orders", None)
    assert english.get("/messages").json()["items"][0]["text"] == "金丝雀A1员工 hands over 3 orders"


def test_an_inbox_is_ones_own(world: World) -> None:
    technician, other = world.client("technician"), world.client("group_administrator")
    tell(world, technician.person_id)
    [message] = technician.get("/messages").json()["items"]
    assert other.get("/messages").json()["items"] == []
    assert other.post(f"/messages/{message['id']}/read").status_code == 404
    assert other.post("/messages/read-all").json() == {"count": 0}
    assert world.nobody().get("/messages").status_code == 401
    assert technician.get("/messages/count", params={"unread": True}).json()["count"] == 1


def test_reading_one_and_all(world: World) -> None:
    technician = world.client("technician")
    for count in (1, 2, 3):
        tell(world, technician.person_id, count=count)
    newest = technician.get("/messages", params={"limit": 2}).json()
    assert [one["text"][-3:] for one in newest["items"]] == ["3 单", "2 单"]
    rest = technician.get("/messages", params={"limit": 2, "cursor": newest["next_cursor"]}).json()
    assert [one["text"][-3:] for one in rest["items"]] == ["1 单"]
    path = f"/messages/{newest['items'][0]['id']}/read"
    first = technician.post(path).json()["read_at"]
    world.clock.advance(timedelta(minutes=1))
    assert technician.post(path).json()["read_at"] == first
    assert technician.get("/messages/count", params={"unread": True}).json()["count"] == 2
    assert technician.get("/messages/count", params={"unread": False}).json()["count"] == 1
    assert technician.post("/messages/read-all").json() == {"count": 2}
    assert technician.get("/messages", params={"unread": True}).json()["items"] == []


def test_nobody_outside_the_group_is_told(world: World) -> None:
    stranger, technician = world.client("technician", "B1"), world.client("technician")
    assert tell(world, stranger.person_id, by=technician.person_id) == 0
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Person).where(Person.id == technician.person_id).values(is_active=False))
        session.commit()
    assert tell(world, technician.person_id) == 0


def test_params_are_what_the_template_wants(world: World) -> None:
    ctx = world.context("A1")
    for params in (
        {},
        {"count": 1},
        {"count": 1, "who": "张三", "more": 1},
        {"count": 1.5, "who_person_id": 1},
    ):
        with pytest.raises(ValueError, match=r"."):
            send(ctx, to=[1], template=NOTE, params=params)
    with pytest.raises(UnknownName):
        send(ctx, to=[1], template="no.such", params={})
    ctx.session.close()


def test_the_inbox_outlives_a_template(world: World) -> None:
    technician = world.client("technician")
    tell(world, technician.person_id)
    manifest = world.runtime.registry.manifests["messaging"]
    object.__setattr__(manifest, "messages", {NOTE: ("{who}：{title}", "{who}: {title}")})
    assert technician.get("/messages").json()["items"][0]["text"] == "金丝雀A1员工：—"
    object.__setattr__(manifest, "messages", {})
    assert technician.get("/messages").json()["items"][0]["text"] == NOTE
    with SystemSession(world.runtime.database, writes=False) as session:
        assert "金丝雀" not in str([one.params for one in session.scalars(select(Message))])


def test_every_template_says_the_same_in_both_languages() -> None:
    for manifest in manifests():
        for template in manifest.messages.values():
            templates.wanted(template)
            assert all(template)
