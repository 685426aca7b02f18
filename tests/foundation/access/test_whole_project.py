"""A right that needs the whole project is not held through a grant narrowed to some of its buildings."""

from __future__ import annotations

import pytest

from factories.takeovers import HEADINGS, checked, room, upload
from factories.workbooks import xlsx_of
from worlds.world import Client, World

FEE = {"code": "PROP", "name": "物业费", "name_en": "Property fee"}
PRICE = {
    "fee_item_id": 1,
    "price": "2.8",
    "starts_on": "2026-01-01",
    "basis": "contract",
    "rests_on": "前期物业服务合同",
}
RUN = {"fee_item_ids": [1], "period": 202604}
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


def test_what_is_the_same_for_all_of_a_project_is_not_set_from_one_building(world: World) -> None:
    project, keeper = world.sites["A1"].project_id, narrowed(world)
    held = keeper.get("/me").json()["projects"][0]["permissions"]
    assert "billing.read" in held and "spaces.edit" in held
    asked = {
        "billing.price": ("POST", "/price-versions", PRICE | {"project_id": project}),
        "billing.run": ("POST", "/bill-runs", RUN | {"project_id": project}),
        "organisation.configure_project": ("PUT", f"/projects/{project}/modules", {"modules": []}),
        "workorders.configure": (
            "PUT",
            f"/work-order-settings/{project}",
            {"needs_photo_to_finish": True},
        ),
    }
    for permission, (method, path, body) in asked.items():
        assert permission not in held
        answer = keeper.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing"), path


@pytest.mark.parametrize("module", ["billing", "workorders"])
def test_where_a_module_is_off_a_group_wide_right_sets_nothing(world: World, module: str) -> None:
    project, administrator = world.sites["A1"].project_id, world.client("group_administrator")
    fee = administrator.post("/fee-items", json=FEE).json()["id"]
    switched = administrator.put(f"/projects/{project}/modules", json={"modules": []})
    assert switched.status_code == 200, switched.text
    here = {"project_id": project}
    asked = {
        "billing": [
            ("POST", "/price-versions", {**PRICE, "fee_item_id": fee, **here}),
            ("POST", "/bill-runs", {**RUN, "fee_item_ids": [fee], **here}),
        ],
        "workorders": [("PUT", f"/work-order-settings/{project}", {"needs_photo_to_finish": True})],
    }
    for method, path, body in asked[module]:
        answer = administrator.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), answer.text
