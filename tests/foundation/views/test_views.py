"""Saved views through the API: mine, the project's, the group's; what they hold, and who may do what to them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from manyhold.app import manifests
from manyhold.foundation.identity.models import Person
from manyhold.foundation.views import rules
from manyhold.foundation.views.models import OwnView
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

CONSOLE = Path(__file__).parents[3] / "web" / "apps" / "console" / "src"
LATE = {"list_key": "work-orders", "name": "逾期的", "query": {"late": "true", "sort": "-reported_at"}}


def save(client: Client, **given: Any) -> dict[str, Any]:
    answer = client.post("/views", json={**LATE, **given})
    assert answer.status_code == 201, answer.text
    return answer.json()


def seen(client: Client, project_id: int | None = None) -> list[dict[str, Any]]:
    answer = client.get(
        "/views", params={"list_key": "work-orders", **({"project_id": project_id} if project_id else {})}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(fault["field"], fault["code"]) for fault in answer.json()["errors"]]


def test_a_view_is_kept_for_its_person_and_changed_by_them(world: World) -> None:
    desk, other = world.client("customer_service"), world.client("dispatcher")
    made = save(desk, columns={"hidden": ["space"], "widths": {"code": 140}})
    assert (made["place"], made["query"], made["may_change"]) == ("mine", LATE["query"], True)
    assert [view["name"] for view in seen(desk)] == ["逾期的"]
    assert seen(other) == []
    for foreign in (other, world.client("customer_service", "B1")):
        path = f"/views/{made['id']}"
        assert foreign.patch(path, json={"name": "x"}, headers={"if-match": '"1"'}).status_code == 404
        assert foreign.delete(path).status_code == 404
    path = f"/views/{made['id']}"
    assert desk.patch(path, json={"name": "急"}).status_code == 428
    changed = desk.patch(path, json={"name": "急", "query": {"late": "true"}}, headers={"if-match": '"1"'})
    assert (changed.json()["name"], changed.json()["query"]) == ("急", {"late": "true"})
    assert changed.json()["columns"] == made["columns"], "what was not said stays"
    assert desk.patch(path, json={"name": "缓"}, headers={"if-match": '"1"'}).status_code == 412
    assert desk.delete(path).status_code == 204
    assert seen(desk) == []


def test_a_view_holds_what_its_list_knows(world: World) -> None:
    desk = world.client("customer_service")
    post = lambda **more: desk.post("/views", json={**LATE, **more})
    assert faults(post(list_key="no-such")) == [("list_key", "unknown_list")]
    assert faults(desk.get("/views", params={"list_key": "no-such"})) == [("list_key", "unknown_list")]
    assert faults(post(query={"q": "王秀兰", "late": "true"})) == [("query.q", "unknown_filter")]
    assert faults(post(query={"late": "x" * 201})) == [("query.late", "filter_length")]
    assert faults(post(query={"sort": "code; drop"})) == [("query.sort", "sort_unknown")]
    assert faults(post(columns={"widths": {"code": 9}})) == [("columns.widths.code", "column_width")]
    assert faults(post(columns={"hidden": ["<b>"]})) == [("columns", "column_unknown")]
    assert faults(post(name="   "))[0][0] == "name"
    save(desk)
    assert faults(post()) == [("name", "view_name_taken")]
    assert len(seen(desk)) == 1
    with SystemSession(world.runtime.database, writes=True) as session:
        for number in range(rules.MOST_VIEWS - 1):
            session.add(
                OwnView(
                    actor_id=desk.person_id,
                    list_key="work-orders",
                    name=str(number),
                    query={},
                    columns=None,
                    saved_at=world.clock.now(),
                    revision=1,
                )
            )
        session.commit()
    full = post(name="一个太多")
    assert (full.status_code, full.json()["code"]) == (409, "too_many_views")
    assert post(list_key="bills", name="另一个列表", query={}).status_code == 201


def test_a_shared_view_is_for_its_project_alone_and_read_only_for_others(world: World) -> None:
    site = world.sites["A1"].project_id
    manager, desk, technician = (
        world.client(role) for role in ("project_manager", "customer_service", "technician")
    )
    mine = save(desk)
    body = {"view_id": mine["id"], "project_id": site}
    assert technician.post("/views/projects", json=body).status_code == 403
    assert faults(manager.post("/views/projects", json=body)) == [("view_id", "unknown_reference")]
    elsewhere = {**body, "project_id": world.sites["A2"].project_id}
    assert faults(desk.post("/views/projects", json=elsewhere)) == [("project_id", "unknown_reference")]
    desk.put("/views/defaults/work-orders", json={"place": "mine", "view_id": mine["id"]})
    shared = desk.post("/views/projects", json=body)
    assert shared.status_code == 201, shared.text
    path = f"/views/projects/{shared.json()['id']}"
    mark = {"if-match": '"1"'}
    assert [(view["place"], view["is_default"]) for view in seen(desk, site)] == [("project", True)], (
        "it moved"
    )
    (as_read,) = seen(technician, site)
    assert as_read["shared_by"] and not as_read["may_change"] and not as_read["may_remove"]
    (as_managed,) = seen(manager, site)
    assert not as_managed["may_change"] and as_managed["may_remove"]
    assert technician.patch(path, json={"name": "x"}, headers=mark).status_code == 403
    refused = manager.patch(path, json={"name": "x"}, headers=mark)
    assert (refused.status_code, refused.json()["code"]) == (403, "view_of_another")
    for foreign, at in (("A2", "A2"), ("B1", "B1")):
        outsider = world.client("project_manager", foreign)
        assert seen(outsider, site) == seen(outsider, world.sites[at].project_id) == []
        assert outsider.delete(path).status_code == 404
        assert faults(
            outsider.put(
                "/views/defaults/work-orders", json={"place": "project", "view_id": shared.json()["id"]}
            )
        ) == [("view_id", "unknown_reference")]
    assert desk.patch(path, json={"name": "本周逾期"}, headers=mark).json()["name"] == "本周逾期"
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(Person).where(Person.id == desk.person_id).values(is_active=False))
        session.commit()
    assert [view["name"] for view in seen(technician, site)] == ["本周逾期"], "its sharer left, it stays"
    assert manager.delete(path).status_code == 204
    assert seen(technician, site) == []


def test_the_groups_view_is_for_all_of_it(world: World) -> None:
    head = world.client("group_administrator")
    mine = save(head)
    assert (
        world.client("project_manager").post("/views/group", json={"view_id": mine["id"]}).status_code == 403
    )
    shared = head.post("/views/group", json={"view_id": mine["id"]}).json()
    for role, at in (("technician", "A1"), ("cashier", "A2")):
        (view,) = seen(world.client(role, at), world.sites[at].project_id)
        assert (view["id"], view["place"], view["may_remove"]) == (shared["id"], "group", False)
    assert seen(world.client("group_administrator", "B1")) == []
    assert world.client("group_administrator", "B1").delete(f"/views/group/{shared['id']}").status_code == 404
    technician = world.client("technician")
    chosen = {"place": "group", "view_id": shared["id"]}
    assert technician.put("/views/defaults/work-orders", json=chosen).status_code == 204
    assert technician.put("/views/defaults/work-orders", json=chosen).status_code == 204
    assert [view["is_default"] for view in seen(technician)] == [True]
    assert faults(technician.put("/views/defaults/bills", json=chosen)) == [("view_id", "unknown_reference")]
    assert [view["is_default"] for view in seen(head)] == [False], "another's choice"
    assert technician.delete("/views/defaults/work-orders").status_code == 204
    assert [view["is_default"] for view in seen(technician)] == [False]
    assert head.delete(f"/views/group/{shared['id']}").status_code == 204


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=6))
def test_only_known_filters_pass(query: dict[str, str]) -> None:
    known = {"state", "late"}
    if not rules.query_faults(query, known):
        assert query.keys() <= known | {"sort"}
        assert all(query.values())


def test_every_list_of_the_console_is_known_with_its_filters() -> None:
    """A page whose list is not in a manifest could not keep views; one with other filters would refuse them."""
    known = {key: set(filters) for manifest in manifests() for key, filters in manifest.lists.items()}
    constants = {
        name: set(re.findall(r"'([a-z_]+)'", keys))
        for script in CONSOLE.rglob("*.ts")
        for name, keys in re.findall(r"const ([A-Z_]+_FILTERS)\b[^=]*= \[([^\]]*)\]", script.read_text())
    }
    found: dict[str, set[str]] = {}
    for page in CONSOLE.rglob("*.vue"):
        text = page.read_text()
        for key in re.findall(r'list-key="([^"]+)"', text):
            (asked,) = re.findall(r"useListRoute\((.*?)[,)]?\s*(?:'[^']*')?\)", text)[:1] or [""]
            named = {one for name in re.findall(r"[A-Z_]+_FILTERS", asked) for one in constants[name]}
            found[key] = (named | set(re.findall(r"'([a-z_]+)'", asked))) - {"sort"}
    assert found == {key: known.get(key) for key in found}, "say them in the manifest's `lists`"
