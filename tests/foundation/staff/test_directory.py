"""The register beside the directories of 企业微信 and 钉钉: what is different is shown first, and applied once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.providers import Providers, providers
from foundation.messaging.reached import set_up
from foundation.staff.hired import employer, fault, good, member
from manyhold.foundation.staff.directory import rules
from manyhold.foundation.staff.directory.port import Outsider
from manyhold.foundation.staff.directory.rules import Known
from worlds.world import World

BOTH = pytest.mark.parametrize("provider", ["wecom", "dingtalk"])
PEOPLE: list[dict[str, Any]] = [
    {"userid": "wang", "name": "王工", "mobile": "13900000001", "department": "工程部", "title": "电工"},
    {"userid": "li", "name": "李保洁", "mobile": "13900000002", "title": "保洁"},
    {"userid": "zhao", "name": "赵经理", "mobile": "13900000003", "department": "工程部"},
    {"userid": "qian", "name": "钱会计", "mobile": "13900000004", "department": "工程部", "title": "会计"},
]


@pytest.fixture
def here() -> Iterator[Providers]:
    with providers() as simulated:
        simulated.oa.staff = [dict(one) for one in PEOPLE]
        yield simulated


def read(world: World, provider: str) -> dict[str, Any]:
    """Read a directory; its last reading."""
    head = world.client("group_administrator")
    good(head.post(f"/staff-directories/{provider}/readings", json={}))
    world.work()
    return last(world, provider)


def last(world: World, provider: str) -> dict[str, Any]:
    known = good(world.client("group_administrator").get("/staff-directories"))
    return next(one["last"] for one in known if one["provider"] == provider)


def changes(world: World, reading: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    road = f"/staff-directory-readings/{reading['id']}/changes"
    return good(world.client("group_administrator").get(road, params=query))["items"]


def applied(world: World, reading: dict[str, Any], ids: list[int], **more: Any) -> Any:
    wanted = {
        "change_ids": ids,
        "employer_id": employer(world),
        "project_id": world.sites["A1"].project_id,
        "joined_on": "2026-11-22",
        **more,
    }
    road = f"/staff-directory-readings/{reading['id']}/apply"
    answer = world.client("group_administrator").post(road, json=wanted)
    world.work()
    return answer


def roll(world: World) -> list[str]:
    return sorted(one["name"] for one in good(world.client("group_administrator").get("/staff"))["items"])


@BOTH
def test_what_is_new_is_shown_and_then_entered_once(world: World, here: Providers, provider: str) -> None:
    set_up(world, here, provider)
    head = world.client("group_administrator")
    good(head.post("/departments", json={"name": "工程部", "kind": "department"}))
    reading = read(world, provider)
    assert (reading["state"], reading["people"]) == ("ready", 4)
    assert reading["counts"] == {"new": 4, "changed": 0, "gone": 0}
    assert roll(world) == [], "a reading changes nothing of the register"
    found = changes(world, reading)
    assert (found[0]["found"]["phone"], found[0]["member"]) == ("139****0001", None) or found
    assert "13900000001" not in str(found)
    good(applied(world, reading, [one["id"] for one in found]))
    assert roll(world) == ["李保洁", "王工", "赵经理", "钱会计"]
    assert last(world, provider)["counts"] == {"new": 0, "changed": 0, "gone": 0}
    wang = next(one for one in good(head.get("/staff"))["items"] if one["name"] == "王工")
    assert (wang["department_name"], wang["title"]) == ("工程部", "电工")
    again = read(world, provider)
    assert again["counts"] == {"new": 0, "changed": 0, "gone": 0}, (
        "what was applied is no difference any more"
    )
    directories = good(head.get("/staff-directories"))
    assert [one["linked"] for one in directories if one["provider"] == provider] == [4]


@BOTH
def test_who_is_known_is_matched_and_corrected(world: World, here: Providers, provider: str) -> None:
    set_up(world, here, provider)
    member(world, name="王工", number="W-1", phone="+86 139-0000-0001")
    member(world, name="李保洁", number="L-1", phone="13900000002")
    good(
        world.client("group_administrator").post(
            "/departments", json={"name": "工程部", "kind": "department"}
        )
    )
    reading = read(world, provider)
    assert reading["counts"] == {"new": 2, "changed": 2, "gone": 0}
    changed = changes(world, reading, kind="changed")
    fields = {one["member"]["name"]: one["fields"] for one in changed}
    assert fields == {"王工": ["account", "department"], "李保洁": ["account"]}
    good(applied(world, reading, [one["id"] for one in changed]))
    here.oa.staff[0] |= {"name": "王大工", "mobile": "13911111111"}
    reading = read(world, provider)
    changed = changes(world, reading, kind="changed")
    assert [one["fields"] for one in changed] == [["name", "phone"]]
    assert (changed[0]["before"]["name"], changed[0]["found"]["name"]) == ("王工", "王大工")
    good(applied(world, reading, [changed[0]["id"]]))
    assert "王大工" in roll(world)
    assert len(roll(world)) == 2


@BOTH
def test_who_is_gone_is_proposed_and_never_let_go(world: World, here: Providers, provider: str) -> None:
    set_up(world, here, provider)
    reading = read(world, provider)
    good(applied(world, reading, [one["id"] for one in changes(world, reading)]))
    here.oa.staff[1]["status"] = 5
    del here.oa.staff[3]
    reading = read(world, provider)
    gone = changes(world, reading, kind="gone")
    assert sorted(one["member"]["name"] for one in gone) == ["李保洁", "钱会计"]
    assert reading["counts"]["gone"] == 2
    assert fault(applied(world, reading, [gone[0]["id"]])) == ("change_ids", "leaves_by_hand")
    states = {
        one["name"]: one["state"] for one in good(world.client("group_administrator").get("/staff"))["items"]
    }
    assert set(states.values()) == {"working"}


def test_applied_twice_or_by_two_readings_nobody_is_doubled(world: World, here: Providers) -> None:
    set_up(world, here, "dingtalk")
    reading = read(world, "dingtalk")
    ids = [one["id"] for one in changes(world, reading)]
    head = world.client("group_administrator")
    road = f"/staff-directory-readings/{reading['id']}/apply"
    body = {"change_ids": ids, "employer_id": employer(world), "joined_on": "2026-11-22"}
    good(head.post(road, json=body))
    assert head.post(road, json=body).json()["code"] == "reading_not_ready"
    assert head.post("/staff-directories/dingtalk/readings", json={}).json()["code"] == "directory_busy"
    world.work()
    assert fault(applied(world, reading, ids)) == ("change_ids", "unknown_reference")
    assert len(roll(world)) == 4
    newer = read(world, "dingtalk")
    assert applied(world, reading, ids[:1]).json()["code"] == "reading_not_ready"
    assert newer["counts"]["new"] == 0


def test_one_that_cannot_be_applied_says_why_and_the_others_go_on(world: World, here: Providers) -> None:
    set_up(world, here, "dingtalk")
    reading = read(world, "dingtalk")
    ids = [one["id"] for one in changes(world, reading)]
    head = world.client("group_administrator")
    closed = employer(world, name="外包")
    road = f"/staff-directory-readings/{reading['id']}/apply"
    good(head.post(road, json={"change_ids": ids[:2], "employer_id": closed, "joined_on": "2026-11-22"}))
    at = next(one for one in good(head.get("/employers")) if one["id"] == closed)
    body = {"name": "外包", "kind": "own", "is_closed": True}
    answer = head.put(f"/employers/{closed}", json=body, headers={"if-match": f'"{at["revision"]}"'})
    assert answer.status_code == 200, answer.text
    world.work()
    refused = [one for one in changes(world, reading) if one["state"] == "refused"]
    assert [one["error"] for one in refused] == ["employer_closed", "employer_closed"]
    assert last(world, "dingtalk")["state"] == "applied"
    good(applied(world, reading, [refused[0]["id"], ids[3]]))
    assert len(roll(world)) == 2


def test_an_empty_or_refused_directory_proposes_nobody(world: World, here: Providers) -> None:
    set_up(world, here, "wecom")
    reading = read(world, "wecom")
    good(applied(world, reading, [one["id"] for one in changes(world, reading)]))
    here.oa.staff.clear()
    assert (read(world, "wecom")["state"], last(world, "wecom")["error"]) == ("failed", "directory_empty")
    here.oa.errcode = 60011
    assert read(world, "wecom")["error"] == "errcode_60011"
    assert changes(world, last(world, "wecom")) == []


def test_it_is_headquarters_work(world: World, here: Providers) -> None:
    set_up(world, here, "wecom")
    reading = read(world, "wecom")
    ids = [one["id"] for one in changes(world, reading)]
    for stranger in (world.client("project_manager"), world.client("region_manager")):
        assert stranger.get("/staff-directories").status_code == 403
    other = world.client("group_administrator", "B1")
    assert other.get(f"/staff-directory-readings/{reading['id']}/changes").status_code == 404
    assert other.get("/staff-directories").json()[0]["last"] is None
    assert other.post("/staff-directories/wecom/readings", json={}).json()["code"] == "channel_off"
    assert fault(applied(world, reading, ids, employer_id=None)) == ("employer_id", "required")
    elsewhere = applied(world, reading, ids, project_id=world.sites["B1"].project_id)
    assert elsewhere.status_code == 404


def test_an_account_signs_in_whose_member_it_is_but_no_administrators(world: World, here: Providers) -> None:
    set_up(world, here, "wecom")
    manager, security = world.client("project_manager"), world.client("security_administrator")
    head = world.client("group_administrator")
    for client, name, phone in ((manager, "王工", "13900000001"), (security, "李保洁", "13900000002")):
        who = member(world, name=name, phone=phone)["id"]
        good(head.post(f"/staff/{who}/sign-in", json={"person_id": client.person_id}))
    reading = read(world, "wecom")
    good(applied(world, reading, [one["id"] for one in changes(world, reading, kind="changed")]))
    bound = good(security.get(f"/people/{manager.person_id}/bindings"))
    assert bound == [{"provider": "wecom", "account": "wang"}]
    assert good(security.get(f"/people/{security.person_id}/bindings")) == []


text = st.sampled_from(["", "甲", "乙"])
phones = st.sampled_from(["", "13800000001", "13800000002", "+86 138-0000-0001"])
outsiders = st.builds(
    Outsider,
    account=st.sampled_from(["a", "B", "c", "d"]),
    name=st.sampled_from(["甲", "乙"]),
    phone=phones,
    department=text,
    number=st.sampled_from(["", "1", "2"]),
    is_active=st.booleans(),
)
knowns = st.lists(
    st.builds(
        Known,
        id=st.integers(1, 6),
        number=st.sampled_from(["1", "2", "3", "4"]),
        name=st.sampled_from(["甲", "乙"]),
        phone=phones,
        department=text,
        account=st.sampled_from(["", "a", "b", "c", "z"]),
    ),
    max_size=6,
    unique_by=(lambda one: one.id, lambda one: one.number, lambda one: one.account or one.id),
)


@given(st.lists(st.lists(outsiders, max_size=5), max_size=4), knowns)
def test_nobody_is_matched_twice_and_applying_ends_the_differences(pages: Any, register: Any) -> None:
    people = rules.merged(pages)
    found = rules.differences(people, register, {"甲"})
    named = [one.member_id for one in found if one.member_id is not None]
    assert len(named) == len(set(named)), "a member is changed once, or gone, never both"
    assert len({one.found.account.casefold() for one in found if one.kind != "gone"}) == sum(
        one.kind != "gone" for one in found
    )
    assert all(one.found.is_active for one in found if one.kind != "gone")
    after = {one.id: one for one in register}
    for number, one in enumerate(found, start=100):
        if one.kind == "gone":
            after.pop(one.member_id or 0)
            continue
        before = after.get(one.member_id or 0) or Known(number, f"n{number}", "", "", "")
        after[before.id] = Known(
            before.id,
            before.number,
            one.found.name,
            one.found.phone or before.phone,
            one.found.department if one.found.department == "甲" else before.department,
            one.found.account,
        )
    assert rules.differences(people, list(after.values()), {"甲"}) == []
