"""The staff register through the API: posts, certificates, rosters over midnight, leave; and who sees whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.staff.hired import employer, fault, good, member, signed_up
from worlds.statements import counted
from worlds.world import Client, World


@pytest.fixture
def manager(world: World) -> Client:
    return world.client("project_manager")


def test_somebody_without_a_sign_in_stands_in_the_register_and_may_be_given_one(
    world: World, manager: Client
) -> None:
    contractor = employer(world, name="洁美保洁", kind="contractor")
    made = member(world, name="王桂香", employer_id=contractor, number="W-017", post={"title": "保洁员"})
    assert (made["employer_kind"], made["title"], made["person_id"]) == ("contractor", "保洁员", None)
    gift = {"sign_in_name": "wang.gx", "password": "Quiet-Garden-7"}
    assert manager.post(f"/staff/{made['id']}/sign-in", json=gift).status_code == 403
    director = world.client("group_administrator")
    given = good(director.post(f"/staff/{made['id']}/sign-in", json=gift))
    assert given["sign_in_name"] == "wang.gx"
    person = good(director.get(f"/people/{given['person_id']}"))
    assert (person["display_name"], person["phone"]) == ("王桂香", "13800138000")
    again = director.post(f"/staff/{made['id']}/sign-in", json=gift)
    assert (again.status_code, again.json()["code"]) == (409, "has_sign_in")


def test_a_member_is_seen_where_a_post_is(world: World, manager: Client) -> None:
    made = member(world)
    other = world.client("project_manager", "A2")
    assert other.get(f"/staff/{made['id']}").status_code == 404
    assert made["id"] not in [one["id"] for one in good(other.get("/staff"))["items"]]
    lent = {"title": "支援", "project_id": world.sites["A2"].project_id, "is_main": False}
    refused = manager.post(f"/staff/{made['id']}/posts", json={**lent, "starts_on": "2026-11-01"})
    assert refused.status_code == 404, "a manager lends nobody to a project that is not theirs"
    region = world.client("region_manager")
    good(region.post(f"/staff/{made['id']}/posts", json={**lent, "starts_on": "2026-11-01"}))
    seen = good(other.get(f"/staff/{made['id']}"))
    assert [post["title"] for post in seen["posts"]] == ["支援"], (
        "of the other project's posts nothing is told"
    )
    assert world.client("technician").get(f"/staff/{made['id']}").status_code == 403
    assert world.client("project_manager", "B1").get(f"/staff/{made['id']}").status_code == 404
    assert world.client("dispatcher").get(f"/staff/{made['id']}").json()["phone"] == "138****8000"


def test_what_is_wrong_is_named_and_nothing_is_kept(world: World, manager: Client) -> None:
    ours, abroad = employer(world), employer(world, "B1")
    project_id = world.sites["A1"].project_id
    post = {"title": "秩序员", "project_id": project_id, "starts_on": "2026-01-05"}
    body = {"name": "李强", "employer_id": ours, "joined_on": "2026-01-05", "post": post}
    before = good(manager.get("/staff/count"))["count"]
    assert fault(manager.post("/staff", json={**body, "employer_id": abroad})) == (
        "employer_id",
        "unknown_reference",
    )
    early = {**post, "starts_on": "2026-01-04"}
    assert fault(manager.post("/staff", json={**body, "post": early})) == ("post.starts_on", "before_joining")
    above = {**post, "project_id": None}
    assert manager.post("/staff", json={**body, "post": above}).status_code == 403
    assert good(manager.get("/staff/count"))["count"] == before
    member(world, number="S-1")
    taken = manager.post("/staff", json={**body, "number": "S-1"})
    assert (taken.status_code, taken.json()["code"]) == (409, "staff_number_taken")


def test_the_list_is_filtered_and_its_queries_do_not_grow(world: World, manager: Client) -> None:
    for number in range(3):
        member(world, number=f"T-{number}", name=f"赵{number}")
    with counted(world) as few:
        assert [one["number"] for one in good(manager.get("/staff", params={"q": "t-"}))["items"]] == [
            "T-0",
            "T-1",
            "T-2",
        ]
    for number in range(3, 9):
        member(world, number=f"T-{number}", name=f"赵{number}")
    with counted(world) as many:
        assert len(good(manager.get("/staff", params={"q": "赵"}))["items"]) == 9
    assert len(many) == len(few)


def test_certificates_expire_and_both_sides_are_warned_in_time(world: World, manager: Client) -> None:
    worker = world.client("technician")
    made = signed_up(world, worker, number="S-9")
    path = f"/staff/{made['id']}/certificates"
    missing = manager.post(path, json={"kind": "electrician_low"})
    assert fault(missing) == ("expires_on", "expiry_missing")
    low = good(
        manager.post(
            path,
            json={"kind": "electrician_low", "number": "T110101199003074477", "expires_on": "2027-01-25"},
        )
    )
    good(manager.post(path, json={"kind": "fire_facility"}))
    assert low["standing"] == "valid"
    assert good(world.client("dispatcher").get("/certificates"))["items"][0]["number"] != low["number"]

    def told() -> list[str]:
        return [one["text"] for one in good(worker.get("/messages"))["items"] if "staff." in one["template"]]

    world.keep_house()
    assert told() == []
    world.wait(timedelta(days=5))  # 59 days before: the day of the 60 was missed
    world.work()
    assert told() == ["S-9 的低压电工作业证将于 2027-01-25 到期"]
    seen = good(manager.get("/messages"))["items"][0]
    assert seen["link"] == f"/p/{world.sites['A1'].project_id}/staff?q=S-9"
    world.wait(timedelta(days=1))
    world.work()
    assert len(told()) == 1, "each warning is given once"
    world.wait(timedelta(days=29))
    world.work()
    assert len(told()) == 2
    world.wait(timedelta(days=30))
    world.work()
    assert told()[0] == "S-9 的低压电工作业证已于 2027-01-25 到期"
    assert good(manager.get("/certificates", params={"standing": "expired"}))["items"][0]["id"] == low["id"]
    assert good(manager.get(f"/staff/{made['id']}"))["certificates"] == "expired"


def test_a_roster_crosses_midnight_and_is_planned_all_or_not_at_all(world: World, manager: Client) -> None:
    project_id, made = world.sites["A1"].project_id, member(world)
    shift = {
        name: good(
            manager.post(
                "/shifts", json={"project_id": project_id, "name": name, "begins": begins, "ends": ends}
            )
        )
        for name, begins, ends in (
            ("早", "07:00", "15:00"),
            ("晚", "15:00", "23:30"),
            ("夜", "23:00", "07:00"),
        )
    }
    assert [one["crosses_midnight"] for one in shift.values()] == [False, False, True]

    def plan(*cells: tuple[str, str | None]) -> object:
        body = [
            {"member_id": made["id"], "day": day, "shift_id": name and shift[name]["id"]}
            for day, name in cells
        ]
        return manager.put("/rosters", json={"project_id": project_id, "cells": body})

    def planned() -> list[tuple[str, int]]:
        week = good(manager.get("/rosters", params={"project_id": project_id, "first": "2026-11-23"}))
        return [(one["day"], one["shift_id"]) for one in week["duties"]]

    good(plan(("2026-11-23", "夜"), ("2026-11-24", "夜"), ("2026-11-25", "晚")))
    good(
        plan(
            ("2026-11-27", "早"),
            ("2026-11-25", "夜"),
            ("2026-11-26", "晚"),
            ("2026-11-24", "晚"),
            ("2026-11-23", None),
        )
    )
    clash = plan(("2026-11-28", "早"), ("2026-11-24", "晚"), ("2026-11-24", "夜"))
    assert fault(clash) == ("cells.2.day", "cell_twice")
    before = planned()
    good(plan(("2026-11-26", None)))
    assert len(before) == len(planned()) + 1
    on_leave = {"kind": "annual", "starts_on": "2026-11-27", "ends_on": "2026-11-28"}
    good(manager.post(f"/staff/{made['id']}/absences", json=on_leave))
    assert "2026-11-27" not in [day for day, _ in planned()], "leave takes the shift off the roster"
    assert fault(plan(("2026-11-29", "早"), ("2026-11-28", "早"))) == ("cells.1.day", "is_away")
    assert "2026-11-29" not in [day for day, _ in planned()]
    twice = manager.post(f"/staff/{made['id']}/absences", json=on_leave)
    assert (twice.status_code, twice.json()["code"]) == (409, "away_already")
    stranger = member(world, "A2")
    foreign = {"member_id": stranger["id"], "day": "2026-11-23", "shift_id": shift["早"]["id"]}
    answer = manager.put("/rosters", json={"project_id": project_id, "cells": [foreign]})
    assert fault(answer) == ("cells.0.member_id", "no_post_here")


def test_shifts_that_overlap_over_midnight_are_refused(world: World, manager: Client) -> None:
    project_id, made = world.sites["A1"].project_id, member(world)
    ids = [
        good(
            manager.post(
                "/shifts", json={"project_id": project_id, "name": name, "begins": begins, "ends": ends}
            )
        )["id"]
        for name, begins, ends in (("夜", "23:00", "07:00"), ("早", "06:30", "14:30"))
    ]
    cells = [
        {"member_id": made["id"], "day": day, "shift_id": shift_id}
        for day, shift_id in zip(("2026-11-23", "2026-11-24"), ids, strict=True)
    ]
    answer = manager.put("/rosters", json={"project_id": project_id, "cells": cells})
    assert fault(answer)[1] == "shifts_overlap"
    good(manager.put("/rosters", json={"project_id": project_id, "cells": cells[:1]}))
    world.wait(timedelta(days=1, hours=19))  # 05:00 on the 24th where they work
    week = good(manager.get("/rosters", params={"project_id": project_id, "first": "2026-11-23"}))
    assert [one["is_on_duty"] for one in week["members"]] == [True]
