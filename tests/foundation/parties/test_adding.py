"""Thousands of parties at once: all or nothing, found afterwards, checked like one."""

from __future__ import annotations

from datetime import date

import pytest

from manyhold.foundation.parties.drafts import HoldingDraft, PartyDraft
from manyhold.foundation.parties.models import Holding, Party
from manyhold.foundation.parties.service import add_many
from manyhold.kernel.errors import BadInput
from worlds.world import World

DAY = date(2026, 1, 1)
SYLLABLES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def drafts(world: World, count: int) -> list[PartyDraft]:
    rooms = world.sites["A1"].room_ids
    return [
        PartyDraft(
            kind="person",
            name=f"王{SYLLABLES[place // 20]}{SYLLABLES[place % 20]}",
            phones=(f"1380000{place:04}",),
            holdings=(HoldingDraft(space_id=rooms[place % 4], role="family", starts_on=DAY),),
        )
        for place in range(count)
    ]


def test_many_are_added_in_their_order(world: World) -> None:
    ctx = world.context("A1")
    wanted = drafts(world, 400)
    added = add_many(ctx, wanted, project_id=world.sites["A1"].project_id)
    ctx.session.commit()
    last = ctx.get(Party, added[-1].party_id)
    assert last.version_id == added[-1].version_id
    assert ctx.get(Holding, added[-1].holding_ids[0]).party_id == last.id
    ctx.session.close()
    manager = world.client("project_manager")
    assert manager.get("/parties/count").json() == {"count": 400, "is_exact": True}
    found = manager.get("/parties", params={"q": "13800000399"}).json()["items"]
    assert [one["id"] for one in found] == [last.id]


def test_a_search_that_fits_too_many_says_so(world: World) -> None:
    ctx = world.context("A1")
    same = [PartyDraft(kind="person", name="王小明") for _ in range(201)]
    add_many(ctx, same, project_id=world.sites["A1"].project_id)
    ctx.session.commit()
    ctx.session.close()
    manager = world.client("project_manager")
    assert manager.get("/parties/count", params={"q": "wxm"}).json() == {"count": 200, "is_exact": False}
    assert manager.get("/parties", params={"q": "wxm"}).json()["is_cut_off"] is True


def test_one_fault_adds_nobody(world: World) -> None:
    ctx = world.context("A1")
    wanted = drafts(world, 4)
    wanted[2] = PartyDraft(kind="person", name="李静", phones=("12",))
    with pytest.raises(BadInput) as refused:
        add_many(ctx, wanted, project_id=world.sites["A1"].project_id)
    assert [(fault.field, fault.code) for fault in refused.value.fields] == [("2.phones", "phone_wrong")]
    ctx.session.rollback()
    ctx.session.close()
    assert world.client("project_manager").get("/parties/count").json()["count"] == 0


def test_drafts_are_checked_against_one_another(world: World) -> None:
    ctx = world.context("A1")
    holding = HoldingDraft(space_id=world.sites["A1"].room_ids[0], role="owner", starts_on=DAY, is_payer=True)
    wanted = [PartyDraft(kind="person", name=name, holdings=(holding,)) for name in ("王小明", "李静")]
    with pytest.raises(BadInput) as refused:
        add_many(ctx, wanted, project_id=world.sites["A1"].project_id)
    assert [(fault.field, fault.code) for fault in refused.value.fields] == [
        ("1.holdings.0.is_payer", "payer_taken")
    ]
    ctx.session.close()


def test_spaces_of_another_project_are_refused(world: World) -> None:
    ctx = world.context("A1", "A2")
    holding = HoldingDraft(space_id=world.sites["A2"].room_ids[0], role="owner", starts_on=DAY)
    with pytest.raises(BadInput) as refused:
        add_many(
            ctx,
            [PartyDraft(kind="person", name="王小明", holdings=(holding,))],
            project_id=world.sites["A1"].project_id,
        )
    assert refused.value.fields[0].code == "unknown_reference"
    ctx.session.close()
