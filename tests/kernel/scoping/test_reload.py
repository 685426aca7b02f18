"""A row that a set statement has put out of date is read anew within the scope, whatever class it is of."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from manyhold.foundation.organisation.models import Group, Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from worlds.probe_tables import CLASSES, Child, Parent, Strict
from worlds.probes import Probes
from worlds.world import World

KINDS = (*(kind for kind in CLASSES if kind is not Strict), Space, Project, Group)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("narrowed", [False, True], ids=["whole", "narrowed"])
def test_expired_rows_are_read_anew(
    probes: Probes, shared_world: World, kind: type[Any], narrowed: bool
) -> None:
    zone = {"zone": shared_world.sites["A1"].building_id} if narrowed else {}
    with probes.session("A1", "A2", group_wide=True, **zone) as session:
        rows = session.scalars(select(kind)).all()
        known = [row.id for row in rows]
        session.expire_all()
        assert [row.id for row in rows] == known
        for row in rows:
            session.refresh(row)
        assert known or (narrowed and kind is not Project)


def test_a_set_statement_shows_in_the_rows_at_hand(probes: Probes) -> None:
    with probes.session("A1", "A2") as session:
        parent = session.scalars(select(Parent).where(Parent.name == "A1 parent")).one()
        child = session.scalars(select(Child).where(Child.name == "A1 child")).one()
        assert bulk.update_where(session, Parent, [Parent.id == parent.id], {"name": "A1 changed"}) == 1
        assert (parent.name, child.parent, child.joined) == ("A1 changed", parent, parent)
