"""Where two people may edit, the slower one learns it: ETag, If-Match, 428 and 412."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from worlds.world import Client, World


@pytest.fixture
def manager(world: World) -> Client:
    return world.client("project_manager")


@pytest.fixture
def path(world: World) -> str:
    return f"/spaces/{world.sites['A1'].room_ids[0]}"


def renamed(client: Client, path: str, name: str, tag: str | None) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    return client.patch(path, json={"name": name}, headers=headers)


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_without_if_match_nothing_is_changed(manager: Client, path: str) -> None:
    assert refusal(renamed(manager, path, "901", None)) == (428, "if_match_missing")
    assert manager.get(path).json()["name"] == "101"


def test_each_change_makes_a_new_tag(manager: Client, path: str) -> None:
    read = manager.get(path).headers["etag"]
    changed = renamed(manager, path, "901", read)
    assert (changed.status_code, changed.json()["name"]) == (200, "901")
    assert changed.headers["etag"] != read
    assert manager.get(path).headers["etag"] == changed.headers["etag"]
    assert refusal(renamed(manager, path, "902", read)) == (412, "changed_meanwhile")
    assert manager.get(path).json()["name"] == "901"


@pytest.mark.parametrize("tag", ["", "1", '"999"', 'W/"1"'])
def test_a_tag_that_was_never_given_does_not_match(manager: Client, path: str, tag: str) -> None:
    assert refusal(renamed(manager, path, "901", tag)) == (412, "changed_meanwhile")


def test_of_those_who_edit_at_once_one_wins(manager: Client, path: str) -> None:
    read = manager.get(path).headers["etag"]
    with ThreadPoolExecutor(4) as desks:
        answers = list(desks.map(lambda number: renamed(manager, path, f"90{number}", read), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    (winner,) = (answer for answer in answers if answer.status_code == 200)
    assert manager.get(path).json()["name"] == winner.json()["name"]
