"""The one history: it makes what the classes say, keeps every row, runs once, and on a fault changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from manyhold.app import load_models
from manyhold.cli import main
from manyhold.kernel.database import Base
from manyhold.kernel.settings import Settings
from manyhold.migrations import upgrade as migrations
from manyhold.migrations.upgrade import FOLDER, MigrationFault, current, head, upgrade
from modules.workorders.asked import reported
from worlds.databases import fresh_database
from worlds.furnished import tables
from worlds.world import World

NEXT = """
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    with op.batch_alter_table("organisation_project", recreate="{recreate}") as changed:
        changed.add_column(sa.Column("nickname", sa.String(20), nullable=False, server_default=""))
    op.create_table("told", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO told VALUES (1)")
    {more}
"""
WORDS = "from manyhold.kernel.settings import Settings; from manyhold.migrations.upgrade import upgrade; upgrade(Settings())"


@pytest.fixture
def empty(engine: str, tmp_path: Path) -> Iterator[Settings]:
    """A database in which there is nothing at all."""
    with fresh_database(engine, tmp_path / "data") as settings:
        if engine == "sqlite":
            (settings.data / "manyhold.db").unlink()
        else:
            with owner(settings).begin() as connection:
                connection.execute(text("DROP OWNED BY manyhold_owner CASCADE"))
                connection.execute(text("CREATE SCHEMA IF NOT EXISTS public"))
        yield settings


def owner(settings: Settings) -> Engine:
    url = settings.owner_database_url or settings.resolved_database_url()
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def next_release(monkeypatch: pytest.MonkeyPatch, folder: Path, engine: str, more: str = "") -> None:
    """One migration more: a table that others refer to is made anew, on SQLite by copying it."""
    folder.mkdir()
    recreate = "always" if engine == "sqlite" else "never"
    (folder / "9999_next.py").write_text(NEXT.format(head=head(), recreate=recreate, more=more))

    def config(connection: Any = None) -> Config:
        made = before(connection)
        made.set_main_option("version_locations", f"{FOLDER / 'versions'}{os.pathsep}{folder}")
        made.set_main_option("path_separator", "os")
        return made

    before = migrations.config
    monkeypatch.setattr(migrations, "config", config)


def counts(settings: Settings) -> dict[str, int]:
    with owner(settings).connect() as connection:
        return {
            table.name: connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            for table in tables()
        }


def test_the_history_makes_what_the_classes_say(world: World) -> None:
    load_models()
    with owner(world.settings).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        drift = compare_metadata(context, Base.metadata)
    assert [str(one) for one in drift] == []


def is_ours(_object: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    return kind != "table" or not str(name).startswith(("probe_", "sqlite_", "alembic_"))


def test_from_empty_by_two_processes_at_once(empty: Settings) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "MANYHOLD_DATA": str(empty.data),
        "MANYHOLD_DATABASE_URL": empty.database_url,
        "MANYHOLD_OWNER_DATABASE_URL": empty.owner_database_url,
    }
    assert current(owner(empty)) == ""
    both = [subprocess.Popen([sys.executable, "-c", WORDS], env=environment) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert current(owner(empty)) == head()
    made = set(inspect(owner(empty)).get_table_names())
    assert made >= {table.name for table in tables()}


def test_a_filled_database_keeps_every_row(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order = reported(world)
    before, stood = counts(world.settings), head()
    world.close()
    next_release(monkeypatch, tmp_path / "next", world.engine)
    assert upgrade(world.settings) == "9999"
    assert current(owner(world.settings)) == "9999"
    assert counts(world.settings) == before
    assert world.client("customer_service").get(f"/work-orders/{order['id']}").status_code == 200
    assert upgrade(world.settings) == "9999", "the second time there is nothing to do"
    if world.engine == "sqlite":
        (copy,) = (world.settings.data / "backups").glob("before-migration-*.db")
        assert current(create_engine(f"sqlite:///{copy}")) == stood


@pytest.mark.parametrize(
    "more",
    ['raise RuntimeError("the cable is cut")', 'op.execute("INSERT INTO nowhere VALUES (1)")'],
    ids=["raises", "bad statement"],
)
def test_a_failing_migration_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: str
) -> None:
    reported(world)
    before, stood = counts(world.settings), head()
    world.close()
    next_release(monkeypatch, tmp_path / "next", world.engine, more)
    with pytest.raises(MigrationFault, match="nothing has changed"):
        upgrade(world.settings)
    assert current(owner(world.settings)) == stood
    assert counts(world.settings) == before
    assert not inspect(owner(world.settings)).has_table("told")
    columns = {one["name"] for one in inspect(owner(world.settings)).get_columns("organisation_project")}
    assert "nickname" not in columns


def test_rows_that_would_point_nowhere_are_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if world.engine != "sqlite":
        pytest.skip("PostgreSQL keeps foreign keys at every statement")
    before = counts(world.settings)
    world.close()
    next_release(monkeypatch, tmp_path / "next", "sqlite", 'op.execute("DELETE FROM organisation_group")')
    with pytest.raises(MigrationFault, match="point nowhere"):
        upgrade(world.settings)
    assert counts(world.settings) == before


def test_the_command_says_what_failed(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if world.engine != "sqlite":
        pytest.skip("the command reads its PostgreSQL from the environment")
    world.close()
    next_release(monkeypatch, tmp_path / "next", "sqlite", 'raise RuntimeError("the cable is cut")')
    assert main(["migrate", "--data", str(world.settings.data)]) == 2
    assert "the cable is cut" in capsys.readouterr().err
