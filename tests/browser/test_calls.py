"""A call-centre agent finds any place of the group, opens one household with a reason on record, and takes a report."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import DemoServer, Visits

pytestmark = pytest.mark.browser


def test_a_call_is_answered(own_demo: DemoServer, visits: Visits) -> None:
    with visits(own_demo.root) as visitor:
        visitor.sign_in("hotline")
        page = visitor.page
        page.get_by_role("link", name="来电").click()
        page.get_by_test_id("call-search").fill("1栋1单元101")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Enter")
        page.get_by_test_id("call-open").click()
        expect(page.get_by_text("来电人和事由至少填一项")).to_be_visible()
        expect(page.get_by_test_id("call-member")).to_have_count(0)
        page.get_by_test_id("call-caller").fill("王先生")
        page.get_by_test_id("call-open").click()
        expect(page.get_by_test_id("call-member").first).to_be_visible()
        page.get_by_test_id("call-report").click()
        form = page.get_by_role("dialog")
        form.get_by_role("combobox", name="类别", exact=True).click()
        page.get_by_role("option", name="室内维修", exact=True).click()
        form.get_by_label("报事内容").fill("水管漏水")
        form.get_by_role("button", name="登记报事").click()
        expect(page.get_by_text("已登记 WX-")).to_be_visible()
        # There is no list for an agent, neither of households nor of orders.
        visitor.expected.add(403)
        assert page.request.get("/api/v1/parties").status == 403
        assert page.request.get("/api/v1/work-orders").status == 403
    with visits(own_demo.root) as visitor:
        visitor.sign_in("director")
        (order, *_) = visitor.page.request.get("/api/v1/work-orders?limit=1").json()["items"]
        shown = visitor.page.request.get(f"/api/v1/work-orders/{order['id']}").json()
        assert (shown["channel"], shown["description"]) == ("call_centre", "水管漏水")
    with visits(own_demo.root) as visitor:
        visitor.sign_in("auditor")
        entries = visitor.page.request.get("/api/v1/audit-entries?action=look_up").json()["items"]
        assert len(entries) == 1
