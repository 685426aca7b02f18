"""Every road to another project's rows that we know, with no scope and in scope: filtered or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import (
    delete,
    exists,
    func,
    insert,
    join,
    literal_column,
    select,
    text,
    union,
    union_all,
    update,
)
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload

from manyhold.foundation.organisation.models import Project
from manyhold.kernel.data_keys import DataKey
from manyhold.kernel.database import table_of
from manyhold.kernel.scoping.scope import Scope, ScopeError
from manyhold.kernel.scoping.session import ScopedSession
from worlds.probe_tables import Child, Known, Link, Measured, Note, Own, Parent, Placed, Shared
from worlds.probes import Probes

Road = Callable[[ScopedSession, Probes], Any]
READS: list[Any] = []
REFUSED: list[Any] = []


def reads(*wanted: Any) -> Callable[[Road], Road]:
    """A road that is filtered: in the scope of A1 it gives exactly `wanted`."""

    def add(road: Road) -> Road:
        READS.append(pytest.param(road, list(wanted), id=road.__name__))
        return road

    return add


def refused(road: Road) -> Road:
    """A road that raises ScopeError, whatever the scope."""
    REFUSED.append(pytest.param(road, id=road.__name__))
    return road


@pytest.mark.parametrize(("road", "wanted"), READS)
def test_in_scope_a_road_shows_the_scope_alone(probes: Probes, road: Road, wanted: list[Any]) -> None:
    with probes.session("A1") as session:
        assert listed(road(session, probes)) == wanted


@pytest.mark.parametrize(("road", "wanted"), READS)
def test_without_scope_a_road_shows_nothing(probes: Probes, road: Road, wanted: list[Any]) -> None:
    with ScopedSession(probes.world.runtime.database, Scope(0), writes=False) as session:
        assert [found for found in listed(road(session, probes)) if found not in (None, 0)] == []


@pytest.mark.parametrize("projects", [(), ("A1",)])
@pytest.mark.parametrize("road", REFUSED)
def test_a_road_that_cannot_be_filtered_is_refused(
    probes: Probes, road: Road, projects: tuple[str, ...]
) -> None:
    with probes.session(*projects) as session, pytest.raises(ScopeError):
        listed(road(session, probes))


def listed(found: Any) -> list[Any]:
    """What a road gave, as a list of plain values: rows of one column become that value."""
    many = found if isinstance(found, Iterable) and not isinstance(found, str) else [found]
    values = [one[0] if isinstance(one, tuple) or hasattr(one, "_mapping") else one for one in many]
    return [getattr(value, "name", value) for value in values]


@reads("A1 parent")
def select_rows(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Parent))


@reads("A1 parent")
def select_a_column(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Parent.name))


@reads("A1 parent")
def legacy_query(session: ScopedSession, _: Probes) -> Any:
    return session.query(Parent).all()


@reads(1)
def count(session: ScopedSession, _: Probes) -> Any:
    return session.scalar(select(func.count()).select_from(Parent))


@reads(None)
def get_by_id(session: ScopedSession, probes: Probes) -> Any:
    return session.get(Parent, probes.ids["B1 parent"])


@reads("A1 parent")
def alias(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(aliased(Parent).name))


@reads("A1 parent")
def alias_of_a_subquery(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(aliased(Parent, select(Parent).subquery()).name))


@reads(1)
def self_join_through_an_alias(session: ScopedSession, _: Probes) -> Any:
    other = aliased(Parent)
    pairs = select(Parent.id, other.id).join(other, other.id != Parent.id - 1_000_000)
    return session.scalar(select(func.count()).select_from(pairs.subquery()))


@reads("A1 child", "A1 stray", "A1 parent")
def union_of_two_selects(session: ScopedSession, _: Probes) -> Any:
    both = union(select(Parent.name), select(Child.name)).subquery()
    return sorted(session.scalars(select(both.c.name)), key=lambda name: (name[3:] == "parent", name))


@reads("A1 parent", "A1 parent")
def union_all_at_the_top(session: ScopedSession, _: Probes) -> Any:
    return session.execute(union_all(select(Parent.name), select(Parent.name)))


@reads(1)
def window(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(func.row_number().over(order_by=Parent.name)).select_from(Parent))


@reads("A1 parent")
def common_table_expression(session: ScopedSession, _: Probes) -> Any:
    part = select(Parent.name).cte("part")
    return session.scalars(select(part.c.name))


@reads("A1 parent")
def recursive_common_table_expression(session: ScopedSession, _: Probes) -> Any:
    part = select(Parent.id, Parent.name).cte("part", recursive=True)
    part = part.union(select(Parent.id, Parent.name).join(part, part.c.id == Parent.id - 1))
    return session.scalars(select(part.c.name))


@reads("A1 parent")
def scalar_subquery(session: ScopedSession, _: Probes) -> Any:
    return session.scalar(select(select(func.max(Parent.name)).select_from(Parent).scalar_subquery()))


@reads("A1 parent")
def correlated_exists(session: ScopedSession, _: Probes) -> Any:
    has_child = select(Child.id).where(Child.parent_id == Parent.id, Child.name != "A1 child").exists()
    return session.scalars(select(Parent.name).where(~has_child))


@refused
def any_of_a_collection(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Parent.name).where(~Parent.children.any(Child.name != "A1 child")))


@refused
def has_a_parent(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Child.name).where(Child.parent.has()))


@reads("A1 child")
def join_on_a_row_that_points_abroad(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Child.name).join(Child.parent))


@reads("A1 parent")
def outer_join_from_an_unprojected_parent(session: ScopedSession, _: Probes) -> Any:
    met = select(Parent.name).select_from(Shared).outerjoin(Parent, Parent.id > Shared.id - 1_000_000)
    return session.scalars(met.where(Parent.id.is_not(None)))


@reads(1)
def group_by_from_an_unprojected_parent(session: ScopedSession, _: Probes) -> Any:
    met = select(func.count(Parent.id)).select_from(Shared).outerjoin(Parent, Parent.id > 0)
    return session.scalars(met.group_by(Shared.id))


@reads("A1 parent", None)
def forward_key_lazy(session: ScopedSession, _: Probes) -> Any:
    return [child.parent for child in session.scalars(select(Child).order_by(Child.name))]


@reads("A1 parent", None)
def forward_key_joined_by_the_mapping(session: ScopedSession, _: Probes) -> Any:
    return [child.joined for child in session.scalars(select(Child).order_by(Child.name))]


@reads("A1 parent", None)
def forward_key_joined_by_option(session: ScopedSession, _: Probes) -> Any:
    children = session.scalars(select(Child).order_by(Child.name).options(joinedload(Child.parent)))
    return [child.parent for child in children]


@reads("A1 child")
def reverse_collection_lazy(session: ScopedSession, _: Probes) -> Any:
    return [child for parent in session.scalars(select(Parent)) for child in parent.children]


@reads("A1 child")
def reverse_collection_selectin_by_the_mapping(session: ScopedSession, _: Probes) -> Any:
    return [child for parent in session.scalars(select(Parent)) for child in parent.eager]


@reads("A1 child")
def reverse_collection_selectin(session: ScopedSession, _: Probes) -> Any:
    parents = session.scalars(select(Parent).options(selectinload(Parent.children)))
    return [child for parent in parents for child in parent.children]


@reads("A1 child")
def reverse_collection_subquery(session: ScopedSession, _: Probes) -> Any:
    parents = session.scalars(select(Parent).options(subqueryload(Parent.children)))
    return [child for parent in parents for child in parent.children]


@reads("A1 child")
def reverse_collection_joined(session: ScopedSession, _: Probes) -> Any:
    parents = session.scalars(select(Parent).options(joinedload(Parent.children))).unique()
    return [child for parent in parents for child in parent.children]


@reads("A1 known")
def row_seen_by_its_link(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Known.name))


@reads("A1 known")
def row_seen_by_its_link_and_joined_with_it(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Known.name).join(Link, Link.known_id == Known.id))


@reads("A1 own")
def rows_of_the_actor(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Own.name))


@reads("A1 own")
def rows_addressed_to_the_actor(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Note.name))


@reads("A1 room", "A1 nowhere", "A1 parking")
def placed_rows(session: ScopedSession, _: Probes) -> Any:
    return sorted(session.scalars(select(Placed.name)), key=lambda name: (name != "A1 room", name))


@refused
def core_table(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(table_of(Parent)))


@refused
def core_table_beside_the_class(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(Parent.id, table_of(Child).c.name))


@refused
def core_table_in_a_subquery_of_the_class(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(Parent.id).where(Parent.id.in_(select(table_of(Parent).c.id))))


@refused
def core_table_in_a_union(session: ScopedSession, _: Probes) -> Any:
    return session.execute(union_all(select(Parent.name), select(table_of(Parent).c.name)))


@refused
def core_tables_in_a_nested_join(session: ScopedSession, _: Probes) -> Any:
    inner = join(table_of(Parent), table_of(Child), table_of(Parent).c.id == table_of(Child).c.parent_id)
    return session.execute(select(Shared.id).select_from(join(Shared, inner, Shared.id > 0)))


@refused
def exists_in_where_only(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(Shared.id).where(exists().where(Parent.name == "B1 parent")))


@refused
def machinery_that_belongs_to_nobody(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(DataKey))


@refused
def plain_text(session: ScopedSession, _: Probes) -> Any:
    return session.execute(text("SELECT name FROM probe_parent"))


@refused
def text_as_a_column(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(literal_column("(select max(name) from probe_parent)")))


@refused
def text_with_a_comment_for_a_space(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(Shared.id, literal_column("(SELECT max(name) FROM/**/probe_parent)")))


@refused
def text_as_a_table(session: ScopedSession, _: Probes) -> Any:
    return session.execute(select(text("name")).select_from(text("probe_parent")))


@refused
def from_statement(session: ScopedSession, _: Probes) -> Any:
    return session.scalars(select(Parent).from_statement(text("SELECT * FROM probe_parent")))


@refused
def own_connection(session: ScopedSession, _: Probes) -> Any:
    return session.connection()


@refused
def bulk_update(session: ScopedSession, _: Probes) -> Any:
    return session.execute(update(Parent).values(name="taken"))


@refused
def bulk_update_of_the_legacy_query(session: ScopedSession, _: Probes) -> Any:
    return session.query(Parent).update({"name": "taken"})


@refused
def bulk_delete(session: ScopedSession, _: Probes) -> Any:
    return session.execute(delete(Child))


@refused
def insert_statement(session: ScopedSession, probes: Probes) -> Any:
    return session.execute(insert(Parent).values(id=1, name="x", project_id=probes.project("B1")))


@refused
def insert_of_many(session: ScopedSession, probes: Probes) -> Any:
    return session.execute(insert(Parent), [{"id": 1, "name": "x", "project_id": probes.project("B1")}])


@refused
def insert_from_select(session: ScopedSession, _: Probes) -> Any:
    return session.execute(insert(Child).from_select(["name"], select(Parent.name)))


@refused
def bulk_insert_mappings(session: ScopedSession, probes: Probes) -> Any:
    rows = [{"id": 1, "name": "x", "project_id": probes.project("B1")}]
    return session.bulk_insert_mappings(Parent, rows)


@refused
def bulk_update_mappings(session: ScopedSession, probes: Probes) -> Any:
    return session.bulk_update_mappings(Parent, [{"id": probes.ids["B1 parent"], "name": "taken"}])


@refused
def bulk_save_objects(session: ScopedSession, probes: Probes) -> Any:
    return session.bulk_save_objects([Parent(id=1, name="x", project_id=probes.project("B1"))])


@refused
def machinery_written(session: ScopedSession, probes: Probes) -> Any:
    session.add(DataKey(group_id=None, wrapped=b"", master_key_id="", created_at=probes.world.clock.now()))
    session.flush()


def test_a_statement_kept_from_one_scope_is_filled_with_the_values_of_the_next(probes: Probes) -> None:
    """The compiled statement is shared; what it is asked for is not."""
    wanted = select(Parent.name).order_by(Parent.name)
    lazy = select(Child).order_by(Child.name)
    for _ in range(3):
        for projects in (("A1",), ("A2",), ("A1", "A2"), ()):
            with probes.session(*projects, writes=False) as session:
                assert session.scalars(wanted).all() == [f"{name} parent" for name in projects]
                parents = {child.parent.name for child in session.scalars(lazy) if child.parent}
                assert parents == {f"{name} parent" for name in projects}
        with probes.session("A2", zone=probes.world.sites["A1"].building_id) as session:
            assert session.scalars(select(Placed.name).order_by(Placed.name)).all() == [
                "A1 room",
                "A2 nowhere",
                "A2 parking",
                "A2 room",
            ]
            assert session.scalars(select(Known.name).order_by(Known.name)).all() == ["A1 known", "A2 known"]


def test_a_session_keeps_its_scope(probes: Probes) -> None:
    with probes.session("A1") as session:
        with pytest.raises(AttributeError):
            session.scope = probes.scope("A2")  # pyright: ignore
        parent = session.scalars(select(Parent)).one()
        assert session.get(Parent, parent.id) is parent
        session.refresh(parent)
        assert parent.name == "A1 parent"


def test_a_row_that_left_the_scope_is_not_read_anew(probes: Probes) -> None:
    """A refresh is filtered like any read."""
    with probes.session("A1", writes=False) as session:
        row = session.scalars(select(Measured)).one()
        row_id = row.id
    try:
        with probes.system(writes=True) as system:
            system.get_one(Measured, row_id).project_id = probes.project("B1")
            system.commit()
        with probes.session("A1", writes=False) as session:
            assert session.get(Measured, row_id) is None
    finally:
        with probes.system(writes=True) as system:
            system.get_one(Measured, row_id).project_id = probes.project("A1")
            system.commit()


def test_what_a_new_project_founded_here_needs_can_be_written(probes: Probes) -> None:
    from_elsewhere = probes.project("A2")
    with probes.session("A1") as session, pytest.raises(ScopeError):
        session.found(session.get(Project, probes.project("A1")))
    with probes.session("A1", group_wide=True) as session:
        project = Project(
            group_id=session.scope.group_id, code="A9", name="A9", kind="office", time_zone="Asia/Shanghai"
        )
        with pytest.raises(ScopeError):
            session.found(project)
        session.add(project)
        session.found(project)
        session.add(Parent(name="A9 parent", project_id=project.id))
        session.flush()
        assert session.scalars(select(Parent.name).order_by(Parent.name)).all() == ["A1 parent", "A9 parent"]
        assert from_elsewhere not in session.scope.projects


def test_a_session_s_bind_is_an_engine_like_any_other(probes: Probes) -> None:
    """The one road that stays open in one process: on PostgreSQL it leads nowhere, on SQLite only lint keeps it."""
    with probes.session("A1") as session, session.bind.connect() as connection:  # pyright: ignore
        count = connection.exec_driver_sql("SELECT count(*) FROM probe_parent").scalar()
    assert count == (0 if probes.world.engine == "postgresql" else 3)
