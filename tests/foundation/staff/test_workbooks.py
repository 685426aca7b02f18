"""The register from a workbook: every fault is named by its cell, and all rows are entered or none."""

from __future__ import annotations

from typing import Any

from factories.workbooks import xlsx_of
from foundation.staff.hired import employer, good
from manyhold.foundation.staff.workbooks import reading
from worlds.world import Client, World

HEADINGS = list(reading.COLUMNS)
RIGHT = [
    "W-1",
    "王桂香",
    "13800138000",
    "金丝雀A物业",
    "",
    "电工",
    "2026/1/5",
    "低压电工作业证",
    "T110",
    "2027年3月1日",
]


def send(world: World, by: Client, verb: str, *rows: list[Any], at: str = "A1") -> Any:
    file = {"file": ("staff.xlsx", xlsx_of([HEADINGS, *rows]), "application/octet-stream")}
    return by.post(f"/staff-workbooks/{verb}", data={"project_id": world.sites[at].project_id}, files=file)


def test_each_fault_names_its_cell_and_nothing_is_entered(world: World) -> None:
    manager = world.client("project_manager")
    employer(world)
    before = good(manager.get("/staff/count"))["count"]
    wrong = ["W-1", "", "", "没有的公司", "", "保洁员", "2026-13-01", "不存在的证", "", ""]
    for verb in ("check", "load"):
        read = good(send(world, manager, verb, RIGHT, wrong))
        assert (read["rows"], read["is_loaded"]) == (2, False)
        assert {(one["row"], one["column"], one["code"]) for one in read["faults"]} == {
            (2, "工号", "twice_in_workbook"),
            (3, "工号", "twice_in_workbook"),
            (3, "姓名", "required"),
            (3, "用工单位", "unknown_reference"),
            (3, "入职日期", "invalid_date"),
            (3, "证书", "unknown_certificate"),
        }
    assert good(manager.get("/staff/count"))["count"] == before


def test_a_right_workbook_is_entered_once(world: World) -> None:
    manager = world.client("project_manager")
    employer(world)
    assert good(send(world, manager, "check", RIGHT))["faults"] == []
    assert good(send(world, manager, "load", RIGHT))["is_loaded"] is True
    [made] = good(manager.get("/staff", params={"q": "W-1"}))["items"]
    assert (made["name"], made["title"], made["certificates"]) == ("王桂香", "电工", "valid")
    again = good(send(world, manager, "load", RIGHT))
    assert (again["is_loaded"], again["faults"][0]["code"]) == (False, "staff_number_taken")
    assert send(world, manager, "load", RIGHT, at="A2").status_code == 404
    assert send(world, world.client("dispatcher"), "load", RIGHT).status_code == 403
    template = manager.get("/staff-workbooks/template")
    assert reading.lines(template.content)[1][0].code == "workbook_empty", "our own template has our headings"
