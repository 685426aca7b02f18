"""A right that needs the whole project is not held through a grant narrowed to some of its buildings."""

from __future__ import annotations

from factories.takeovers import HEADINGS, checked, room, upload
from factories.workbooks import xlsx_of
from worlds.world import Client, World

BOOK = xlsx_of([HEADINGS, room("1801", 89.5, "金丝雀业主", "13800138000")])


def narrowed(world: World) -> Client:
    """A manager of one building of A1."""
    return world.client("project_manager", zones=[world.sites["A1"].building_id])


def rights(client: Client) -> list[str]:
    (project,) = client.get("/me").json()["projects"]
    return [right for right in project["permissions"] if right.startswith("imports.")]


def test_the_people_of_an_import_are_for_the_whole_project(world: World) -> None:
    manager, project = world.client("project_manager"), world.sites["A1"].project_id
    row = checked(world, manager, project, BOOK)
    path = f"/imports/{row['id']}"
    assert manager.get(f"{path}/people").status_code == 200
    assert rights(manager) == ["imports.load", "imports.prepare", "imports.reverse"]
    keeper = narrowed(world)
    assert rights(keeper) == []
    for wanted in ("/imports", path, f"{path}/people", f"{path}/problems", f"{path}/changes"):
        answer = keeper.get(wanted)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing"), wanted
    for act in ("check", "load", "reverse"):
        assert keeper.post(f"{path}/{act}", json={}).status_code == 403


def test_a_whole_project_beside_a_narrowed_one_opens_the_whole_one_alone(world: World) -> None:
    first = upload(world.client("project_manager"), world.sites["A1"].project_id, BOOK)
    second = upload(world.client("project_manager", "A2"), world.sites["A2"].project_id, BOOK)
    keeper = narrowed(world)
    world.also(keeper, "project_manager", "A2")
    assert [one["id"] for one in keeper.get("/imports").json()["items"]] == [second["id"]]
    assert keeper.get(f"/imports/{first['id']}").status_code == 404
