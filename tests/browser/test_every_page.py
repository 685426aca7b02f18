"""Every page of the console, by the navigation of each kind of person: it stands, fits and has nothing to complain about."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.visitors import Visitor

pytestmark = pytest.mark.browser

PEOPLE = ("director", "security", "auditor", "manager", "cashier", "dispatcher", "hotline")


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_of_a_person_stands(
    visits: Visits, demo_root: str, pictures: Path | None, person: str, language: str, size: str
) -> None:
    with visits(demo_root, language=language, size=size) as visitor:
        visitor.sign_in(person)
        places = offered(visitor)
        assert places, "the navigation offers nothing"
        for place in places:  # which grows by the pages that stand beside those that the navigation leads to
            visitor.go(place)
            expect(visitor.page.locator("h1").first).to_be_visible()
            assert visitor.overflow() <= 0, f"{place} is wider than the window"
            places += [one for one in offered(visitor, within="main ") if one not in places]
            if pictures:
                name = "-".join([person, *place.strip("/").split("/"), language, size])
                visitor.page.screenshot(path=pictures / f"{name}.png")


def offered(visitor: Visitor, within: str = "") -> list[str]:
    """Where the entries of the navigation lead; on a phone it is there too, behind the menu."""
    links = visitor.page.locator(f"{within}nav a[href]").all()
    return list(dict.fromkeys(str(link.get_attribute("href")) for link in links))
