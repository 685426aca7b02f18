"""The contract register: what it takes, who reads it, and its warnings, told once at each mark."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from manyhold.app import run_system_job
from manyhold.foundation.messaging.models import Message
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.agreements.rules import MARKS, due_mark, state_on
from worlds.world import World

DAY = date(2026, 11, 22)


def _wanted(world: World, at: str = "A1", **other: Any) -> dict[str, Any]:
    return {
        "project_id": world.sites[at].project_id,
        "title": "金桂园物业服务合同",
        "client": "金桂园业主委员会",
        "client_kind": "owners_committee",
        "legal_entity_id": world.sides[at[0]].legal_entity_id,
        "starts_on": "2024-01-01",
        "ends_on": "2027-05-01",
        "fee_standards": [{"name": "物业服务费", "price": "2.80 元/㎡·月"}],
        **other,
    }


def _told(world: World) -> list[dict[str, Any]]:
    with SystemSession(world.runtime.database, writes=False) as session:
        found = select(Message.params).where(Message.template == "agreements.expiring").order_by(Message.id)
        return list(session.scalars(found))


def test_a_contract_is_entered_edited_and_ended(world: World) -> None:
    manager = world.client("project_manager")
    answer = manager.post("/agreements", json=_wanted(world))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["state"], made["days_left"], made["legal_entity_name"]) == (
        "expiring",
        160,
        "金丝雀物业A有限公司",
    )
    url, etag = f"/agreements/{made['id']}", {"If-Match": answer.headers["etag"]}
    later = manager.patch(url, json={"ends_on": None, "title": "金桂园前期合同"}, headers=etag)
    assert (later.json()["state"], later.json()["ends_on"]) == ("in_force", None)
    assert manager.patch(url, json={"title": "旧"}, headers=etag).status_code == 412
    early = manager.post(f"{url}/end", json={"ended_on": "2023-12-31", "reason": "提前解约"})
    assert early.json()["errors"][0]["code"] == "ends_before_start"
    ended = manager.post(f"{url}/end", json={"ended_on": "2026-11-20", "reason": "提前解约"})
    assert (ended.json()["state"], ended.json()["end_reason"]) == ("ended", "提前解约")
    again = manager.patch(url, json={"title": "旧"}, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "agreement_ended")


def test_bad_input_names_its_field(world: World) -> None:
    manager = world.client("project_manager")
    photo = manager.post(
        "/files",
        params={"purpose": "files.shared", "project_id": world.sites["A1"].project_id},
        files={"file": ("a.txt", b"a", "text/plain")},
    ).json()["id"]
    for other, field, code in (
        ({"ends_on": "2023-01-01"}, "ends_on", "ends_before_start"),
        ({"rate_bp": 1000}, "rate_bp", "rate_without_remuneration"),
        ({"legal_entity_id": world.sides["B"].legal_entity_id}, "legal_entity_id", "unknown_reference"),
        ({"file_ids": [photo]}, "file_ids", "unknown_reference"),
        ({"client": " "}, "client", "pattern"),
    ):
        refused = manager.post("/agreements", json=_wanted(world, **other))
        assert refused.status_code == 422, refused.text
        fault = refused.json()["errors"][0]
        assert (fault["field"], code in fault["code"] or code == "pattern") == (field, True)
    assert manager.get("/agreements/count").json()["count"] == 0


def test_the_list_shows_what_ends_first_and_only_ones_own(world: World) -> None:
    manager, director = world.client("project_manager"), world.client("group_administrator")
    for at, ends_on in (("A1", None), ("A1", "2026-12-31"), ("A2", "2027-03-01"), ("A1", "2030-01-01")):
        assert director.post("/agreements", json=_wanted(world, at, ends_on=ends_on)).status_code == 201
    ends = [one["ends_on"] for one in director.get("/agreements").json()["items"]]
    assert ends == ["2026-12-31", "2027-03-01", "2030-01-01", None]
    assert [
        one["ends_on"] for one in manager.get("/agreements", params={"within_days": 180}).json()["items"]
    ] == ["2026-12-31"]
    assert director.get("/agreements/count", params={"state": "expiring"}).json()["count"] == 2
    assert world.client("cashier").get("/agreements").status_code == 403
    foreign = manager.post("/agreements", json=_wanted(world, "A2"))
    assert foreign.status_code == 404


def test_it_is_told_once_at_each_mark(world: World) -> None:
    manager = world.client("project_manager")
    made = manager.post("/agreements", json=_wanted(world, ends_on="2027-05-22")).json()  # in 181 days
    run_system_job(world.runtime, "agreements.warn")
    assert _told(world) == []
    for days, told in ((1, 1), (1, 1), (88, 1), (1, 2), (30, 2)):
        world.wait(timedelta(days=days))
        run_system_job(world.runtime, "agreements.warn")
        assert len(_told(world)) == told
    assert _told(world)[1] == {"title": "金桂园物业服务合同", "day": "2027-05-22", "days": 90}
    # After 120 days the manager's password is too old to go on with; the region's manager has just come, and is told too.
    longer = world.client("region_manager").patch(
        f"/agreements/{made['id']}", json={"ends_on": "2027-06-22"}, headers={"If-Match": "*"}
    )
    assert longer.status_code == 200, longer.text
    run_system_job(world.runtime, "agreements.warn")
    assert len(_told(world)) == 4


@given(left=st.integers(-400, 800), warned=st.sampled_from([None, *MARKS]))
def test_a_mark_is_due_at_most_once_and_only_before_the_end(left: int, warned: int | None) -> None:
    ends_on = DAY + timedelta(days=left)
    mark = due_mark(DAY, ends_on, warned)
    if mark is not None:
        assert 0 <= left <= mark
        assert warned is None or mark < warned
        assert due_mark(DAY, ends_on, mark) is None
        assert state_on(DAY, date(2020, 1, 1), ends_on, None) == "expiring"
