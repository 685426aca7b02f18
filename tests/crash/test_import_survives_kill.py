"""kill -9 in the middle of a check and of a load, at many moments: nothing is lost and nothing doubled."""

from __future__ import annotations

from sqlalchemy import func, select

from crash.kills import work
from factories.takeovers import HEADINGS, loaded, room, seen, upload
from factories.workbooks import xlsx_of
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion, Phone, SearchToken
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.scoping.session import SystemSession
from worlds.processes import KILLED
from worlds.world import World

ROOMS = 2_500
ROWS = [
    HEADINGS,
    *(
        room(
            f"{number // 4 % 30 + 1}{number % 4 + 1:02}",
            80 + number % 40,
            f"张{chr(0x4E00 + number)}",
            f"139{number:08}",
            building=f"{number // 120 + 10}栋",
            unit="1单元",
        )
        for number in range(ROOMS)
    ),
]
OF_PROJECT = (Space, Link, Holding)
OF_GROUP = (Party, PartyVersion, Phone, SearchToken)
CHECK_KILLS = ((3, "before"), (5, "after"))
LOAD_KILLS = ((2, "before"), (1, "after"), (1, "before"), (1, "after"))
"""(commit, moment): each process goes on where the one before was killed; the last two meet the final transaction."""


def test_a_killed_import_is_neither_lost_nor_doubled(world: World) -> None:
    manager = world.client("project_manager")
    book = xlsx_of(ROWS)
    row = upload(manager, world.sites["A1"].project_id, book)
    before = _numbers(world)
    assert manager.post(f"/imports/{row['id']}/check", json={}).status_code == 200
    turn = _kills(world, CHECK_KILLS, 0)
    assert _numbers(world) == before
    seen(manager, row, "checked")
    assert manager.post(f"/imports/{row['id']}/load", json={"accept_warnings": True}).status_code == 200
    _kills(world, LOAD_KILLS, turn, unseen=before)
    seen(manager, row, "loaded")
    once = _numbers(world)
    second = world.client("project_manager", "A2")
    loaded(world, second, world.sites["A2"].project_id, book)
    twice = _numbers(world)
    for table in (kind.__tablename__ for kind in OF_PROJECT):
        assert once[table, "A1"] - before[table, "A1"] == twice[table, "A2"] - before[table, "A2"], table
    for table in (kind.__tablename__ for kind in OF_GROUP):
        gained = once[table, ""] - before[table, ""]
        assert gained > 0
        assert twice[table, ""] - once[table, ""] == gained, table


def _kills(
    world: World,
    moments: tuple[tuple[int, str], ...],
    turn: int,
    unseen: dict[tuple[str, str], int] | None = None,
) -> int:
    """Let workers be killed one after another, then one that is not; each begins when the lease has run out."""
    for moment in moments:
        assert work(world, moment, turn=turn) == KILLED
        if unseen is not None and moment != moments[-1]:
            seen_now = _numbers(world)
            for kind in OF_PROJECT:
                key = (kind.__tablename__, "A1")
                assert seen_now[key] == unseen[key], key
        turn += 1
    assert work(world, turn=turn) == 0
    return turn + 1


def _numbers(world: World) -> dict[tuple[str, str], int]:
    """Rows by table and project; those of the group's tables, seen or not, under no project."""
    with SystemSession(world.runtime.database, writes=False) as session:
        numbers = {
            (kind.__tablename__, ""): session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in OF_GROUP
        }
        for code in ("A1", "A2"):
            project_id = world.sites[code].project_id
            for kind in OF_PROJECT:
                count = select(func.count()).select_from(kind).where(kind.project_id == project_id)
                numbers[kind.__tablename__, code] = session.scalar(count) or 0
        return numbers
