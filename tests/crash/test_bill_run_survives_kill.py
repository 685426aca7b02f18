"""kill -9 while a month's bills are being posted: they appear once and whole, or not yet."""

from __future__ import annotations

from crash.kills import rows, work
from manyhold.modules.billing.bills.models import POSTED, Bill, RunItem
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.ledger.queries import disagreements
from modules.billing import desk
from worlds.processes import KILLED
from worlds.world import World

KINDS = (Bill, RunItem, Entry)
KILLS = ((1, "before"), (1, "after"), (1, "before"), (1, "after"))
"""Each worker goes on where the one before was killed; those after the first `after` find the bills posted."""


def test_a_killed_bill_run_is_neither_lost_nor_doubled(world: World) -> None:
    fee = desk.posted_month(world, 202603)
    before = rows(world, KINDS)
    manager = world.client("project_manager")
    run = desk.draft(world, fee, 202604)
    desk.good(manager.post(f"/bill-runs/{run['id']}/post"), 200)
    whole = {name: 2 * count for name, count in before.items()}
    for turn, moment in enumerate(KILLS):
        assert work(world, moment, turn=turn) == KILLED
        assert rows(world, KINDS) in (before, whole), moment
    assert work(world, turn=len(KILLS)) == 0
    posted = desk.good(manager.get(f"/bill-runs/{run['id']}"), 200)
    assert (posted["state"], rows(world, KINDS)) == (POSTED, whole)
    assert sum(bill["amount_fen"] for bill in desk.bills(manager, period=202604)) == posted["total_fen"]
    assert disagreements(world.context("A1")) == 0
