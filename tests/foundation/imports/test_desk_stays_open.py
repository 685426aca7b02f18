"""While a workbook is checked and loaded, others write: no step keeps the database to itself."""

from __future__ import annotations

import threading

from factories.takeovers import HEADINGS, room, seen, upload
from factories.workbooks import xlsx_of
from worlds.world import World

ROOMS = 4_000
ROWS = [
    HEADINGS,
    *(
        room(
            f"{number // 4 % 30 + 1}{number % 4 + 1:02}",
            88.5,
            f"李{chr(0x4E00 + number)}",
            f"138{number:08}",
            building=f"{number // 120 + 10}栋",
        )
        for number in range(ROOMS)
    ),
]


def test_a_colleague_writes_while_an_import_runs(world: World) -> None:
    manager, colleague = world.client("project_manager"), world.client("customer_service", "A1")
    row = upload(manager, world.sites["A1"].project_id, xlsx_of(ROWS))
    for act, body, state in (
        ("check", {}, "checked"),
        ("load", {"accept_warnings": True}, "loaded"),
    ):
        assert manager.post(f"/imports/{row['id']}/{act}", json=body).status_code == 200
        working = threading.Thread(target=world.work)
        working.start()
        written = 0
        while working.is_alive():
            answer = colleague.patch(
                f"/spaces/{world.sites['A1'].room_ids[0]}",
                json={"layout": f"第{written}次"},
                headers={"If-Match": "*"},
            )
            assert answer.status_code == 200, answer.text
            written += 1
        working.join()
        assert written > 2, act
        seen(manager, row, state)
