"""SQLite knows how its tables lie: after each job, hence daily and after every load, in connections already open too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.jobs.work import offer, queued
from manyhold.kernel.database import Database
from worlds.world import World

COUNTED = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"
PLAN = "EXPLAIN QUERY PLAN SELECT * FROM told WHERE flag = 0 AND number = 5"


@pytest.fixture
def embedded(world: World) -> World:
    if world.engine != "sqlite":
        pytest.skip("PostgreSQL keeps its statistics by itself")
    return world


def has_statistics(database: Database) -> bool:
    with database.app.connect() as connection:
        return bool(connection.exec_driver_sql(COUNTED).scalar())


def test_every_job_leaves_statistics(embedded: World) -> None:
    assert not has_statistics(embedded.runtime.database)
    offer(embedded.runtime)
    queued(embedded, "count", embedded.client("project_manager"), "jobs.read")
    embedded.worker.run_next_job()
    assert has_statistics(embedded.runtime.database)


def test_the_clock_leaves_them_too(embedded: World) -> None:
    embedded.wait(timedelta(days=1))
    embedded.work()
    assert has_statistics(embedded.runtime.database)


def test_open_connections_choose_by_what_was_learnt(embedded: World) -> None:
    """A table of one row is scanned; once it has grown it is searched, without a restart."""
    database = embedded.runtime.database
    with database.system_writer.begin() as connection:
        for statement in (
            "CREATE TABLE told (id INTEGER PRIMARY KEY, flag INT, number INT)",
            "CREATE INDEX of_flag ON told (flag)",
            "CREATE INDEX of_number ON told (number)",
            "INSERT INTO told VALUES (0, 0, 0)",
        ):
            connection.exec_driver_sql(statement)
    database.learn_statistics()
    assert plan(database) == "SCAN told"
    with database.system_writer.begin() as connection:
        rows = [(number, 0, number) for number in range(1, 20_000)]
        connection.exec_driver_sql("INSERT INTO told VALUES (?, ?, ?)", rows)
    database.learn_statistics()
    assert plan(database) == "SEARCH told USING INDEX of_number (number=?)"


def plan(database: Database) -> str:
    with database.app.connect() as connection:
        return str(connection.exec_driver_sql(PLAN).one()[3])
