"""Sets of rows: each verb reads within the scope, writes within it, and leaves one audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.exc import ProgrammingError

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.data_keys import DataKey
from manyhold.kernel.fixed import QuantityError
from manyhold.kernel.scoping.scope import ScopeError
from manyhold.kernel.scoping.session import SystemSession
from worlds.probe_tables import Child, Known, Measured, Note, Own, Parent, Placed, Setting, Shared, Trace
from worlds.probes import OWNER, STRANGER, Probes

ROW = {"name": "fresh"}
REFUSAL = (ScopeError, ProgrammingError)
"""On PostgreSQL row-level security refuses a conflict with a row out of scope before we can."""


def everything(session: SystemSession) -> dict[str, list[Any]]:
    """Name by name what stands in the probe tables, for all projects."""
    kinds = (Parent, Child, Placed, Shared, Setting, Trace, Known, Own, Note)
    return {kind.__name__: sorted(session.scalars(select(kind.name))) for kind in kinds}


class TestInsertRows:
    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            pytest.param(Parent, {"project_id": "B1"}, id="project"),
            pytest.param(Parent, {"project_id": "A2"}, id="sister project"),
            pytest.param(Parent, {}, id="no project"),
            pytest.param(Shared, {"group_id": "B", "used": 0}, id="group"),
            pytest.param(Known, {"group_id": "B"}, id="group of a linked row"),
            pytest.param(Own, {"actor_id": STRANGER}, id="person"),
            pytest.param(Note, {"group_id": "B", "actor_id": OWNER}, id="group of an addressed row"),
            pytest.param(Setting, {"project_id": "A2"}, id="project of a setting"),
            pytest.param(Setting, {"project_id": None}, id="the group's own setting"),
            pytest.param(Trace, {"project_id": "A2"}, id="project of a trail"),
        ],
    )
    def test_rows_across_the_scope_are_refused(
        self, probes: Probes, kind: type[Any], values: Mapping[str, Any]
    ) -> None:
        sites, sides = probes.world.sites, probes.world.sides
        known = {name: site.project_id for name, site in sites.items()} | {
            name: side.group_id for name, side in sides.items()
        }
        row = {**ROW, **{name: known.get(value, value) for name, value in values.items()}}
        inside = {"project_id": known["A1"]} if "project_id" in row else {}
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.insert_rows(session, kind, [{**row, "name": "first", **inside}, row])

    @pytest.mark.parametrize("kind", [Project, DataKey])
    def test_roots_and_machinery_are_not_written_as_a_set(self, probes: Probes, kind: type[Any]) -> None:
        with probes.session("A1", group_wide=True) as session, pytest.raises(ScopeError):
            bulk.insert_rows(session, kind, [{"group_id": session.scope.group_id}])

    def test_rows_get_ids_walls_and_a_first_revision_and_leave_one_entry(self, probes: Probes) -> None:
        here = probes.project("A1")
        with probes.session("A1", group_wide=True) as session:
            before = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
            bulk.insert_rows(session, Parent, [{"name": f"set {n}", "project_id": here} for n in range(3)])
            bulk.insert_rows(session, Shared, [{"name": "walled", "used": 0}])
            bulk.insert_rows(
                session,
                Measured,
                [{"project_id": here, "area": Decimal("1.00"), "rate": Decimal("0.1000")}],
            )
            assert session.scalar(select(func.count(Parent.id)).where(Parent.name.like("set %"))) == 3
            assert session.scalars(select(Shared.group_id).where(Shared.name == "walled")).one()
            assert set(session.scalars(select(Measured.revision))) == {1}
            session.flush()
            assert session.scalar(select(func.count()).select_from(AuditEntry)) == before + 3

    def test_rows_of_different_columns_are_refused(self, probes: Probes) -> None:
        here = probes.project("A1")
        with probes.session("A1") as session, pytest.raises(ValueError, match="different columns"):
            bulk.insert_rows(session, Parent, [{"name": "a", "project_id": here}, {"project_id": here}])

    def test_under_a_narrowed_grant_rows_are_placed_in_the_building_alone(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        row = {**ROW, "project_id": site.project_id}
        for place in ({"space_id": site.parking_id}, {"space_id": None}, {}):
            with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
                bulk.insert_rows(session, Placed, [{**row, **place}])
        with probes.session(zone=site.building_id) as session:
            assert bulk.insert_rows(session, Placed, [{**row, "space_id": site.room_ids[0]}]) == 1
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            bulk.insert_rows(
                session, Space, [{"project_id": site.project_id, "building_id": site.building_id}]
            )


class TestInsertFromSelect:
    def test_the_source_is_filtered(self, probes: Probes) -> None:
        with probes.session("A1") as session:
            source = select((literal("copy of ") + Parent.name).label("name"))
            made = bulk.insert_from_select(
                session,
                Child,
                source.select_from(Parent),
                project_id=probes.project("A1"),
                first_id=bulk.reserve_ids(session, 10),
            )
            assert made == 1
            copies = select(Child.name).where(Child.name.like("copy of%"))
            assert session.scalars(copies).all() == ["copy of A1 parent"]

    def test_a_core_table_in_the_source_is_refused(self, probes: Probes) -> None:
        table = Parent.__table__
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.insert_from_select(
                session, Child, select(table.c.name), project_id=probes.project("A1"), first_id=1
            )

    @pytest.mark.parametrize("project", ["A2", "B1"])
    def test_another_project_is_refused(self, probes: Probes, project: str) -> None:
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.insert_from_select(
                session, Child, select(Parent.name), project_id=probes.project(project), first_id=1
            )

    @pytest.mark.parametrize("kind", [Child, Setting, Trace])
    def test_selected_rows_of_another_project_are_left_out(self, probes: Probes, kind: type[Any]) -> None:
        for project, made in (("A1", 1), ("A2", 0), ("B1", 0)):
            with probes.session("A1") as session:
                source = select(
                    (literal("for ") + Parent.name).label("name"),
                    literal(probes.project(project)).label("project_id"),
                )
                first_id = bulk.reserve_ids(session, 10)
                source = source.select_from(Parent)
                assert bulk.insert_from_select(session, kind, source, first_id=first_id) == made

    def test_the_project_is_said_once(self, probes: Probes) -> None:
        here = probes.project("A1")
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.insert_from_select(session, Child, select(Parent.name), first_id=1)
        with probes.session("A1") as session, pytest.raises(ScopeError):
            source = select(Parent.name, Parent.project_id)
            bulk.insert_from_select(session, Child, source, project_id=here, first_id=1)

    def test_another_group_is_left_out(self, probes: Probes) -> None:
        with probes.session("A1") as session:
            source = select(
                literal("x").label("name"),
                literal(0).label("used"),
                literal(probes.world.sides["B"].group_id).label("group_id"),
            )
            assert bulk.insert_from_select(session, Shared, source.select_from(Parent), first_id=1) == 0

    def test_under_a_narrowed_grant_rows_lie_in_the_building(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        source = select((literal("at ") + Space.code).label("name"), Space.id.label("space_id"))
        nowhere = select((literal("no ") + Space.code).label("name"))
        with probes.session(zone=site.building_id) as session:
            first_id = bulk.reserve_ids(session, 50)
            made = bulk.insert_from_select(
                session, Placed, source, project_id=site.project_id, first_id=first_id
            )
            assert made == 2 + len(site.room_ids)
        fixed = select(literal("x").label("name"), literal(site.parking_id).label("space_id"))
        with probes.session(zone=site.building_id) as session:
            made = bulk.insert_from_select(
                session, Placed, fixed.select_from(Parent), project_id=site.project_id, first_id=1
            )
            assert made == 0
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            bulk.insert_from_select(session, Placed, nowhere, project_id=site.project_id, first_id=1)

    def test_a_column_of_another_scale_is_refused(self, probes: Probes) -> None:
        source = select(Measured.rate.label("area"), Measured.rate)
        with probes.session("A1") as session, pytest.raises(QuantityError):
            bulk.insert_from_select(session, Measured, source, project_id=probes.project("A1"), first_id=1)


class TestUpsert:
    def test_own_rows_are_changed_and_new_ones_inserted(self, probes: Probes) -> None:
        here = probes.project("A1")
        with probes.session("A1") as session:
            rows = [
                {"name": "A1 child", "project_id": here, "parent_id": None},
                {"name": "new child", "project_id": here, "parent_id": None},
            ]
            assert bulk.upsert(session, Child, rows, key=["name"], change=["parent_id"]) == 2
            children = session.scalars(select(Child).where(Child.parent_id.is_(None))).all()
            assert {child.name for child in children} == {"A1 child", "new child"}

    @pytest.mark.parametrize("name", ["A2 child", "B1 child"])
    @pytest.mark.parametrize("projects", [("A1",), ("A1", "A2")])
    def test_a_key_of_another_project_is_refused(
        self, probes: Probes, name: str, projects: tuple[str, ...]
    ) -> None:
        rows = [{"name": name, "project_id": probes.project("A1"), "parent_id": None}]
        with probes.session(*projects) as session, pytest.raises(REFUSAL):
            bulk.upsert(session, Child, rows, key=["name"], change=["parent_id"])

    def test_a_key_of_another_place_is_refused_under_a_narrowed_grant(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        rows = [{"name": "A1 parking", "project_id": site.project_id, "space_id": site.room_ids[0]}]
        with probes.session(zone=site.building_id) as session, pytest.raises(REFUSAL):
            bulk.upsert(session, Placed, rows, key=["name"], change=["name"])
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            bulk.upsert(session, Placed, rows, key=["name"], change=["space_id"])

    @pytest.mark.parametrize("column", ["project_id", "id"])
    def test_walls_do_not_change(self, probes: Probes, column: str) -> None:
        rows = [{"name": "A1 child", "project_id": probes.project("A1"), "parent_id": None}]
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.upsert(session, Child, rows, key=["name"], change=[column])

    def test_rows_seen_by_their_links_are_not_upserted(self, probes: Probes) -> None:
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.upsert(session, Known, [ROW], key=["id"], change=["name"])


class TestUpdateAndDelete:
    def test_only_the_scope_is_changed(self, probes: Probes) -> None:
        with probes.system() as system:
            before = everything(system)
        with probes.session("A1") as session:
            for kind in (Parent, Trace, Setting, Known, Own, Note):
                assert bulk.update_where(session, kind, [], {"name": "taken"}) == 1, kind
            assert bulk.update_where(session, Placed, [], {"space_id": None}) == 3
        with probes.session() as session:
            for kind in (Parent, Child, Trace, Setting, Known):
                assert bulk.update_where(session, kind, [], {"name": "taken"}) == 0, kind
        with probes.system() as system:
            assert everything(system) == before

    def test_only_the_scope_is_removed(self, probes: Probes) -> None:
        with probes.session("A1") as session:
            assert bulk.delete_where(session, Child, []) == 2
            for kind in (Trace, Setting, Known, Own, Note):
                assert bulk.delete_where(session, kind, []) == 1, kind
        with probes.session() as session:
            assert bulk.delete_where(session, Child, []) == 0

    def test_what_a_value_reads_is_filtered(self, probes: Probes) -> None:
        greatest = select(func.max(Parent.name)).select_from(Parent).scalar_subquery()
        with probes.session("A1") as session:
            bulk.update_where(session, Shared, [], {"name": greatest})
            assert session.scalars(select(Shared.name)).all() == ["A1 parent"]
        raw = select(func.max(Parent.__table__.c.name)).scalar_subquery()
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.update_where(session, Shared, [], {"name": raw})

    def test_what_a_condition_reads_is_filtered(self, probes: Probes) -> None:
        has_parent = Child.parent_id.in_(select(Parent.id))
        with probes.session("A1") as session:
            assert bulk.update_where(session, Child, [has_parent], {"parent_id": None}) == 1
        with probes.session("A1") as session:
            assert bulk.delete_where(session, Child, [has_parent]) == 1

    def test_an_update_from_a_select_reads_and_changes_the_scope_alone(self, probes: Probes) -> None:
        everywhere = select(Parent.id, Parent.name).subquery()
        source = select(Child.id, everywhere.c.name).join(everywhere, everywhere.c.id == Child.parent_id)
        with probes.session("A1") as session:
            assert bulk.update_from_select(session, Child, source) == 1
            assert set(session.scalars(select(Child.name))) == {"A1 parent", "A1 stray"}
        foreign = select(literal(probes.ids["B1 child"]).label("id"), literal("taken").label("name"))
        with probes.session("A1") as session:
            assert bulk.update_from_select(session, Child, foreign.select_from(Parent)) == 0
        table = Parent.__table__
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.update_from_select(session, Child, select(table.c.id, table.c.name))
        with probes.session("A1") as session, pytest.raises(ScopeError):
            bulk.update_from_select(session, Child, select(Child.id, Child.project_id))

    @pytest.mark.parametrize("column", ["project_id", "id"])
    def test_walls_do_not_change(self, probes: Probes, column: str) -> None:
        with probes.session("A1", "A2") as session, pytest.raises(ScopeError):
            bulk.update_where(session, Parent, [], {column: probes.project("A2")})

    def test_under_a_narrowed_grant_the_building_alone_is_changed(self, probes: Probes) -> None:
        site = probes.world.sites["A1"]
        with probes.session(zone=site.building_id) as session:
            assert bulk.update_where(session, Placed, [], {"name": "taken"}) == 1
            assert bulk.delete_where(session, Placed, []) == 1
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            bulk.update_where(session, Placed, [], {"space_id": site.parking_id})
        with probes.session(zone=site.building_id) as session, pytest.raises(ScopeError):
            bulk.update_where(session, Space, [], {"building_id": site.parking_id})

    def test_a_change_makes_the_next_revision(self, probes: Probes) -> None:
        with probes.session("A1") as session:
            row = session.scalars(select(Measured)).one()
            assert bulk.update_where(session, Measured, [], {"area": Measured.area + Decimal("1.00")}) == 1
            assert (row.area, row.revision) == (Decimal("11.00"), 2)

    def test_a_value_of_another_scale_is_refused(self, probes: Probes) -> None:
        with probes.session("A1") as session, pytest.raises(QuantityError):
            bulk.update_where(session, Measured, [], {"area": Measured.rate})

    def test_a_set_counts_as_touching_every_project_that_it_could(self, probes: Probes) -> None:
        with probes.session("A1", "A2") as session:
            bulk.update_where(session, Parent, [Parent.name == "none"], {"name": "taken"})
            assert session.touched_projects == {probes.project("A1"), probes.project("A2")}


class TestNextNumber:
    def test_it_counts_up_within_the_scope(self, probes: Probes) -> None:
        with probes.session("A1") as session:
            assert [
                bulk.next_number(session, Shared, {"name": "tally"}, column="used") for _ in range(3)
            ] == [
                1,
                2,
                3,
            ]

    def test_a_key_of_another_group_is_refused(self, probes: Probes) -> None:
        with probes.session("A1") as session, pytest.raises(REFUSAL):
            bulk.next_number(session, Shared, {"name": "B shared"}, column="used")
