"""What keeps an import from being taken back, in tables of any module."""

from __future__ import annotations

import pytest

from factories.takeovers import HEADINGS, loaded, room, seen
from factories.workbooks import xlsx_of
from manyhold.foundation.imports.reversals.references import PARTS, _referring
from manyhold.foundation.imports.staging.models import StagedOf
from manyhold.foundation.parties.models import KnownHere
from manyhold.kernel.database import Base
from manyhold.kernel.own_fields import OwnValue
from manyhold.kernel.scoping.mixins import ProjectScoped, SpaceTree
from modules.billing import desk
from worlds.world import World

OWNER_OF_101 = [HEADINGS, room("101", 89.37, "张三", "13900001234", building="1栋", unit="1单元")]


@pytest.mark.parametrize("is_paid", [False, True])
def test_whom_bills_and_receipts_are_made_out_to_stays(world: World, is_paid: bool) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    row = loaded(world, manager, site.project_id, xlsx_of(OWNER_OF_101))
    assert row["counts"]["parties_created"] == 1
    assert row["counts"]["spaces_created"] == 0
    assert manager.get(f"/imports/{row['id']}/references").json() == []
    fee = desk.fee_item(world)
    desk.price(world, fee)
    desk.post(world, desk.draft(world, fee))
    bill = next(one for one in desk.bills(manager, project_id=site.project_id) if one["space_label"])
    expected = {"billing_bill"}
    if is_paid:
        desk.good(desk.pay(world.client("cashier"), bill["space_id"], 100))
        expected.add("billing_payment")
    found = manager.get(f"/imports/{row['id']}/references").json()
    assert {(one["kind"], one["table"], one["count"]) for one in found} == {
        ("referred", table, 1) for table in expected
    }
    refused = manager.post(f"/imports/{row['id']}/reverse")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_in_use")
    seen(manager, row, "loaded")
    assert all(one["is_final"] for one in found)


def test_a_bill_keeps_an_import_for_good_though_its_run_is_reversed(world: World) -> None:
    manager, site = world.client("project_manager"), world.sites["A1"]
    row = loaded(world, manager, site.project_id, xlsx_of(OWNER_OF_101))
    fee = desk.fee_item(world)
    desk.price(world, fee)
    run = desk.post(world, desk.draft(world, fee))
    desk.good(manager.post(f"/bill-runs/{run['id']}/reverse", json={"reason": "单价录错"}), 200)
    (found,) = manager.get(f"/imports/{row['id']}/references").json()
    assert (found["table"], found["count"], found["is_final"]) == ("billing_bill", 1, True)
    assert manager.post(f"/imports/{row['id']}/reverse").status_code == 409


def test_what_a_later_import_brought_makes_way_by_its_own_reversal(world: World) -> None:
    manager, project_id = world.client("project_manager"), world.sites["A1"].project_id
    first = loaded(world, manager, project_id, xlsx_of([HEADINGS, room("1901", 80, None, None)]))
    later = loaded(world, manager, project_id, xlsx_of([HEADINGS, room("1901", 80, "王五", None)]))
    found = manager.get(f"/imports/{first['id']}/references").json()
    assert {(one["table"], one["is_final"]) for one in found} == {
        ("parties_holding", False),
        ("parties_link", False),
    }
    for row in (later, first):
        assert manager.get(f"/imports/{later['id']}/references").json() == []
        assert manager.post(f"/imports/{row['id']}/reverse").status_code == 200
        world.work()
        seen(manager, row, "reversed")


def test_every_table_that_names_a_space_or_party_is_asked() -> None:
    """A name alone holds nothing fast: who writes such a column gives it its foreign key too.

    The value of an own field is a part of its row and goes with it.
    """
    asked = {(kind, name) for kind, columns in _referring() for name in columns}
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        is_ours = kind.__module__.startswith("manyhold.")  # and none of the tests' probes
        is_asked = issubclass(kind, ProjectScoped | KnownHere) and not issubclass(
            kind, StagedOf | SpaceTree | PARTS | OwnValue
        )
        if is_ours and is_asked:
            names = {"space_id", "party_id", "liable_version_id", "payer_version_id"}
            for name in names.intersection(mapper.columns.keys()):
                assert (kind, name) in asked, (kind.__tablename__, name)
