"""Sets of rows stay inside the scope on both engines, and are written as their columns' types say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError

from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.kernel import bulk
from manyhold.kernel.fixed import QuantityError
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.world import PROJECTS, World


def _uses(world: World) -> dict[str, set[str]]:
    with SystemSession(world.runtime.database, writes=False) as session:
        return {
            code: set(session.scalars(select(Space.use).where(Space.project_id == site.project_id)))
            for code, site in world.sites.items()
        }


def _by_where(session: ScopedSession) -> int:
    return bulk.update_where(session, Space, [Space.is_active], {"use": "office"})


def _by_select(session: ScopedSession) -> int:
    return bulk.update_from_select(session, Space, select(Space.id, literal("office").label("use")))


@pytest.mark.parametrize("change", [_by_where, _by_select])
def test_an_update_of_all_rows_stops_at_the_project(
    world: World, change: Callable[[ScopedSession], int]
) -> None:
    with world.context("A1").session as session:
        assert change(session) == 7
        session.commit()
    assert _uses(world) == {code: {"office"} if code == "A1" else {""} for code in PROJECTS}


def test_a_delete_of_all_rows_stops_at_the_project(world: World) -> None:
    for code, site in world.sites.items():
        with world.context(code, group=code[0]).session as session:
            rows = [{"project_id": site.project_id, "space_id": site.building_id, "alias": f"旧{code}"}]
            bulk.insert_rows(session, SpaceAlias, rows)
            session.commit()
    with world.context("A1").session as session:
        assert bulk.delete_where(session, SpaceAlias, []) == 1
        session.commit()
    with SystemSession(world.runtime.database, writes=False) as session:
        assert set(session.scalars(select(SpaceAlias.alias))) == {"旧A2", "旧B1", "旧B2"}


def _row(world: World, **other: Any) -> dict[str, Any]:
    site = world.sites["A1"]
    plain = {"kind": "room", "name": "301", "label": "1栋301", "sort_key": "1", "revision": 1}
    facts = {"building_area": Decimal("88.80"), "delivered_on": date(2020, 6, 10), "floor_index": None}
    return {"project_id": site.project_id, "code": "001-01-301", **plain, **facts, **other}


def test_plain_rows_are_written_as_their_types_say(world: World) -> None:
    with world.context("A1").session as session:
        bulk.insert_rows(session, Space, [_row(world), _row(world, code="001-01-302", building_area=None)])
        session.commit()
    with world.context("A1", writes=False).session as session:
        first, second = session.scalars(select(Space).where(Space.name == "301").order_by(Space.code))
        assert (first.building_area, first.delivered_on) == (Decimal("88.80"), date(2020, 6, 10))
        assert (second.building_area, second.is_active, second.use) == (None, True, "")


def test_a_plain_row_of_the_wrong_kind_is_refused(world: World) -> None:
    with world.context("A1").session as session, pytest.raises(QuantityError):
        bulk.insert_rows(session, Space, [_row(world, building_area=88.8)])


@pytest.mark.postgresql
def test_a_text_that_is_too_long_is_refused_not_cut(world: World) -> None:
    if world.engine != "postgresql":
        pytest.skip("SQLite keeps texts of any length")
    with world.context("A1").session as session, pytest.raises(DBAPIError):
        bulk.insert_rows(session, Space, [_row(world, name="x" * 41)])
