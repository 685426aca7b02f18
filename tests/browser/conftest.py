"""A real Chromium, as old as the floor asks, before a real server with the small demonstration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import select

from browser.servers import served
from browser.visitors import Visitor
from manyhold.app import build_runtime, create_app
from manyhold.demo.install import WORKBOOK, install
from manyhold.demo.sizes import SIZES
from manyhold.demo.takeover import takeover_name
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import Settings
from worlds.commands import commanded
from worlds.split import IS_ASKED

Visits = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    path = os.environ.get("MANYHOLD_TEST_CHROMIUM", "/usr/bin/chromium")
    # A wait that is met costs nothing; where services run apart, four processes share the cores that else belong to one.
    expect.set_options(timeout=30_000 if IS_ASKED else 15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True)
class DemoServer:
    """A served small demonstration: its address, the project that is being taken over, and its workbook."""

    root: str
    takeover: dict[str, Any]
    workbook: Path


@contextmanager
def served_demo(folder: Path) -> Iterator[DemoServer]:
    """Make the small demonstration there and serve it with its worker, or split as MANYHOLD_TEST_SPLIT asks."""
    settings = Settings(data=folder, threads=8)
    install(settings, size=SIZES["small"], seed=1, now=datetime.now(UTC))
    runtime = build_runtime(settings)
    with SystemSession(runtime.database, writes=False) as session:
        project = session.scalars(select(Project).where(Project.name == takeover_name(1))).one()
        takeover = {"id": project.id, "name": project.name}
    here = commanded(settings) if IS_ASKED else served(create_app(runtime, with_worker=True))
    with here as root:
        yield DemoServer(root, takeover, folder / WORKBOOK)
    runtime.database.dispose()


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration; tests leave it as they found it."""
    with served_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo.root


@pytest.fixture
def own_demo(tmp_path: Path) -> Iterator[DemoServer]:
    """A demonstration that the test may change."""
    with served_demo(tmp_path / "data") as demo:
        yield demo


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
