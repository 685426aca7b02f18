"""Who I am and what I may do where; and modules that are switched off."""

from __future__ import annotations

import pytest

from manyhold.app import manifests
from manyhold.foundation.access.resolver import Grants
from manyhold.kernel.errors import NotFound
from manyhold.kernel.modules import Manifest, Permission, Registry
from manyhold.kernel.runtime import Actor
from worlds.statements import counted
from worlds.world import World

PROBE = Manifest(
    name="probe",
    is_optional=True,
    permissions=(
        Permission("probe.read", "探", "Probe", roles=("project_manager", "region_manager")),
        Permission("probe.run", "探", "Probe", level="group", roles=("group_administrator",)),
    ),
)


def test_a_manager_has_one_project_and_its_rights(world: World) -> None:
    me = world.client("project_manager").get("/me").json()
    [project] = me["projects"]
    assert (project["code"], project["kind"], project["stage"]) == ("A1", "residential", "in_service")
    assert [node["name"] for node in project["path"]] == ["金丝雀A区域", "金丝雀A城市"]
    assert "spaces.edit" in project["permissions"]
    assert "audit.read" not in project["permissions"]
    assert (me["group_permissions"], project["is_narrowed"]) == ([], False)
    assert [role["zh"] for role in me["roles"]] == ["项目经理"]


def test_a_director_has_all_projects_of_the_group_and_none_else(world: World) -> None:
    me = world.client("group_administrator").get("/me").json()
    assert [one["code"] for one in me["projects"]] == ["A1", "A2"]
    assert "organisation.manage" in me["group_permissions"]
    assert me["group"]["name"] == "金丝雀集团A"


def test_it_asks_as_often_however_many_projects(world: World) -> None:
    director = world.client("group_administrator")
    director.get("/me")
    with counted(world) as sent:
        director.get("/me")
    assert len(sent) == 8, sent  # who, person, group, projects, stages, modules, nodes, memberships


@pytest.fixture
def grants(world: World) -> Grants:
    """A resolver for an installation with one more module, which nobody has switched on."""
    registry = Registry([*manifests(), PROBE])
    world.runtime.registry = registry
    world.runtime.grants = Grants(world.runtime.database, world.clock, registry)
    return world.runtime.grants


def switch(world: World, at: str, *modules: str) -> None:
    director = world.client("group_administrator")
    path = f"/projects/{world.sites[at].project_id}"
    known = director.get(path).json()["modules"]
    answer = director.put(f"{path}/modules", json={"modules": sorted({*known, *modules})})
    assert answer.status_code == 200, answer.text


def test_a_right_of_a_module_holds_where_it_is_switched_on(world: World, grants: Grants) -> None:
    side = world.sides["A"].group_id
    manager = Actor(world.client("region_manager").person_id, side)
    assert grants.scope(manager, "probe.read") is None
    refusal = grants.refusal(manager, "probe.read")
    assert isinstance(refusal, NotFound)
    assert (refusal.code, refusal.params) == ("module_off", {"module": "probe"})
    switch(world, "A1", "probe")
    scope = grants.scope(manager, "probe.read")
    assert scope is not None
    assert scope.visible_projects == {world.sites["A1"].project_id}


def test_who_holds_it_nowhere_is_told_so(world: World, grants: Grants) -> None:
    guard = Actor(world.client("guard").person_id, world.sides["A"].group_id)
    assert grants.refusal(guard, "probe.read").code == "permission_missing"


def test_a_right_on_the_group_stays_without_any_project(world: World, grants: Grants) -> None:
    director = Actor(world.client("group_administrator").person_id, world.sides["A"].group_id)
    scope = grants.scope(director, "probe.run")
    assert scope is not None
    assert (scope.group_wide, scope.visible_projects) == (True, frozenset())


def test_me_leaves_out_the_rights_of_a_module_that_is_off(world: World, grants: Grants) -> None:
    manager = world.client("project_manager")
    assert "probe.read" not in manager.get("/me").json()["projects"][0]["permissions"]
    switch(world, "A1", "probe")
    assert "probe.read" in manager.get("/me").json()["projects"][0]["permissions"]


def test_switching_a_module_off_is_felt_with_the_next_request(world: World) -> None:
    manager = world.client("project_manager")
    path = f"/projects/{world.sites['A1'].project_id}/modules"
    assert manager.get("/work-orders").status_code == 200
    assert manager.put(path, json={"modules": []}).status_code == 200
    off = manager.get("/work-orders")
    assert (off.status_code, off.json()["code"]) == (404, "module_off")


def test_me_names_the_events_that_i_may_hear(world: World) -> None:
    assert "workorders.order_reported" in world.client("project_manager").get("/me").json()["topics"]
    assert "billing.run_posted" not in world.client("technician").get("/me").json()["topics"]
