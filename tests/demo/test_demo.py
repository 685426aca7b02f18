"""The demonstration: whole or not at all, the same from the same seed, two groups apart, books that balance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from factories.takeovers import loaded
from manyhold.app import build_runtime, create_app
from manyhold.cli import main
from manyhold.demo import install as installing
from manyhold.demo.install import DemoFault, install
from manyhold.demo.sizes import MAIN, NEIGHBOUR, SMALL
from manyhold.demo.takeover import write_takeover
from manyhold.foundation.access.founding import DEMO_PASSWORD, demo_sign_ins
from manyhold.foundation.identity.rules import password_fault
from manyhold.foundation.organisation.models import Group, Project
from manyhold.foundation.organisation.roles import BUILT_IN
from manyhold.foundation.parties.models import Party
from manyhold.foundation.parties.sealing import NAME
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from manyhold.kernel.settings import Settings
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.ledger.queries import disagreements
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.workorders.orders.models import Order
from worlds.databases import fresh_database
from worlds.world import World

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HOME = ("127.0.0.1", 50_000)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small demonstration on SQLite."""
    settings = Settings(data=tmp_path_factory.mktemp("demo"))
    said: list[str] = []
    assert install(settings, size=SMALL, seed=7, now=NOW, say=said.append)
    assert "about a minute" in said[0]
    assert len(said) > 2 * SMALL.projects, "each project is told: a silent minute looks like a fault"
    return settings


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    runtime = build_runtime(settings, clock=FixedClock(NOW))
    yield runtime
    runtime.database.dispose()


@contextmanager
def whole(runtime: Runtime, place: int = 0) -> Iterator[Context]:
    """The system itself in one of the two groups."""
    group_id = runtime.grants.groups()[place]
    scope = runtime.grants.system_scope(group_id, None)
    with ScopedSession(runtime.database, scope, writes=False) as session:
        yield Context(runtime, session, Actor.system(group_id))


def told(settings: Settings) -> list[Any]:
    """What a demonstration says, without ids and sealing."""
    with running(settings) as runtime, SystemSession(runtime.database, writes=False) as session:
        bills = session.execute(
            select(Space.label, Bill.period, Bill.amount_fen, Bill.settled_fen)
            .join(Space, Space.id == Bill.space_id)
            .order_by(Bill.project_id, Space.label, Bill.period)
        )
        orders = session.execute(
            select(Order.number, Order.category, Order.state, Order.rating, Order.reported_at).order_by(
                Order.project_id, Order.number
            )
        )
        parties = session.execute(select(Party.id, Party.name_sealed).order_by(Party.id))
        names = [runtime.keys.open(NAME, row.id, row.name_sealed) for row in parties]
        return [[tuple(row) for row in bills], [tuple(row) for row in orders], names]


def test_the_same_seed_makes_the_same_people_and_figures(demo: Settings, tmp_path: Path) -> None:
    again = Settings(data=tmp_path / "again")
    install(again, size=SMALL, seed=7, now=NOW)
    assert told(again) == told(demo)
    other = Settings(data=tmp_path / "other")
    install(other, size=SMALL, seed=8, now=NOW)
    assert told(other)[2] != told(demo)[2]


def test_every_post_can_sign_in_on_this_machine(demo: Settings) -> None:
    with running(demo) as runtime:
        app = create_app(runtime, with_worker=False)
        shown = TestClient(app, base_url="http://localhost", client=HOME).get("/api/v1/setup").json()
        assert shown["demo_password"] == DEMO_PASSWORD
        assert {role.en for role in BUILT_IN} <= {one["role_en"] for one in shown["demo_sign_ins"]}
        for one in shown["demo_sign_ins"]:
            assert password_fault(DEMO_PASSWORD, sign_in_name=one["sign_in_name"]) is None
            client = TestClient(app, base_url="http://localhost", client=HOME)
            wanted = {"sign_in_name": one["sign_in_name"], "password": DEMO_PASSWORD}
            answer = client.post("/api/v1/sessions", json=wanted)
            assert answer.json()["step"] == "done", (one, answer.text)
            assert client.get("/api/v1/me").json()["is_demo"]
        far = (
            TestClient(app, base_url="http://localhost", client=("192.0.2.1", 50_000))
            .get("/api/v1/setup")
            .json()
        )
        assert (far["demo_sign_ins"], far["demo_password"]) == ([], "")


def test_the_two_groups_do_not_see_each_other(demo: Settings) -> None:
    with running(demo) as runtime:
        sign_ins = [name for name, _, _ in demo_sign_ins(runtime)]
        assert [name for name in sign_ins if name.endswith(NEIGHBOUR.suffix)] == [
            f"manager{NEIGHBOUR.suffix}"
        ]
        app = create_app(runtime, with_worker=False)
        with SystemSession(runtime.database, writes=False) as session:
            groups = {group.name: group.id for group in session.scalars(select(Group))}
            mine = set(
                session.scalars(select(Project.name).where(Project.group_id == groups[NEIGHBOUR.name]))
            )
        assert set(groups) == {MAIN.name, NEIGHBOUR.name}
        client = TestClient(app, base_url="http://localhost", client=HOME)
        client.post(
            "/api/v1/sessions",
            json={"sign_in_name": f"manager{NEIGHBOUR.suffix}", "password": DEMO_PASSWORD},
        )
        seen = client.get("/api/v1/projects", params={"limit": 200}).json()["items"]
        assert {one["name"] for one in seen} == mine
        rows = client.get("/api/v1/reports/group", params={"from_period": 202608}).json()["rows"]
        assert {row["name"] for row in rows} == mine
        orders = client.get("/api/v1/work-orders", params={"limit": 200}).json()["items"]
        assert orders
        assert {one["project_id"] for one in orders} == {one["id"] for one in seen}


def test_the_books_balance(demo: Settings) -> None:
    with running(demo) as runtime:
        for place in (0, 1):
            with whole(runtime, place) as ctx:
                assert disagreements(ctx) == 0
                left = ctx.session.execute(
                    select(
                        total(Entry.amount_fen, where=Entry.kind == RECEIVED),
                        total(Entry.amount_fen, where=Entry.kind == ALLOCATED),
                    ).group_by(Entry.payment_id)
                ).all()
                assert all(received >= allocated >= 0 for received, allocated in left)
                paid = ctx.session.scalar(select(total(Payment.amount_fen)))
                assert paid == sum(received for received, _ in left)


def test_the_history_is_whole_and_ends_now(demo: Settings) -> None:
    with running(demo) as runtime, whole(runtime) as ctx:
        session = ctx.session
        months = session.scalars(select(Bill.period).distinct().order_by(Bill.period)).all()
        assert months == [202608, 202609, 202610, 202611]
        for column in (Payment.received_at, Order.reported_at, Order.finished_at, Order.rated_at):
            assert session.scalar(select(func.max(column))) <= NOW
        kinds = set(session.scalars(select(Project.kind)))
        assert kinds == {"residential", "commercial", "office", "industrial"}
        states = set(session.scalars(select(Order.state)))
        assert {"waiting_desk", "reported", "assigned", "closed", "cancelled"} <= states
        urgent = select(func.count(Order.id)).where(
            Order.state.in_(("assigned", "reported")), Order.urgency == "urgent"
        )
        assert session.scalar(urgent)
        older = session.execute(
            select(total(Bill.amount_fen), total(Bill.settled_fen)).where(Bill.period == 202608)
        ).one()
        assert 0.7 < older[1] / older[0] < 1, "some are late, some never pay"
        assert session.scalar(select(func.count(Payment.id)).where(Payment.amount_fen > 0))


def test_it_never_mixes_with_what_is_there(demo: Settings) -> None:
    with pytest.raises(DemoFault, match="holds a group"):
        install(demo, size=SMALL, seed=1, now=NOW)
    assert install(demo, size=SMALL, seed=1, now=NOW, if_empty=True) is False


def test_what_was_broken_off_is_made_anew(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*args: Any, **wanted: Any) -> None:
        real(*args, **wanted | {"size": SMALL})
        raise KeyboardInterrupt

    real = installing._build
    with fresh_database(engine, tmp_path / "data") as settings:
        with monkeypatch.context() as broken:
            broken.setattr(installing, "_build", break_off)
            broken.setattr("manyhold.demo.build.COMPLETE", "demo_broken_off")
            with pytest.raises(KeyboardInterrupt):
                install(settings, size=SMALL, seed=3, now=NOW, if_empty=True)
        assert install(settings, size=SMALL, seed=3, now=NOW, if_empty=True) is True
        with running(settings) as runtime:
            assert runtime.is_demo
            assert len(runtime.grants.groups()) == 2
            with whole(runtime) as ctx:
                assert disagreements(ctx) == 0
        assert not (settings.data / installing.BUILDING).exists()


def test_the_takeover_workbook_loads(world: World, tmp_path: Path) -> None:
    path = tmp_path / "takeover.xlsx"
    rooms = write_takeover(path, seed=1, today=NOW.date())
    assert 280 <= rooms <= 360
    manager = world.client("project_manager")
    row = loaded(world, manager, world.sites["A1"].project_id, path.read_bytes())
    counts = row["counts"]
    assert (counts["rows_read"], counts["rows_set_aside"], counts["errors"]) == (rooms, 0, 0)
    assert counts["totals"]["rooms"] == rooms
    assert counts["parties_created"] > rooms, "several owners in a cell"
    assert {"phone.empty", "phone.landline"} <= counts["problems"].keys()


def test_the_command_writes_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--workbook", str(tmp_path / "a.xlsx"), "--data", str(tmp_path)]) == 0
    assert "rooms to take over" in capsys.readouterr().out
    assert (tmp_path / "a.xlsx").stat().st_size > 5_000
