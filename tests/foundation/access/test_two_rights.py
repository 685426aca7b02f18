"""Somebody with two grants: what the second opens in one room, it opens in that room alone."""

from __future__ import annotations

import pytest

from foundation.files.test_files import picture, send
from manyhold.kernel.errors import Forbidden
from modules.workorders.asked import act, reported
from worlds.world import Client, World

NARROW, OTHER = 0, 1
"""Rooms of A1: the one of the second grant, and one outside it."""


def technician_who_dispatches_one_room(world: World) -> Client:
    client = world.client("technician")
    world.also(client, "dispatcher", zones=[world.sites["A1"].room_ids[NARROW]])
    return client


def test_a_contact_is_revealed_where_both_rights_are_held(world: World) -> None:
    client = technician_who_dispatches_one_room(world)
    rooms = world.sites["A1"].room_ids
    inside, outside = (reported(world, space_id=rooms[place]) for place in (NARROW, OTHER))
    somewhere = reported(world, space_id=None)
    assert act(client, inside, "contact", reason="回电").status_code == 200
    for order in (outside, somewhere):
        answer = act(client, order, "contact", reason="回电")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_order")


def test_only_the_acts_of_the_room_are_offered(world: World) -> None:
    client = technician_who_dispatches_one_room(world)
    rooms = world.sites["A1"].room_ids
    inside, outside = (reported(world, space_id=rooms[place]) for place in (NARROW, OTHER))
    assert "assign" in client.get(f"/work-orders/{inside['id']}").json()["acts"]
    assert "assign" not in client.get(f"/work-orders/{outside['id']}").json()["acts"]


def test_a_photo_is_opened_where_its_purpose_is_read(world: World) -> None:
    site, giver = world.sites["A1"], world.client("project_manager")
    photos = [
        send(giver, picture(), at=site.project_id, space_id=room, purpose="workorders.photo").json()["id"]
        for room in site.room_ids[:2]
    ]
    reader = world.client("accountant")
    assert [reader.get(f"/files/{photo}").status_code for photo in photos] == [404, 404]
    world.also(reader, "technician", zones=[site.room_ids[NARROW]])
    assert [reader.get(f"/files/{photo}").status_code for photo in photos] == [200, 404]


@pytest.mark.parametrize("zone", ["building", "room"])
def test_a_right_over_a_zone_is_held_in_the_zone(world: World, zone: str) -> None:
    site = world.sites["A1"]
    zones = [site.building_id if zone == "building" else site.room_ids[NARROW]]
    person = world.client("dispatcher", zones=zones).person_id
    ctx = world.context("A1", writes=False)
    ctx.actor = type(ctx.actor)(person, ctx.group_id)
    with ctx.session:
        held = [
            ctx.may("workorders.assign", site.project_id, space)
            for space in (site.room_ids[NARROW], site.room_ids[OTHER], site.parking_id, None)
        ]
        assert held == [True, zone == "building", False, False]
        assert not ctx.may("workorders.assign")
        assert not ctx.may("workorders.assign", world.sites["A2"].project_id, site.room_ids[NARROW])
        with pytest.raises(Forbidden):
            ctx.require("workorders.assign", site.project_id)
