"""Somebody before the console: what they see, and what the browser complained about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from manyhold.foundation.access.founding import DEMO_PASSWORD

SIZES = {"desk": (1366, 768), "phone": (390, 844), "small": (320, 568)}
FLOOR = Path(__file__).with_name("floor.js")


class Visitor:
    """A window of one size and language; `complaints` gathers errors of the page and refused requests."""

    def __init__(self, page: Page, root: str) -> None:
        self.page = page
        self.root = root
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._hear)
        page.on("response", self._look)

    @classmethod
    @contextmanager
    def arriving(cls, browser: Browser, root: str, *, language: str, size: str) -> Iterator[Self]:
        """A fresh window (no cookies, nothing remembered) that closes at the end."""
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=root, locale=language, viewport={"width": width, "height": height}, accept_downloads=True
        )
        context.add_init_script(path=FLOOR)
        try:
            yield cls(context.new_page(), root)
        finally:
            context.close()

    def sign_in(self, name: str, password: str = DEMO_PASSWORD) -> None:
        """Through the page, as everybody does; then wait until the first page stands."""
        self.page.goto("/sign-in")
        self.page.locator("input").first.fill(name)
        self.page.locator("input[type=password]").fill(password)
        self.page.keyboard.press("Enter")
        expect(self.page).not_to_have_url(re.compile("sign-in"))
        self.settle()

    def go(self, path: str) -> None:
        """Open a page of the console and wait until it stands."""
        self.page.goto(path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is loading any more."""
        self.page.wait_for_load_state("domcontentloaded")
        expect(self.page.locator(".skeleton")).to_have_count(0, timeout=15_000)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def _hear(self, said: ConsoleMessage) -> None:
        # A refused request is heard of twice; `_look` knows which.
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            self.complaints.append(f"{self.page.url}: {said.text}")

    def _look(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{self.page.url}: {response.status} from {response.url}")
