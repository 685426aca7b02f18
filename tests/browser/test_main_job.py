"""The product's main job in the browser, from the last manager's workbook to the group's report, by the people whose work it is.

docs/how-to/first-ten-minutes.md leads a newcomer along the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from browser.conftest import DemoServer, Visits

pytestmark = pytest.mark.browser

Enter = Callable[[str], AbstractContextManager[Page]]
ROOM = "3栋2单元1003"


def test_from_the_workbook_to_the_report(
    own_demo: DemoServer, visits: Visits, tmp_path: Path, pictures: Path | None
) -> None:
    project = own_demo.takeover

    @contextmanager
    def enter(person: str, path: str):
        with visits(own_demo.root) as visitor:
            visitor.sign_in(person)
            visitor.go(path if path.startswith("/g/") else f"/p/{project['id']}/{path}")
            yield visitor.page
            if pictures:
                visitor.page.screenshot(
                    path=pictures / f"walk-{person}-{path.strip('/').replace('/', '-')}.png"
                )

    with enter("manager", "imports") as page:
        households = take_over(page, own_demo.workbook)
    with enter("service", "work-orders") as page:
        number = report(page)
    with enter("technician", "work-orders") as page:
        technician = page.request.get("/api/v1/me").json()["display_name"]
    with enter("dispatcher", "work-orders") as page:
        assign(page, number, technician)
    with enter("technician", "work-orders") as page:
        accept_and_finish(page, number, tmp_path)
    with enter("service", "work-orders") as page:
        rate(page, number)
    with enter("manager", "bill-runs") as page:
        bills, billed = post_bills(page)
    assert bills >= households
    with enter("cashier", "cashier") as page:
        paid = take_payment(page, tmp_path)
    with enter("director", "/g/report") as page:
        read_report(page, project["name"], billed, paid, tmp_path)


def take_over(page: Page, workbook: Path) -> int:
    """Upload, check, accept the warnings, load; gives the households."""
    page.get_by_test_id("workbook-input").set_input_files(workbook)
    page.get_by_test_id("start-check").click()
    page.get_by_test_id("accept-warnings").locator("visible=true").click(timeout=30_000)
    load = page.get_by_test_id("start-load")
    households = int(re.sub(r"\D", "", load.inner_text()))
    load.click()
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    return households


def report(page: Page) -> str:
    """A resident at the desk: the tap in their kitchen drips; gives the order's number."""
    page.get_by_test_id("report-order").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("combobox").first.fill(ROOM)
    page.get_by_role("option", name=ROOM).click()
    choose(drawer, "类别", "室内维修")
    drawer.get_by_label("报事内容").fill("厨房水龙头关不紧，一直滴水")
    drawer.get_by_label("报事人称呼").fill("王先生")
    drawer.get_by_label("联系电话").fill("13800138000")
    drawer.get_by_role("button", name="登记报事").click()
    told = page.get_by_text(re.compile(r"已登记 WX-"))
    expect(told).to_be_visible()
    return re.sub(r"^已登记 ", "", told.inner_text().strip())


def choose(form: Locator, label: str, option: str) -> None:
    """Choose one of a list."""
    form.get_by_role("combobox", name=label, exact=True).click()
    form.page.get_by_role("option", name=option, exact=True).click()


def open_order(page: Page, number: str) -> None:
    page.get_by_text(number, exact=True).first.click()
    expect(page.get_by_text("厨房水龙头关不紧").first).to_be_visible()


def assign(page: Page, number: str, technician: str) -> None:
    open_order(page, number)
    page.get_by_test_id("act-assign").click()
    dialog = page.get_by_role("dialog").filter(has_text="派单")
    dialog.get_by_text(technician, exact=True).click()
    dialog.get_by_role("button", name=f"派给 {technician}").click()
    expect(page.get_by_text(f"{number} 已派给 {technician}")).to_be_visible()


def accept_and_finish(page: Page, number: str, folder: Path) -> None:
    photo = folder / "tap.jpg"
    Image.new("RGB", (1200, 900), (40, 120, 110)).save(photo)
    open_order(page, number)
    page.get_by_test_id("act-accept").click()
    page.get_by_test_id("act-finish").click()
    dialog = page.get_by_role("dialog").filter(has_text="完工")
    dialog.get_by_label("做了什么").fill("更换阀芯，试水不漏")
    dialog.locator("input[type=file]").set_input_files(photo)
    expect(dialog.locator("img")).to_be_visible()
    dialog.get_by_role("button", name="完工").click()
    expect(page.get_by_text(f"{number} 已完工")).to_be_visible()


def rate(page: Page, number: str) -> None:
    page.get_by_role("button", name="已完工", exact=True).click()
    open_order(page, number)
    page.get_by_test_id("act-rate").click()
    dialog = page.get_by_role("dialog").filter(has_text="评价")
    dialog.locator(".el-rate__item").nth(4).click()
    dialog.get_by_role("button", name="登记 5 星").click()
    expect(page.get_by_text(f"{number} 已登记 5 星")).to_be_visible()


def post_bills(page: Page) -> tuple[int, int]:
    """The month of all that the project charges; gives how many bills, and their sum in fen."""
    page.get_by_role("button", name="准备出账").first.click()
    drawer = page.get_by_role("dialog")
    for fee in drawer.locator(".fees .el-checkbox").all():
        if not fee.locator("input").is_checked():
            fee.click()
    drawer.get_by_role("button", name="预览").click()
    post = page.get_by_role("button", name=re.compile("^生成 .* 张账单"))
    expect(post).to_be_enabled()
    said = re.search(r"生成 ([\d,]+) 张账单，共 [¥￥] ?([\d,.]+)", post.inner_text())
    assert said, post.inner_text()
    post.click()
    sure = page.get_by_role("dialog").get_by_role("button", name=re.compile("生成"))
    if sure.count():
        sure.click()
    expect(page.get_by_text("已生成").first).to_be_visible(timeout=30_000)
    return int(said[1].replace(",", "")), fen(said[2])


def take_payment(page: Page, folder: Path) -> int:
    """By the keyboard alone: the room, Enter, Enter, and the receipt; gives what was paid in fen."""
    expect(page.get_by_test_id("desk-search")).to_be_focused()
    page.keyboard.type(ROOM)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    amount = page.get_by_test_id("desk-amount")
    expect(amount).to_be_focused()
    paid = fen(amount.input_value())
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("desk-done")).to_be_visible()
    receipt = page.get_by_test_id("receipt-no").inner_text()
    project = re.search(r"/p/(\d+)/", page.url)
    assert project
    payment = page.request.get(f"/api/v1/payments?project_id={project[1]}").json()["items"][0]
    assert (payment["receipt_no"], payment["amount_fen"]) == (receipt, paid)
    with page.context.expect_page():
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="打开 PDF")).to_be_visible()
    pdf = folder / "receipt.pdf"
    answer = page.request.get(f"/api/v1/payments/{payment['id']}/receipt.pdf?print=1")
    assert answer.ok, answer.text()
    pdf.write_bytes(answer.body())
    words = PdfReader(pdf).pages[0].extract_text()
    assert receipt in words
    assert "整" in words or "分" in words
    return paid


def read_report(page: Page, name: str, billed: int, paid: int, folder: Path) -> None:
    """The project's row holds the very sums, on the screen and in the workbook."""
    page.get_by_role("button", name="项目", exact=True).click()
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text(f"{billed / 100:,.2f}")
    expect(row).to_contain_text(f"{paid / 100:,.2f}")
    with page.expect_download() as waited:
        page.get_by_role("button", name="导出 Excel").or_(page.get_by_role("link", name="导出 Excel")).click()
    file = folder / "report.xlsx"
    waited.value.save_as(file)
    sheet: Any = load_workbook(file, read_only=True).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if name in row]
    assert rows
    figures = [float(cell) for cell in rows[0] if isinstance(cell, int | float)]
    assert billed / 100 in figures
    assert paid / 100 in figures


def fen(yuan: str) -> int:
    return round(float(yuan.replace(",", "")) * 100)
