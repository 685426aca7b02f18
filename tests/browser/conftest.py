"""A real Chromium, as old as the floor asks, before a real server with the small demonstration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.servers import served
from browser.visitors import Visitor
from manyhold.app import build_runtime, create_app
from manyhold.demo.install import install
from manyhold.demo.sizes import SIZES
from manyhold.kernel.settings import Settings

Visits = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    path = os.environ.get("MANYHOLD_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the small demonstration and its worker; tests leave it as they found it."""
    settings = Settings(data=tmp_path_factory.mktemp("demo"), threads=8)
    install(settings, size=SIZES["small"], seed=1, now=datetime.now(UTC))
    runtime = build_runtime(settings)
    with served(create_app(runtime, with_worker=True)) as root:
        yield root
    runtime.database.dispose()


@pytest.fixture
def visits(chromium: Browser) -> Visits:
    """Opens a browser window before a server; when it closes it must have had nothing to complain about."""

    @contextmanager
    def visit(root: str, *, language: str = "zh-CN", size: str = "desk") -> Iterator[Visitor]:
        with Visitor.arriving(chromium, root, language=language, size=size) as visitor:
            yield visitor
        assert visitor.complaints == []

    return visit


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures for a person to look at are kept, when MANYHOLD_TEST_SCREENSHOTS names a folder."""
    folder = os.environ.get("MANYHOLD_TEST_SCREENSHOTS", "")
    return Path(folder) if folder else None
