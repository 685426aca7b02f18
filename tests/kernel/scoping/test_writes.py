"""What a session writes row by row lies within its scope, whatever road the row took into the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached

from manyhold.foundation.organisation.models import Group, Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.scoping.scope import ScopeError
from manyhold.kernel.scoping.session import ScopedSession
from worlds.probe_tables import (
    Child,
    Known,
    Note,
    Own,
    Parent,
    Placed,
    PlacedTrace,
    Setting,
    Shared,
    Strict,
    Trace,
)
from worlds.probes import STRANGER, Probes

Write = Callable[[ScopedSession, Probes], Any]
REFUSED: list[Any] = []


def refused(write: Write) -> Write:
    REFUSED.append(pytest.param(write, id=write.__name__))
    return write


@pytest.mark.parametrize("write", REFUSED)
def test_a_write_across_the_scope_is_refused(probes: Probes, write: Write) -> None:
    with probes.session("A1") as session, pytest.raises(ScopeError):
        write(session, probes)
        session.flush()


def mine(session: ScopedSession) -> Parent:
    return session.scalars(select(Parent)).one()


@refused
def add_a_foreign_row(session: ScopedSession, probes: Probes) -> None:
    session.add(Parent(name="x", project_id=probes.project("B1")))


@refused
def add_a_row_of_no_project(session: ScopedSession, _: Probes) -> None:
    session.add(Parent(name="x"))


@refused
def add_a_foreign_row_through_a_relationship(session: ScopedSession, probes: Probes) -> None:
    mine(session).children.append(Child(name="x", project_id=probes.project("B1")))


@refused
def add_a_foreign_row_through_a_back_reference(session: ScopedSession, probes: Probes) -> None:
    child = Child(name="x", project_id=probes.project("A1"))
    child.parent = Parent(name="y", project_id=probes.project("B1"))
    session.add(child)


@refused
def merge_a_foreign_row(session: ScopedSession, probes: Probes) -> None:
    session.merge(Parent(id=probes.ids["B1 parent"], name="taken", project_id=probes.project("B1")))


@refused
def merge_without_loading(session: ScopedSession, probes: Probes) -> None:
    row = Parent(id=probes.ids["B1 parent"], name="taken", project_id=probes.project("A1"))
    make_transient_to_detached(row)
    session.merge(row, load=False)


@refused
def add_a_row_made_to_look_loaded(session: ScopedSession, probes: Probes) -> None:
    row = Parent(id=probes.ids["B1 parent"], project_id=probes.project("A1"))
    make_transient_to_detached(row)
    session.add(row)
    row.name = "taken"


@refused
def delete_a_row_made_to_look_loaded(session: ScopedSession, probes: Probes) -> None:
    row = Parent(id=probes.ids["B1 parent"], project_id=probes.project("A1"))
    make_transient_to_detached(row)
    session.delete(row)


@refused
def add_a_row_of_another_session(session: ScopedSession, probes: Probes) -> None:
    with probes.session("A2", writes=False) as other:
        row = mine(other)
        other.expunge(row)
    session.add(row)


@refused
def move_a_row_abroad(session: ScopedSession, probes: Probes) -> None:
    mine(session).project_id = probes.project("B1")


@refused
def move_a_row_to_another_project_of_the_scope(_: ScopedSession, probes: Probes) -> None:
    with probes.session("A1", "A2") as wide:
        wide.scalars(select(Parent).order_by(Parent.id)).first().project_id = probes.project("A2")  # pyright: ignore
        wide.flush()


@refused
def add_a_row_of_another_group(session: ScopedSession, probes: Probes) -> None:
    session.add(Shared(name="x", used=0, group_id=probes.world.sides["B"].group_id))


@refused
def add_a_linked_row_of_another_group(session: ScopedSession, probes: Probes) -> None:
    session.add(Known(name="x", group_id=probes.world.sides["B"].group_id))


@refused
def add_a_row_of_another_person(session: ScopedSession, _: Probes) -> None:
    session.add(Own(name="x", actor_id=STRANGER))


@refused
def address_a_row_to_another_group(session: ScopedSession, probes: Probes) -> None:
    session.add(Note(name="x", actor_id=STRANGER, group_id=probes.world.sides["B"].group_id))


@refused
def write_the_group_s_own_row_without_a_group_wide_grant(session: ScopedSession, _: Probes) -> None:
    session.add(Setting(name="x", group_id=session.scope.group_id, project_id=None))


@refused
def leave_a_trace_in_another_project(session: ScopedSession, probes: Probes) -> None:
    session.add(Trace(name="x", group_id=session.scope.group_id, project_id=probes.project("A2")))


@refused
def found_a_project_without_a_group_wide_grant(session: ScopedSession, _: Probes) -> None:
    session.add(
        Project(group_id=session.scope.group_id, code="X", name="X", kind="office", time_zone="Asia/Shanghai")
    )


@refused
def found_a_group(session: ScopedSession, probes: Probes) -> None:
    session.add(Group(name="x", is_demo=False, created_at=probes.world.clock.now()))


def test_merging_a_foreign_key_value_as_one_s_own_changes_nothing(probes: Probes) -> None:
    """The foreign row is not found, so a new one is inserted, and its key is taken."""
    with probes.session("A1") as session, pytest.raises(IntegrityError):
        session.merge(Parent(id=probes.ids["B1 parent"], name="taken", project_id=probes.project("A1")))
        session.flush()
    with probes.system() as system:
        assert system.get_one(Parent, probes.ids["B1 parent"]).name == "B1 parent"


def test_a_reference_abroad_is_refused_by_the_database_itself(probes: Probes) -> None:
    with probes.session("A1") as session, pytest.raises(IntegrityError):
        session.add(Strict(project_id=probes.project("A1"), parent_id=probes.ids["B1 parent"]))
        session.flush()


def test_anybody_of_the_group_may_add_to_a_trail_and_address_a_colleague(probes: Probes) -> None:
    with probes.session("A1") as session:
        group = session.scope.group_id
        session.add(Trace(name="A1 more", group_id=group, project_id=None))
        session.add(Note(name="for a colleague", group_id=group, actor_id=STRANGER))
        session.flush()
        assert session.scalars(select(Trace.name)).all() == ["A1 trace"]
        assert session.scalars(select(Note.name)).all() == ["A1 own"]


def test_what_belongs_to_the_group_alone_is_seen_under_a_group_wide_grant(probes: Probes) -> None:
    for kind in (Setting, Trace):
        word = kind.__name__.lower()
        with probes.session("A1", writes=False) as session:
            assert session.scalars(select(kind.name)).all() == [f"A1 {word}"]
        with probes.session("A1", "A2", group_wide=True, writes=False) as session:
            names = session.scalars(select(kind.name).order_by(kind.name)).all()
            assert names == [f"A {word}", f"A1 {word}", f"A2 {word}"]


class TestUnderAGrantNarrowedToABuilding:
    """A housekeeper's grant: project A1, but only what lies in one building."""

    def test_only_what_is_placed_there_is_seen(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        for zone in (site.building_id, site.unit_id, site.room_ids[0]):
            for kind in (Placed, PlacedTrace):
                with probes.session(zone=zone, writes=False) as session:
                    assert session.scalars(select(kind.name)).all() == ["A1 room"]
                    with_space = select(kind.name).join(Space, Space.id == kind.space_id)
                    assert session.scalars(with_space).all() == ["A1 room"]
        with probes.session(zone=site.building_id, writes=False) as session:
            seen = set(session.scalars(select(Space.id)))
            assert seen == {site.building_id, site.unit_id, *site.room_ids}
        with probes.session(zone=probes.world.sites["A2"].building_id, writes=False) as session:
            assert session.scalars(select(Placed.name)).all() == []
            assert session.scalars(select(Space.id)).all() == []

    def test_beside_a_whole_project_that_one_is_seen_whole(self, probes: Probes) -> None:
        with probes.session("A2", zone=probes.world.sites["A1"].building_id, writes=False) as session:
            names = session.scalars(select(Placed.name).order_by(Placed.name)).all()
            assert names == ["A1 room", "A2 nowhere", "A2 parking", "A2 room"]

    @pytest.mark.parametrize("place", ["parking_id", None])
    def test_nothing_is_placed_elsewhere(self, probes: Probes, place: str | None) -> None:
        site = probes.world.sites["A1"]
        space_id = getattr(site, place) if place else None
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            session.add(Placed(name="x", project_id=site.project_id, space_id=space_id))
            session.flush()

    def test_nothing_is_moved_elsewhere(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            session.scalars(select(Placed)).one().space_id = site.parking_id
            session.flush()

    def test_a_row_is_placed_in_the_building(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        with probes.session(zone=site.building_id) as session:
            session.add(Placed(name="here", project_id=site.project_id, space_id=site.room_ids[1]))
            session.flush()
            assert set(session.scalars(select(Placed.name))) == {"A1 room", "here"}

    def test_no_space_is_added_or_hung_elsewhere(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            session.get_one(Space, site.room_ids[0]).building_id = site.parking_id
            session.flush()
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            session.add(Space(project_id=site.project_id, building_id=site.building_id, kind="room"))
            session.flush()
