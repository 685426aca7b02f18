"""The list of parties: found by what is typed, sorted by place or time, counted, loaded onward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from factories.parties import WANG, added, owner_of
from worlds.world import World


@pytest.mark.parametrize(
    "text",
    ["王小明", "小明", "wangxiaoming", "Wang Xiao", "wxm", "1234", "13800001234", "１３８００００１２３４"],
)
def test_one_is_found_by(world: World, text: str) -> None:
    party = owner_of(world)
    owner_of(world, room=1, name="李静", phones=["13900005678"])
    asked = {"q": text, "project_id": world.sites["A1"].project_id}
    manager = world.client("project_manager")
    answer = manager.get("/parties", params=asked).json()
    assert [one["id"] for one in answer["items"]] == [party["id"]]
    assert answer["is_cut_off"] is False
    assert manager.get("/parties/count", params=asked).json() == {"count": 1, "is_exact": True}


@pytest.mark.parametrize("text", ["王", "明小", "xiaoming", "567", "？", "李四"])
def test_nobody_is_found_by(world: World, text: str) -> None:
    owner_of(world)
    assert world.client("project_manager").get("/parties", params={"q": text}).json()["items"] == []


def test_a_search_stays_in_the_scope(world: World) -> None:
    owner_of(world, at="A2")
    owner_of(world, at="B1")
    assert world.client("project_manager", "A1").get("/parties", params={"q": "王小明"}).json()["items"] == []
    assert (
        len(world.client("region_manager", "A1").get("/parties", params={"q": "王小明"}).json()["items"]) == 1
    )


def test_by_place_or_newest_first(world: World) -> None:
    site = world.sites["A1"]
    manager = world.client("project_manager")
    last = owner_of(world, room=3)["id"]
    first = owner_of(world, room=0)["id"]
    nowhere = added(manager, {**WANG, "project_id": site.project_id})["id"]
    middle = owner_of(world, room=1)["id"]

    def order(**asked: object) -> list[int]:
        asked = {"project_id": site.project_id, "limit": 3, **asked}
        page = manager.get("/parties", params=asked).json()
        rest = manager.get("/parties", params={**asked, "cursor": page["next_cursor"]}).json()
        assert rest["next_cursor"] is None
        return [one["id"] for one in page["items"] + rest["items"]]

    assert order() == [first, middle, last, nowhere]
    assert order(sort="newest") == [middle, nowhere, first, last]
    assert manager.get("/parties", params={"role": "tenant"}).json()["items"] == []
    assert manager.get("/parties/count", params={"role": "owner"}).json()["count"] == 3


def test_a_cursor_belongs_to_its_list(world: World) -> None:
    for room in range(3):
        owner_of(world, room=room)
    manager = world.client("project_manager")
    cursor = manager.get("/parties", params={"limit": 1}).json()["next_cursor"]
    answer = manager.get("/parties", params={"limit": 1, "role": "owner", "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    owner_of(world, room=0)
    manager, asked = (
        world.client("project_manager"),
        {"project_id": world.sites["A1"].project_id, "q": "王小明"},
    )
    manager.get("/parties", params=asked)
    with queries(world) as one:
        manager.get("/parties", params=asked)
    for room in range(1, 4):
        owner_of(world, room=room)
    with queries(world) as four:
        assert len(manager.get("/parties", params=asked).json()["items"]) == 4
    assert len(four) == len(one)


@contextmanager
def queries(world: World) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(world.runtime.database.app, "before_cursor_execute", note)
    yield seen
    event.remove(world.runtime.database.app, "before_cursor_execute", note)
