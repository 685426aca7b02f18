"""Where headquarters has a chain for loads, an import is loaded when it is approved, once, and not before."""

from __future__ import annotations

from typing import Any

from factories.takeovers import HEADINGS, checked, room, seen
from factories.workbooks import xlsx_of
from foundation.approvals.asked import done, publish, role, step
from worlds.world import Client, World

CONTENT = xlsx_of([HEADINGS, room("1801", 80, "李雷", "13900000000")])


def submitted(world: World, manager: Client) -> dict[str, Any]:
    row = checked(world, manager, world.sites["A1"].project_id, CONTENT)
    answer = manager.post(f"/imports/{row['id']}/load", json={"accept_warnings": True})
    assert answer.status_code == 200, answer.text
    return answer.json()


def chain(world: World) -> Client:
    region = world.client("region_manager")
    publish(world, step(role("region_manager", "tree")), document_type="imports.load", at_least=1)
    return region


def test_a_load_waits_for_its_approval(world: World) -> None:
    manager, region = world.client("project_manager"), chain(world)
    row = submitted(world, manager)
    path = f"/imports/{row['id']}"
    assert (row["state"], row["job"]["name"]) == ("submitted", "imports.check")
    for act in ("check", "load"):
        assert manager.post(f"{path}/{act}", json={}).status_code == 409
    assert manager.delete(path, headers={"If-Match": "*"}).status_code == 409
    shown = region.get(f"/approval-requests/{row['approval_id']}").json()
    assert (shown["title"], shown["facts"]["rows"]) == (row["file_name"], 1)
    done(region, row["approval_id"], "approve")
    assert seen(manager, row, "submitted")["job"]["name"] == "imports.check"
    world.work()
    assert seen(manager, row, "loaded")["loaded_at"] is not None
    assert manager.get("/messages").json()["items"][0]["text"].endswith("已导入")


def test_what_is_returned_is_mended_and_submitted_again(world: World) -> None:
    manager, region = world.client("project_manager"), chain(world)
    row = submitted(world, manager)
    done(region, row["approval_id"], "return", comment="面积不对")
    world.work()
    path = f"/imports/{row['id']}"
    seen(manager, row, "checked")
    assert manager.post(f"{path}/check", json={}).status_code == 200
    world.work()
    again = manager.post(f"{path}/load", json={"accept_warnings": True}).json()
    assert (again["state"], again["approval_id"]) == ("submitted", row["approval_id"])
    done(region, row["approval_id"], "refuse", comment="不导入")
    world.work()
    seen(manager, row, "checked")
    third = manager.post(f"{path}/load", json={"accept_warnings": True}).json()
    assert third["approval_id"] != row["approval_id"]


def test_without_a_chain_it_loads_as_ever(world: World) -> None:
    manager = world.client("project_manager")
    row = submitted(world, manager)
    assert (row["state"], row["approval_id"]) == ("loading", None)
    world.work()
    seen(manager, row, "loaded")
