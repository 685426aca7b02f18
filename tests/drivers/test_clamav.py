"""The scanner, against a simulated daemon: what it finds is not kept, and what it cannot judge is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from factories.scanners import EICAR, clamd
from factories.takeovers import HEADINGS, room, upload
from factories.workbooks import xlsx_of
from manyhold.drivers.clamav.scanner import ClamAv
from manyhold.foundation.audit.models import AuditEntry
from manyhold.kernel.contents import FILES, IMPORTS
from manyhold.kernel.scanning import ScannerAway
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


def send(world: World, content: bytes) -> Any:
    params = {"project_id": world.sites["A1"].project_id, "purpose": "files.shared"}
    return world.client("technician").post("/files", params=params, files={"file": ("a.txt", content)})


def kept(world: World) -> list[str]:
    return [one.key for kind in (FILES, IMPORTS) for one in world.runtime.contents.walk(f"{kind}/")]


def test_what_is_infected_is_told_and_not_kept(world: World) -> None:
    with clamd() as daemon:
        world.runtime.scanner = ClamAv(daemon.address)
        answer = send(world, b"before " + EICAR)
        assert answer.status_code == 422, answer.text
        [fault] = answer.json()["errors"]
        assert (fault["field"], fault["code"], fault["params"]) == (
            "file",
            "file_infected",
            {"found": "Eicar-Signature"},
        )
        assert kept(world) == []
        with SystemSession(world.runtime.database, writes=False) as session:
            [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "file_infected"))
        assert (entry.project_id, entry.changes["found"]) == (
            world.sites["A1"].project_id,
            "Eicar-Signature",
        )
        assert send(world, b"clean").status_code == 201
        workbook = xlsx_of([HEADINGS, room("1801", 89.5, "张三", "13900001234")])
        asked = daemon.asked
        upload(world.client("project_manager"), world.sites["A1"].project_id, workbook)
        assert daemon.asked == asked + 1


def test_a_scanner_that_is_away_lets_nothing_pass_unless_told_to(world: World) -> None:
    with clamd() as daemon:
        address = daemon.address
    world.runtime.scanner = ClamAv(address)
    away = send(world, b"clean")
    assert (away.status_code, away.json()["code"]) == (503, "scanner_away")
    assert kept(world) == []
    world.runtime.settings = world.settings.model_copy(update={"scanner_may_be_away": True})
    assert send(world, b"clean").status_code == 201


def test_the_protocol() -> None:
    with clamd(most=100_000) as daemon:
        scanner = ClamAv(daemon.address)
        assert scanner.verdict(b"") == ""
        assert scanner.verdict(b"x" * 99_000) == ""
        assert scanner.verdict(b"x" * 66_000 + EICAR) == "Eicar-Signature"
        assert scanner.version().startswith("ClamAV")
        with pytest.raises(ScannerAway):
            scanner.verdict(b"x" * 300_000)
    for wrong in ("localhost:3310", "http://x", "unix:"):
        with pytest.raises(ValueError, match="a scanner is named"):
            ClamAv(wrong)
