"""The designer of chains: dated versions, conditions, and who would approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from foundation.approvals import asked
from foundation.approvals.asked import PURCHASE, publish, role, step, submitted
from worlds.world import World


@pytest.fixture(autouse=True)
def _documents(world: World) -> Iterator[None]:
    with asked.installed(world):
        yield


def preview(world: World, at: str = "A1", **query: Any) -> dict[str, Any]:
    params = {"document_type": PURCHASE, "project_id": world.sites[at].project_id, "size": 1_200_000, **query}
    answer = world.client("group_administrator").get("/approval-chains/preview", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_who_would_approve(world: World) -> None:
    world.client("accountant")
    world.client("region_manager")
    publish(world, step(role("accountant"), role("dispatcher"), needs="all", name="财务"))
    publish(world, step(role("region_manager", "tree")), at_least=1_000_000, name="大额")
    publish(world, step(role("cashier")), project_id=world.sites["A2"].project_id, name="写字楼")
    assert [preview(world, size=one)["chain"]["name"] for one in (999_999, 1_000_000)] == ["采购审批", "大额"]
    assert preview(world)["steps"][0]["people"] == [["金丝雀A1员工"]]
    small = preview(world, size=1)["steps"][0]
    assert (small["people"], small["is_unfilled"]) == ([["金丝雀A1员工"], []], True)
    assert preview(world, "A2")["chain"]["project_name"] == "金丝雀A2项目"
    assert preview(world, kind="works")["chain"]["name"] == "大额"


def test_versions_follow_each_other(world: World) -> None:
    hq = world.client("group_administrator")
    first = publish(world, step(role("accountant")))
    later = publish(world, step(role("cashier")), series_id=first["series_id"], starts_on="2026-12-01")
    assert (later["series_id"], later["version"]) == (first["series_id"], 2)
    shown = hq.get("/approval-chains").json()
    assert [(one["version"], one["starts_on"], one["ends_on"]) for one in shown] == [
        (2, "2026-12-01", None),
        (1, "2026-11-22", "2026-11-30"),
    ]
    world.wait(timedelta(days=20))
    assert [one["version"] for one in hq.get("/approval-chains").json()] == [2]
    assert len(hq.get("/approval-chains", params={"with_past": True}).json()) == 2
    assert preview(world)["chain"]["version"] == 2


def test_a_chain_ends(world: World) -> None:
    hq = world.client("group_administrator")
    chain = publish(world, step(role("accountant")))
    path = f"/approval-chains/{chain['id']}"
    tag = hq.get(path).headers["etag"]
    assert hq.patch(path, json={"ends_on": "2026-11-22"}).status_code == 428
    assert hq.patch(path, json={"ends_on": "2026-11-21"}, headers={"If-Match": tag}).status_code == 422
    assert hq.patch(path, json={"ends_on": "2026-11-22"}, headers={"If-Match": tag}).status_code == 200
    assert hq.patch(path, json={"ends_on": "2026-11-23"}, headers={"If-Match": tag}).status_code == 412
    world.wait(timedelta(days=1))
    assert submitted(world, world.client("project_manager")) is None


def test_two_chains_of_one_condition_would_be_chance(world: World) -> None:
    publish(world, step(role("accountant")), at_least=5)
    twin = {
        "document_type": PURCHASE,
        "name": "又一条",
        "starts_on": "2026-11-25",
        "steps": [step(role("cashier"))],
        "at_least": 5,
    }
    answer = world.client("group_administrator").post("/approval-chains", json=twin)
    assert (answer.status_code, answer.json()["code"]) == (409, "chain_same_condition")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"document_type": "no.such"}, "document_type", "unknown_document"),
        ({"starts_on": "2026-11-21"}, "starts_on", "in_the_past"),
        ({"kind": "jewels"}, "kind", "unknown_kind"),
        ({"at_least": 5, "below": 5}, "below", "range_empty"),
        ({"steps": [step({"role": "no_such"})]}, "steps.0.seats.0.role", "unknown_role"),
        ({"steps": [step({"role": "cashier", "person_id": 1})]}, "steps.0.seats.0", "person_or_role"),
        ({"steps": [step({"person_id": 1})]}, "steps.0.seats.0.person_id", "unknown_reference"),
        ({"series_id": 1}, "series_id", "unknown_reference"),
        ({"node_id": 1}, "node_id", "unknown_reference"),
    ],
)
def test_what_is_refused(world: World, change: dict[str, Any], field: str, code: str) -> None:
    wanted = {
        "document_type": PURCHASE,
        "name": "审批",
        "starts_on": "2026-11-22",
        "steps": [step(role("cashier"))],
    }
    answer = world.client("group_administrator").post("/approval-chains", json={**wanted, **change})
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_headquarters_alone_designs(world: World) -> None:
    for who in ("project_manager", "region_manager", "security_administrator"):
        assert world.client(who).get("/approval-chains").status_code == 403
    assert [one["code"] for one in world.client("technician").get("/approval-documents").json()] != []


def test_a_role_of_ones_own_is_no_way_to_the_designer(world: World) -> None:
    body = {"name": "设计者", "permissions": ["approvals.design"]}
    answer = world.client("security_administrator").post("/roles", json=body)
    assert answer.json()["errors"][0]["code"] == "permission_reserved"
