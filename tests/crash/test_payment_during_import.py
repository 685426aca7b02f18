"""A cashier takes payments while a large take-over is checked and loaded beside them, on SQLite's one file.

`python -m bench rooms-import` holds the longest write transaction of 200,000 rooms against what a desk can wait.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from factories.takeovers import HEADINGS, room, seen, upload
from factories.workbooks import xlsx_of
from manyhold.modules.billing.ledger.queries import disagreements
from modules.billing import desk
from worlds.world import World

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ROOMS = int(os.environ.get("MANYHOLD_TEST_IMPORT_ROOMS", "6000"))
"""200,000 for the promised size, which takes minutes."""
ROWS = [
    HEADINGS,
    *(
        room(
            f"{number % 120 // 4 + 1}{number % 4 + 1:02}",
            80 + number % 40,
            f"王{chr(0x4E00 + number % 5_000)}",
            f"138{number:08}",
            building=f"{number // 120 + 10}栋",
            unit="1单元",
        )
        for number in range(ROOMS)
    ),
]


def test_payments_are_taken_while_rooms_are_loaded(world: World) -> None:
    desk.posted_month(world)
    cashier, manager = world.client("cashier"), world.client("project_manager")
    row = upload(manager, world.sites["A1"].project_id, xlsx_of(ROWS))
    paid = 0
    for act, body, state in (
        ("check", {}, "checked"),
        ("load", {"accept_warnings": True}, "loaded"),
    ):
        assert manager.post(f"/imports/{row['id']}/{act}", json=body).status_code == 200
        meanwhile = _paid_while(world, cashier)
        assert meanwhile >= 3, f"{meanwhile} payments during the {act}"
        paid += meanwhile
        seen(manager, row, state)
    payments = desk.good(cashier.get("/payments/count"), 200)
    assert payments["count"] == paid
    assert disagreements(world.context("A1")) == 0


def _paid_while(world: World, cashier: Any) -> int:
    """Let a worker work until idle, and pay one yuan after another for as long; gives how many payments."""
    worker = threading.Thread(target=world.work)
    worker.start()
    paid = 0
    while worker.is_alive():
        desk.good(desk.pay(cashier, world.sites["A1"].room_ids[0], 100))
        paid += 1
        worker.join(0.2)
    return paid
