"""A takeover workbook in the console: understood, set right, checked, loaded, taken back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.servers import served
from browser.signed_in import enter
from worlds.world import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

ROWS = """楼栋,单元,房号,建筑面积,移交对象,联系电话
7栋,1,101,89.50,张三,13812345678
7栋,1,102,95.00,李四,021-55512345
7栋,1,103,约九十,王五,13987654321
"""


def workbook(text: str = ROWS, name: str = "移交.csv") -> dict[str, object]:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


@contextmanager
def at_work(world: World) -> Iterator[None]:
    """A worker beside the screens, for as long as the body runs."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.1):
            world.work()

    working = threading.Thread(target=work)
    working.start()
    try:
        yield
    finally:
        stop.set()
        working.join(20)


def upload(page: Page, file: dict[str, object]) -> None:
    page.get_by_role("button", name="上传表格").click()
    page.get_by_role("dialog").get_by_test_id("workbook-input").set_input_files(file)  # pyright: ignore


def test_a_workbook_is_loaded_and_taken_back(world: World, visits: Visits) -> None:
    with served(world.app) as root, at_work(world), visits(root) as visitor:
        enter(visitor, world.client("project_manager"))
        visitor.go(f"/p/{world.sites['A1'].project_id}/imports")
        page = visitor.page
        upload(page, workbook())
        expect(page.get_by_text("表头第 1 行")).to_be_visible()

        page.get_by_role("combobox", name="E 列“移交对象”导入为").click()
        page.get_by_role("option", name="业主姓名").click()
        expect(page.get_by_test_id("start-check")).to_be_disabled()
        page.get_by_role("button", name="保存 1 处改动").click()
        page.get_by_label("房屋总数").fill("3")
        page.get_by_test_id("start-check").click()

        expect(page.get_by_text("少了 1")).to_be_visible()
        expect(page.get_by_text("“约九十”不是面积")).to_be_visible()
        expect(page.get_by_test_id("start-load")).to_be_disabled()
        with page.expect_download() as taken:
            page.get_by_test_id("set-aside").click()
        assert taken.value.suggested_filename.endswith("-set-aside.xlsx")
        page.get_by_label("房屋总数").fill("2")
        page.get_by_test_id("accept-warnings").click()
        expect(page.get_by_test_id("start-load")).to_have_text("导入 2 户")
        page.get_by_test_id("start-load").click()
        expect(page.get_by_text("导入完成")).to_be_visible()

        # Coming back shows the step where it stands.
        page.reload()
        page.get_by_test_id("open-reverse").click()
        expect(page.get_by_text("没有别的内容依赖它")).to_be_visible()
        page.get_by_test_id("start-reverse").click()
        expect(page.get_by_text("已撤销这次导入")).to_be_visible()
    assert world.client("project_manager").get("/imports").json()["items"][0]["state"] == "reversed"


def test_what_rests_on_an_import_is_listed_before_it_is_taken_back(world: World, visits: Visits) -> None:
    manager, project_id = world.client("project_manager"), world.sites["A1"].project_id
    with served(world.app) as root, at_work(world), visits(root) as visitor:
        enter(visitor, manager)
        visitor.go(f"/p/{project_id}/imports")
        page = visitor.page
        upload(page, workbook("楼栋,单元,房号,建筑面积\n7栋,1,101,89.50\n"))
        page.get_by_test_id("start-check").click()
        page.get_by_test_id("start-load").click()
        expect(page.get_by_text("导入完成")).to_be_visible()
        room = manager.get("/spaces", params={"project_id": project_id, "q": "7栋1单元101"}).json()["items"][
            0
        ]
        report = {"project_id": project_id, "space_id": room["id"], "category": "indoor_repair"}
        assert manager.post("/work-orders", json=report).status_code == 201
        page.get_by_test_id("open-reverse").click()
        expect(page.get_by_text("1 条引用了它们")).to_be_visible()
        expect(page.get_by_test_id("start-reverse")).to_have_count(0)


def test_a_file_that_is_none_is_refused_with_the_reason(world: World, visits: Visits) -> None:
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, world.client("project_manager"))
        visitor.go(f"/p/{world.sites['A1'].project_id}/imports")
        visitor.expected.add(422)
        upload(visitor.page, workbook("%PDF-1.7 no table at all\n", "合同.xlsx"))
        expect(visitor.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("合同.xlsx")
        expect(visitor.page).to_have_url(re.compile("imports$"))


def test_two_people_set_a_sheet_right_and_nothing_chosen_is_lost(world: World, visits: Visits) -> None:
    manager = world.client("project_manager")
    with served(world.app) as root, visits(root) as visitor:
        enter(visitor, manager)
        visitor.go(f"/p/{world.sites['A1'].project_id}/imports")
        page = visitor.page
        upload(page, workbook())
        page.get_by_role("combobox", name="E 列“移交对象”导入为").click()
        page.get_by_role("option", name="业主姓名").click()

        kept = manager.get(f"/imports/{manager.get('/imports').json()['items'][0]['id']}").json()
        sheet = kept["sheets"][0]
        other = {
            "target": "room",
            "fields": [*[one["field"] for one in sheet["columns"][:3]], None, None, None],
        }
        manager.put(
            f"/imports/{kept['id']}/sheets/1", json=other, headers={"If-Match": f'"{sheet["revision"]}"'}
        )
        visitor.expected.add(412)
        page.get_by_role("button", name="保存 1 处改动").click()
        expect(page.get_by_text("刚被别人改过")).to_be_visible()
        # What this person has before them is what is saved next: three columns differ from the other's version.
        page.get_by_role("button", name="保存 3 处改动").click()
        expect(page.get_by_text("已保存 3 处改动")).to_be_visible()
    columns = manager.get(f"/imports/{kept['id']}").json()["sheets"][0]["columns"]
    assert [one["field"] for one in columns][3:] == ["room.building_area", "owner.name", "owner.phone"]
