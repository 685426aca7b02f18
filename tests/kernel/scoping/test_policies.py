"""PostgreSQL's second wall, by raw SQL past the guard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from manyhold.kernel.database import Database, make_engine
from manyhold.kernel.readiness import faults
from manyhold.kernel.scoping.policies import APP_ROLE, OWNER_ROLE, SYSTEM_ROLE, expected
from worlds.databases import POSTGRES
from worlds.probe_tables import scoped_classes
from worlds.probes import OWNER, STRANGER, Probes
from worlds.tables import GLOBAL_TABLES

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("shared_world", ["postgresql"], indirect=True, scope="module"),
]

UNSET = ("app.group_id", "app.actor_id", "app.projects", "app.narrowed", "app.zones", "app.group_wide")


@pytest.fixture
def raw(probes: Probes) -> Iterator[Connection]:
    """A connection of the application's role without any settings, as stolen code would have it."""
    with probes.world.runtime.database.app.connect() as connection:
        connection.exec_driver_sql("BEGIN")  # this engine leaves it to the scoped session
        yield connection


def set_scope(connection: Connection, **settings: Any) -> None:
    for name, value in settings.items():
        connection.execute(
            text("SELECT set_config(:name, :value, true)"), {"name": f"app.{name}", "value": str(value)}
        )


def test_the_policies_of_the_database_are_those_of_the_mixins(probes: Probes) -> None:
    rules = {table: rule for table, rule in expected().items() if not table.startswith("probe_")}
    with owner_engine(probes).begin() as connection:
        found = policies_of(connection)
        # What PostgreSQL makes of our words is compared with what it made of them: the database rewrites them.
        for table, rule in rules.items():
            connection.exec_driver_sql(f"DROP POLICY scope ON {table}")
            connection.exec_driver_sql(
                f"CREATE POLICY scope ON {table} TO {APP_ROLE} USING ({rule.using}) WITH CHECK ({rule.check})"
            )
        again = policies_of(connection)
        connection.rollback()
    assert found == again
    assert {table for table, name, *_ in found if name == "scope"} == rules.keys()
    assert {table for table, name, *_ in found if name == "system"} == rules.keys()
    for table, name, roles, command, using, check in found:
        assert command == "ALL"
        assert roles == ([APP_ROLE] if name == "scope" else [SYSTEM_ROLE]), table
        assert name == "scope" or (using, check) == ("true", "true"), table


def policies_of(connection: Connection) -> list[tuple[Any, ...]]:
    rows = connection.execute(
        text(
            "SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies"
            " WHERE tablename NOT LIKE 'probe%' ORDER BY 1, 2"
        )
    )
    return [tuple(row) for row in rows]


def owner_engine(probes: Probes) -> Engine:
    return make_engine(probes.world.settings.owner_database_url)


def test_every_scoped_table_is_held_and_every_other_is_out_of_reach(probes: Probes) -> None:
    with owner_engine(probes).connect() as connection:
        tables = connection.execute(
            text(
                "SELECT relname, relrowsecurity FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
                " WHERE relkind IN ('r', 'p') AND nspname = 'public' AND relname NOT LIKE 'probe%'"
            )
        )
        held = {table: is_held for table, is_held in tables}
        allowed = set(
            connection.execute(
                text(
                    "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = :role"
                    " AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')"
                ),
                {"role": APP_ROLE},
            ).scalars()
        )
    scoped = {kind.__tablename__ for kind in scoped_classes()}
    assert all(held[table] for table in scoped)
    assert {table for table in allowed if not table.startswith("probe_")} == scoped
    assert held.keys() - scoped == GLOBAL_TABLES.keys() | {"alembic_version"}


def test_none_of_the_roles_is_above_the_wall(probes: Probes) -> None:
    with owner_engine(probes).connect() as connection:
        roles = connection.execute(
            text(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = ANY(:r)"
            ),
            {"r": [APP_ROLE, SYSTEM_ROLE, OWNER_ROLE]},
        ).all()
        owners = set(
            connection.execute(text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")).scalars()
        )
        members = connection.execute(
            text("SELECT pg_has_role(:app, :owner, 'member')"), {"app": APP_ROLE, "owner": OWNER_ROLE}
        ).scalar()
    assert {tuple(role) for role in roles} == {
        (role, False, False, False) for role in (APP_ROLE, SYSTEM_ROLE, OWNER_ROLE)
    }
    assert owners == {OWNER_ROLE}
    assert members is False


@pytest.mark.parametrize("value", [None, ""])
def test_settings_that_are_unset_or_empty_show_no_rows(
    raw: Connection, value: str | None, probes: Probes
) -> None:
    for name in UNSET if value is not None else ():
        raw.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
    for table in (kind.__tablename__ for kind in scoped_classes()):
        assert raw.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table
    assert raw.execute(text("SELECT count(*) FROM probe_parent")).scalar() == 0


def test_raw_sql_sees_the_own_project_alone(raw: Connection, probes: Probes) -> None:
    set_scope(raw, projects=probes.project("A1"), group_id=probes.world.sides["A"].group_id, actor_id=OWNER)
    seen = {
        "probe_parent": {"A1 parent"},
        "probe_child": {"A1 child", "A1 stray"},
        "probe_placed": {"A1 room", "A1 parking", "A1 nowhere"},
        "probe_shared": {"A shared"},
        "probe_setting": {"A1 setting"},
        "probe_trace": {"A1 trace"},
        "probe_known": {"A1 known"},
        "probe_own": {"A1 own"},
        "probe_note": {"A1 own"},
    }
    for table, names in seen.items():
        assert set(raw.execute(text(f"SELECT name FROM {table}")).scalars()) == names, table
    assert set(raw.execute(text("SELECT code FROM organisation_project")).scalars()) == {"A1"}
    set_scope(raw, projects="", narrowed=probes.project("A1"), zones=probes.world.sites["A1"].building_id)
    assert set(raw.execute(text("SELECT name FROM probe_placed")).scalars()) == {"A1 room"}
    assert raw.execute(text("SELECT count(*) FROM spaces_space WHERE kind = 'parking'")).scalar() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO probe_parent (id, project_id, name) VALUES (1, :B1, 'x')",
        "INSERT INTO probe_shared (id, group_id, name, used) VALUES (1, :B, 'x', 0)",
        "INSERT INTO probe_known (id, group_id, name) VALUES (1, :B, 'x')",
        "INSERT INTO probe_setting (id, group_id, project_id, name) VALUES (1, :A, NULL, 'x')",
        "INSERT INTO probe_setting (id, group_id, project_id, name) VALUES (1, :A, :A2, 'x')",
        "INSERT INTO probe_trace (id, group_id, project_id, name) VALUES (1, :A, :A2, 'x')",
        "INSERT INTO probe_own (id, actor_id, name) VALUES (1, :stranger, 'x')",
        "INSERT INTO probe_note (id, group_id, actor_id, name) VALUES (1, :B, :stranger, 'x')",
        "UPDATE probe_parent SET project_id = :B1",
        "UPDATE probe_shared SET group_id = :B",
        "INSERT INTO kernel_data_key (id) VALUES (1)",
        "UPDATE alembic_version SET version_num = 'x'",
        "ALTER TABLE probe_parent DISABLE ROW LEVEL SECURITY",
        "SET ROLE manyhold_owner",
    ],
)
def test_raw_sql_writes_nothing_abroad(raw: Connection, probes: Probes, statement: str) -> None:
    world = probes.world
    set_scope(raw, projects=probes.project("A1"), group_id=world.sides["A"].group_id, actor_id=OWNER)
    values = {name: probes.project(name) for name in ("A2", "B1")} | {
        "A": world.sides["A"].group_id,
        "B": world.sides["B"].group_id,
        "stranger": STRANGER,
    }
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    with pytest.raises(ProgrammingError, match="row-level security|permission denied|must be owner"):
        raw.execute(text(statement), used)


def test_raw_sql_changes_and_removes_nothing_abroad(raw: Connection, probes: Probes) -> None:
    set_scope(raw, projects=probes.project("A1"), group_id=probes.world.sides["A"].group_id, actor_id=OWNER)
    assert raw.execute(text("UPDATE probe_parent SET name = 'taken'")).rowcount == 1
    assert raw.execute(text("DELETE FROM probe_child")).rowcount == 2
    assert raw.execute(text("UPDATE organisation_project SET name = 'taken'")).rowcount == 1


def test_a_reused_connection_carries_nothing_over(probes: Probes) -> None:
    engine = make_engine(probes.world.settings.database_url, pool_size=1)
    for finish in ("commit", "rollback"):
        with engine.connect() as connection:
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            set_scope(connection, projects=probes.project("A1"), group_wide="on")
            assert connection.execute(text("SELECT count(*) FROM probe_parent")).scalar() == 1
            getattr(connection, finish)()
        with engine.connect() as connection:
            assert connection.execute(text("SELECT pg_backend_pid()")).scalar() == process
            assert connection.execute(text("SELECT count(*) FROM probe_parent")).scalar() == 0
    engine.dispose()


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_a_process_above_the_wall_is_not_ready(probes: Probes, role: str) -> None:
    world = probes.world
    owner = world.settings.owner_database_url
    database = owner.rsplit("/", 1)[1]
    url = owner if role == "owner" else f"{POSTGRES.rsplit('/', 1)[0]}/{database}"
    standing = world.runtime.database
    above = make_engine(url)
    try:
        assert faults(world.runtime) == []
        world.runtime.database = Database(above, standing.system, standing.look_up)
        answer = world.nobody().get("/readyz")
        assert answer.status_code == 503
        assert "row-level security" in answer.json()["faults"][0]
    finally:
        world.runtime.database = standing
        above.dispose()
