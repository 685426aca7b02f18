"""Dictionaries: headquarters' words for all, projects' own under their prefix, and what is retired stays readable."""

from __future__ import annotations

from typing import Any

from modules.workorders.asked import draft, make_code, reported
from worlds.world import World

CATEGORIES = "/dictionaries/workorders.category/entries"


def own(world: World, at: str = "A1") -> str:
    return f"/projects/{world.sites[at].project_id}{CATEGORIES}"


def entry(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def fault(answer: Any) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    [one] = answer.json()["errors"]
    return one["field"], one["code"]


def test_headquarters_adds_for_all_and_only_in_its_group(world: World) -> None:
    admin = world.client("group_administrator")
    made = entry(admin.put(f"{CATEGORIES}/lost_and_found", json={"zh": "失物招领"}))
    assert (made["origin"], made["en"], made["revision"]) == ("group", "失物招领", 1)
    entry(
        admin.put(
            f"{CATEGORIES}/umbrella",
            params={"parent": "lost_and_found"},
            json={"zh": "雨伞", "en": "Umbrella"},
        )
    )
    order = reported(world, "A2", category="lost_and_found", kind="umbrella")
    assert (order["category"], order["urgency"]) == ("lost_and_found", "ordinary")
    refused = world.client("customer_service", "B1").post(
        "/work-orders", json=draft(world, "B1", category="lost_and_found", kind="")
    )
    assert fault(refused) == ("category", "unknown_category")
    catalogue = world.client("technician").get("/work-orders/catalogue").json()["categories"]
    assert next(one["kinds"] for one in catalogue if one["code"] == "lost_and_found")[0]["zh"] == "雨伞"
    assert world.client("project_manager").put(f"{CATEGORIES}/x", json={"zh": "无权"}).status_code == 403


def test_a_project_adds_below_a_category_under_its_prefix_for_itself(world: World) -> None:
    manager, below = world.client("project_manager"), {"parent": "environment"}
    made = entry(manager.put(f"{own(world)}/p_fountain", params=below, json={"zh": "喷泉"}))
    assert (made["origin"], made["project_id"]) == ("project", world.sites["A1"].project_id)
    assert reported(world, category="environment", kind="p_fountain")["kind"] == "p_fountain"
    elsewhere = world.client("customer_service", "A2").post(
        "/work-orders", json=draft(world, "A2", category="environment", kind="p_fountain")
    )
    assert fault(elsewhere) == ("kind", "unknown_category")
    assert fault(manager.put(f"{own(world)}/fountain", params=below, json={"zh": "喷泉"})) == (
        "code",
        "prefix_missing",
    )
    assert fault(manager.put(f"{own(world)}/p_top", json={"zh": "顶层"})) == ("parent", "first_level_locked")
    assert fault(manager.put(f"{own(world)}/p_x", params={"parent": "nowhere"}, json={"zh": "无"})) == (
        "parent",
        "unknown_value",
    )
    admin = world.client("group_administrator")
    assert fault(admin.put(f"{CATEGORIES}/p_mine", json={"zh": "占用"})) == ("code", "prefix_reserved")
    assert manager.put(f"{own(world, 'A2')}/p_x", params=below, json={"zh": "别人"}).status_code == 404
    seen = {one["code"] for one in world.client("technician", "A2").get(CATEGORIES).json()}
    assert "p_fountain" not in seen and "environment" in seen


def test_what_is_retired_is_offered_no_more_and_stays_readable(world: World) -> None:
    admin, desk = world.client("group_administrator"), world.client("customer_service")
    before = reported(world, category="complaint", kind="noise")
    place = make_code(world)
    words = {"zh": "投诉建议", "en": "Complaints", "position": 5, "retired_from": "2026-11-22"}
    kept = admin.put(f"{CATEGORIES}/complaint", json=words)
    assert entry(kept)["origin"] == "built_in"
    refused = desk.post("/work-orders", json=draft(world, category="complaint", kind="noise"))
    assert fault(refused) == ("category", "unknown_category")
    assert entry(desk.get(f"/work-orders/{before['id']}"))["category"] == "complaint"
    first = desk.get("/work-orders/catalogue").json()["categories"][0]
    assert (first["code"], first["zh"], first["is_retired"]) == ("complaint", "投诉建议", True)
    offered = world.nobody().get(f"/public/places/{place}").json()["categories"]
    assert "complaint" not in [one["code"] for one in offered] and offered
    back = {**words, "retired_from": None}
    assert admin.put(f"{CATEGORIES}/complaint", json=back).status_code == 428
    assert admin.put(f"{CATEGORIES}/complaint", json=back, headers={"If-Match": '"9"'}).status_code == 412
    assert (
        admin.put(
            f"{CATEGORIES}/complaint", json=back, headers={"If-Match": kept.headers["etag"]}
        ).status_code
        == 200
    )
    assert reported(world, category="complaint", kind="noise")["kind"] == "noise"
    trail = (
        world.client("auditor")
        .get("/audit-entries", params={"subject": "standards_group_entry"})
        .json()["items"]
    )
    assert [one["action"] for one in trail] == ["update", "insert"]


def test_dictionaries_count_whose_entries_they_have(world: World) -> None:
    [known] = [
        one
        for one in world.client("auditor").get("/dictionaries").json()
        if one["code"] == "workorders.category"
    ]
    assert known["levels"] == 2 and known["built_in"] > 50 and (known["group"], known["project"]) == (0, 0)
    assert world.client("auditor").get("/dictionaries/nothing/entries").status_code == 404
