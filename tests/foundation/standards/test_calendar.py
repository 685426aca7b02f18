"""The years of holidays: seen before they are kept, replaced by who has read them, missed in time."""

from __future__ import annotations

from datetime import timedelta

from foundation.standards.notices import NOTICE_2026
from worlds.world import World

PATH = "/holiday-years/2026"


def test_a_preview_keeps_nothing(world: World) -> None:
    admin = world.client("group_administrator")
    seen = admin.post("/holiday-years/preview", json={"year": 2026, "text": NOTICE_2026})
    assert seen.status_code == 200, seen.text
    assert seen.json()["holidays"][0] == {
        "name": "元旦",
        "first": "2026-01-01",
        "last": "2026-01-03",
        "makeup_days": ["2026-01-04"],
    }
    assert not seen.json()["replaces"]
    assert admin.get(PATH).status_code == 404
    assert admin.get("/holiday-years").json()["missing_year"] == 2026


def test_a_refusal_names_field_and_sentence(world: World) -> None:
    admin = world.client("group_administrator")
    refused = admin.put(PATH, json={"text": "元旦：1月1日（周三）放假。"})
    assert refused.status_code == 422
    [fault] = refused.json()["errors"]
    assert (fault["field"], fault["code"]) == ("text", "notice_weekday_wrong")
    assert fault["params"]["sentence"] == "元旦:1月1日(周三)放假"


def test_a_year_is_replaced_by_who_has_read_it_and_the_trail_tells(world: World) -> None:
    admin = world.client("group_administrator")
    first = admin.put(PATH, json={"text": NOTICE_2026})
    assert first.status_code == 200, first.text
    shorter = {"text": "元旦：1月1日放假。"}
    assert admin.put(PATH, json=shorter).status_code == 428
    etag = first.headers["etag"]
    assert admin.put(PATH, json=shorter, headers={"If-Match": etag}).status_code == 200
    assert admin.put(PATH, json=shorter, headers={"If-Match": etag}).status_code == 412
    assert len(world.client("technician").get(PATH).json()["days"]) == 1
    entries = (
        world.client("auditor")
        .get("/audit-entries", params={"subject": "standards_holiday_year"})
        .json()["items"]
    )
    assert [one["action"] for one in entries] == ["update", "insert"]


def test_only_headquarters_keeps_the_calendar(world: World) -> None:
    assert world.client("project_manager").put(PATH, json={"text": NOTICE_2026}).status_code == 403
    assert world.client("group_administrator", "B1").get(PATH).status_code == 404


def test_answers_say_when_they_are_guessed(world: World) -> None:
    technician = world.client("technician")
    asked = {"first": "2026-02-13", "last": "2026-02-24"}
    assert technician.get("/working-days/between", params=asked).json() == {
        **asked,
        "days": 7,
        "guessed_years": [2026],
    }
    world.client("group_administrator").put(PATH, json={"text": NOTICE_2026})
    assert technician.get("/working-days/between", params=asked).json() == {
        **asked,
        "days": 2,
        "guessed_years": [],
    }
    day = technician.get("/working-days/on", params={"day": "2026-02-28"}).json()
    assert day == {"day": "2026-02-28", "is_working": True, "name": "春节", "is_guessed": False}
    end = technician.get("/working-days/after", params={"first": "2026-12-31", "days": 1}).json()
    assert (end["last"], end["guessed_years"]) == ("2027-01-01", [2027])
    backwards = technician.get("/working-days/between", params={"first": "2026-02-02", "last": "2026-02-01"})
    assert backwards.status_code == 422


def test_a_missing_year_is_told_once_a_week_to_those_who_keep_the_calendar(world: World) -> None:
    admin, manager = world.client("group_administrator"), world.client("project_manager")
    admin.put(PATH, json={"text": NOTICE_2026})
    world.keep_house()
    assert admin.get("/messages").json()["items"] == []
    world.wait(timedelta(days=9))
    world.work()
    world.work()
    [told] = admin.get("/messages").json()["items"]
    assert told["text"].startswith("2027 年的节假日还没有导入")
    assert told["link"] == "/g/holidays?year=2027"
    assert manager.get("/messages").json()["items"] == []
    for days, told_by_then in ((1, 1), (6, 2)):
        world.wait(timedelta(days=days))
        world.work()
        assert len(admin.get("/messages").json()["items"]) == told_by_then
