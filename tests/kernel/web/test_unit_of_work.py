"""One request is one scope, one transaction, one answer: committed before it leaves, and whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InternalError, OperationalError

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.service import note
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk, database
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.scoping.session import ScopedSession, SystemSession, is_writing
from manyhold.kernel.web.answers import KeptAnswer
from manyhold.kernel.web.routes import Routes
from worlds.databases import postgres_server
from worlds.world import Client, World

PERMISSION = "organisation.manage"


def added(world: World, verb: Callable[[Context], Any], method: str = "create") -> str:
    """A route of its own that does `verb`; its path."""
    routes = Routes("/api/v1", tag="probe")
    getattr(routes, method)("/probe", permission=PERMISSION)(verb)
    world.app.router.routes.insert(0, routes.routes[0])
    return "/probe"


def notes(world: World) -> int:
    """How many entries of the probe stand."""
    with SystemSession(world.runtime.database, writes=False) as session:
        return len(session.scalars(select(AuditEntry.id).where(AuditEntry.subject == "probe")).all())


def claims(world: World) -> int:
    with SystemSession(world.runtime.database, writes=False) as session:
        return len(session.scalars(select(KeptAnswer.id)).all())


def noted(ctx: Context) -> Any:
    note(ctx, "made", "probe")
    ctx.session.flush()
    return {"made": True}


def test_the_commit_comes_before_the_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    commit = ScopedSession.commit

    def committed(session: ScopedSession) -> None:
        commit(session)
        seen.append("commit")

    monkeypatch.setattr(ScopedSession, "commit", committed)
    path = added(world, noted)
    client = world.client("group_administrator")
    watching = Client(watched(world.app, seen), raise_server_exceptions=False)
    watching.cookies, watching.csrf = client.cookies, client.csrf
    assert watching.post(path).status_code == 201
    assert seen == ["commit", "http.response.start", "http.response.body"]
    assert notes(world) == 1


def watched(app: FastAPI, seen: list[str]) -> Any:
    """The application, with what it sends written down."""

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            seen.append(message["type"])
            await send(message)

        await app(scope, receive, sent)

    return watching


def test_an_answer_that_could_not_be_committed_is_no_success(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = added(world, noted)
    client = world.client("group_administrator")

    def locked(_session: ScopedSession) -> None:
        raise OperationalError("COMMIT", {}, Exception("database is locked"))

    monkeypatch.setattr(ScopedSession, "commit", locked)
    answer = client.post(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    assert answer.headers["retry-after"] == "2"
    monkeypatch.undo()
    assert (notes(world), claims(world)) == (0, 0)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Conflict("not_now"), 409), (RuntimeError("金丝雀 secret"), 500), (KeyError("x"), 500)],
    ids=["problem", "fault", "lookup"],
)
def test_nothing_is_half_written(world: World, fault: Exception, status: int) -> None:
    def broken(ctx: Context) -> Any:
        noted(ctx)
        raise fault

    answer = world.client("group_administrator").post(added(world, broken))
    assert answer.status_code == status
    assert "金丝雀" not in answer.text
    assert (notes(world), claims(world), is_writing()) == (0, 0, False)


def test_an_answer_that_does_not_fit_its_shape_undoes_the_effect(world: World) -> None:
    routes = Routes("/api/v1", tag="probe")
    routes.create("/probe", permission=PERMISSION, response_model=dict[str, int])(noted_wrongly)
    world.app.router.routes.insert(0, routes.routes[0])
    assert world.client("group_administrator").post("/probe").status_code == 500
    assert (notes(world), claims(world)) == (0, 0)


def noted_wrongly(ctx: Context) -> Any:
    noted(ctx)
    return {"made": "not a number"}


def test_a_read_keeps_nothing(world: World) -> None:
    def read(ctx: Context) -> Any:
        assert not is_writing()
        return noted(ctx)

    assert world.client("group_administrator").get(added(world, read, "read")).status_code in (200, 500)
    assert notes(world) == 0


@pytest.mark.parametrize("is_hot", [False, True], ids=["orm", "hot"])
def test_all_that_one_reader_asks_is_of_one_moment(world: World, is_hot: bool) -> None:
    place = world.sites["A1"].room_ids[0]
    seen: list[str] = []

    def asked(ctx: Context) -> str:
        wanted = select(Space.floor_label).where(Space.id == place)
        if is_hot and not seen:
            return ctx.session.plain_rows(ctx.session.screened(wanted))[0][0]
        return ctx.session.scalars(wanted).one()

    def moved() -> None:
        with SystemSession(world.runtime.database, writes=True) as session:
            session.get_one(Space, place).floor_label = "九层"
            session.commit()

    def read(ctx: Context) -> Any:
        seen.append(asked(ctx))
        moved()
        seen.append(asked(ctx))
        seen.append(asked(ctx))
        return {}

    answer = world.client("group_administrator").get(added(world, read, "read"))
    assert answer.status_code == 200, answer.text
    assert seen[0] != "九层"
    assert set(seen) == {seen[0]}


def test_a_reader_writes_nothing(world: World) -> None:
    if world.engine == "sqlite":
        pytest.skip("a reader of SQLite writes nothing that stays: see above")
    ctx = world.context("A1", writes=False)
    with ctx.session, pytest.raises(InternalError, match="read-only transaction"):
        noted(ctx)


def test_of_two_who_wait_for_each_other_one_is_asked_to_come_again(world: World) -> None:
    if world.engine == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    meeting = Barrier(2)

    def lock(ctx: Context, first: int, second: int) -> Any:
        for place in (first, second):
            bulk.update_where(ctx.session, Space, [Space.id == place], {"floor_label": "x"})
            if place == first:
                meeting.wait(10)
        return {"done": True}

    routes = Routes("/api/v1", tag="probe")
    routes.create("/probe", permission="spaces.edit")(lock)
    world.app.router.routes.insert(0, routes.routes[0])
    manager = world.client("project_manager")
    one, two = world.sites["A1"].room_ids[:2]
    with ThreadPoolExecutor(2) as desks:
        asked = [
            desks.submit(manager.post, "/probe", params={"first": first, "second": second})
            for first, second in ((one, two), (two, one))
        ]
        answers = sorted((one.result() for one in asked), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [201, 503]
    assert (answers[1].json()["code"], answers[1].headers["retry-after"]) == ("database_busy", "2")


def test_a_lost_database_is_away_for_a_moment(world: World) -> None:
    if world.engine == "sqlite":
        pytest.skip("SQLite is a file beside the process")
    manager = world.client("project_manager")
    assert manager.get("/work-orders").status_code == 200
    with postgres_server().connect() as connection:
        name = make_url(world.settings.database_url).database
        lost = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(lost, {"name": name})
    answers = [manager.get("/work-orders") for _ in range(4)]
    away = [answer for answer in answers if answer.status_code != 200]
    assert {answer.json()["code"] for answer in away} == {"database_away"}
    assert answers[-1].status_code == 200, "each lost connection is met once, and not used again"


def test_whoever_waits_too_long_for_the_writer_is_asked_to_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if world.engine == "postgresql":
        pytest.skip("PostgreSQL has many writers")
    path = added(world, noted)
    client = world.client("group_administrator")
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0)
    world.runtime.database.dispose()
    with SystemSession(world.runtime.database, writes=True) as session:
        session.scalar(select(1))
        answer = client.post(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    world.runtime.database.dispose()
