"""The trail: what is in it, who may read it, and how long it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from manyhold.kernel.settings import Settings
from worlds.staff import hire
from worlds.statements import counted
from worlds.world import Client, World


@pytest.fixture
def auditor(world: World) -> Client:
    return world.client("auditor")


def edit(world: World, role: str, at: str) -> int:
    """Somebody renames the first room of a project; returns its id."""
    room = world.sites[at].room_ids[0]
    client = world.client(role, at)
    answer = client.patch(f"/spaces/{room}", json={"layout": "三室两厅"}, headers={"if-match": "*"})
    assert answer.status_code == 200, answer.text
    return room


def entries(client: Client, **filters) -> list[dict]:
    answer = client.get("/audit-entries", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_write_is_told_with_name_and_values(world: World, auditor: Client) -> None:
    room = edit(world, "project_manager", "A1")
    [entry] = entries(auditor, subject="spaces_space", subject_id=room)
    assert (entry["action"], entry["permission"]) == ("update", "spaces.edit")
    assert entry["changes"] == {"layout": ["", "三室两厅"]}
    assert entry["actor_name"] == "金丝雀A1员工"
    assert (entry["project_id"], entry["project_name"]) == (world.sites["A1"].project_id, "金丝雀A1项目")
    assert auditor.get(f"/audit-entries/{entry['id']}").json() == entry


def test_three_askers(world: World) -> None:
    assert world.nobody().get("/audit-entries").status_code == 401
    for role in ("project_manager", "group_administrator", "security_administrator"):
        assert world.client(role).get("/audit-entries").status_code == 403


def test_another_groups_trail_is_not_there(world: World, auditor: Client) -> None:
    room = edit(world, "project_manager", "B1")
    assert entries(auditor, subject_id=room) == []
    theirs = entries(world.client("auditor", "B1"), subject_id=room)[0]
    assert auditor.get(f"/audit-entries/{theirs['id']}").status_code == 404


def test_filters_and_time(world: World, auditor: Client) -> None:
    start = world.clock.now()
    edit(world, "project_manager", "A1")
    world.clock.advance(timedelta(hours=1))
    edit(world, "project_manager", "A2")
    project = world.sites["A2"].project_id
    later = (start + timedelta(minutes=30)).isoformat()
    assert len(entries(auditor, subject="spaces_space")) == 2
    assert [one["project_id"] for one in entries(auditor, subject="spaces_space", **{"from": later})] == [
        project
    ]
    assert [one["project_id"] for one in entries(auditor, project_id=project)] == [project]
    assert len(entries(auditor, subject="spaces_space", to=later)) == 1
    actor = world.client("project_manager", "A2").person_id
    assert [one["actor_id"] for one in entries(auditor, actor_id=actor, action="update")] == [actor]
    assert auditor.get("/audit-entries", params={"from": "yesterday"}).status_code == 422
    assert auditor.get("/audit-entries/count", params={"project_id": project}).json()["count"] == 1


def test_it_loads_onward_in_time(world: World, auditor: Client) -> None:
    manager = world.client("project_manager")
    room = world.sites["A1"].room_ids[0]
    for number in range(5):
        world.clock.advance(timedelta(minutes=1))
        manager.patch(f"/spaces/{room}", json={"layout": str(number)}, headers={"if-match": "*"})
    seen, cursor = [], None
    while True:
        query = {"subject_id": room, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = auditor.get("/audit-entries", params=query).json()
        seen += [one["changes"]["layout"][1] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]


def test_a_page_asks_the_database_as_often_however_long(world: World, auditor: Client) -> None:
    for at in ("A1", "A2"):
        edit(world, "project_manager", at)
    entries(auditor)
    with counted(world) as sent:
        entries(auditor, limit=200)
    assert len(sent) == 4, sent  # who asks, entries, people, projects


def test_secrets_are_dots(world: World, auditor: Client) -> None:
    someone = hire(world, "qian.cash", "cashier", "A1")
    browser = someone.sign_in()
    wanted = {"current_password": someone.password, "new_password": "Lively-River-8"}
    assert browser.post("/me/password", json=wanted).status_code == 204
    [entry] = [one for one in entries(auditor, subject="identity_person") if one["action"] == "update"]
    assert entry["changes"]["password_hash"] == ["•••", "•••"]
    assert "argon2" not in auditor.get("/audit-entries").text


def test_old_entries_are_forgotten_and_that_is_noted(world: World, auditor: Client) -> None:
    world.runtime.settings.audit_kept_days = 200
    room = edit(world, "project_manager", "A1")
    world.clock.advance(timedelta(days=199))
    world.work()
    assert len(entries(auditor_again(world), subject_id=room)) == 1
    world.clock.advance(timedelta(days=2))
    world.work()
    reader = auditor_again(world)
    assert entries(reader, subject_id=room) == []
    [noted] = entries(reader, action="forget")
    assert (noted["actor_id"], noted["changes"]["rows"] > 0) == (0, True)


def auditor_again(world: World) -> Client:
    """An auditor who signs in after the clock was moved: the session of before is idle."""
    world._clients.clear()
    return world.client("auditor")


def test_the_trail_is_never_kept_less_than_six_months() -> None:
    with pytest.raises(ValidationError):
        Settings(audit_kept_days=183)
