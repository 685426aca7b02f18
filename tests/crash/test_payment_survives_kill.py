"""kill -9 while a payment is taken: whoever asks again with the same key has paid once."""

from __future__ import annotations

import pytest

from crash.kills import NEVER, Moment, request, rows
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.ledger.queries import disagreements
from manyhold.modules.billing.payments.models import Payment
from modules.billing import desk
from worlds.processes import KILLED
from worlds.world import World

KINDS = (Payment, Entry)


@pytest.mark.parametrize("moment", [(1, "before"), (1, "after")], ids=["before", "after"])
def test_a_killed_payment_is_neither_lost_nor_doubled(world: World, moment: Moment) -> None:
    desk.posted_month(world)
    cashier, room = world.client("cashier"), world.sites["A1"].room_ids[0]
    (bill,) = desk.bills(cashier, space_id=room)
    before = rows(world, KINDS)
    wanted = {"space_id": room, "amount_fen": bill["amount_fen"]}
    assert request(world, cashier, moment, "/payments", "asked-until-answered", wanted) == KILLED
    if moment[1] == "before":
        assert rows(world, KINDS) == before
    for _ in range(2):
        assert request(world, cashier, NEVER, "/payments", "asked-until-answered", wanted) == 0
        (payment,) = desk.good(cashier.get("/payments"), 200)["items"]
        assert (payment["amount_fen"], payment["receipt_no"]) == (bill["amount_fen"], "A-2026-000001")
    assert desk.bills(cashier, space_id=room)[0]["open_fen"] == 0
    assert disagreements(world.context("A1")) == 0
