"""What other modules ask and order, and past orders as sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from manyhold.kernel.contracts import ask, send
from manyhold.kernel.scoping.scope import ScopeError
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.workorders.contract import OrderMonth, OrderStanding, ReportOrder, WorkOrderQueries
from manyhold.modules.workorders.orders.history import HistoryFault, PastOrder, add_history
from manyhold.modules.workorders.orders.models import Order
from modules.workorders.asked import act, assigned, done, finished, reported
from worlds.world import NOW, World

MARCH = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
"""23:30 of the last day of March in Shanghai."""


def past(world: World, at: str = "A1", **changes: object) -> PastOrder:
    """A finished repair of March."""
    site = world.sites[at]
    one = PastOrder(
        project_id=site.project_id,
        space_id=site.room_ids[0],
        category="indoor_repair",
        kind="water",
        urgency="ordinary",
        state="finished",
        reported_at=MARCH,
        description="金丝雀旧事",
        assignee_id=1,
        assigned_at=MARCH + timedelta(minutes=5),
        accepted_at=MARCH + timedelta(minutes=10),
        finished_at=MARCH + timedelta(hours=2),
        remark="已修好",
    )
    return replace(one, **changes)


def months(world: World, *projects: str, first: int, last: int) -> list[OrderMonth]:
    ctx = world.context(*projects, writes=False)
    with ctx.session:
        return ask(ctx, WorkOrderQueries).months(first, last)


def test_open_and_late_orders_per_project_within_the_scope(world: World) -> None:
    assigned(world, urgency="urgent")
    reported(world)
    reported(world, "A2")
    finished(world)
    reported(world, "B1")
    world.wait(timedelta(hours=3))
    ctx = world.context("A1", "A2", writes=False)
    with ctx.session:
        standing = ask(ctx, WorkOrderQueries).standing()
    a1, a2 = world.sites["A1"].project_id, world.sites["A2"].project_id
    assert standing == [
        OrderStanding(project_id=a1, open=2, late=1),
        OrderStanding(project_id=a2, open=1, late=0),
    ]


def test_months_add_up_over_reports_finishes_cancellations_and_ratings(world: World) -> None:
    ctx = world.context("A1")
    with ctx.session as session:
        add_history(
            ctx,
            [
                past(world),
                past(world, finished_at=MARCH + timedelta(hours=60)),
                past(
                    world,
                    state="reported",
                    assignee_id=None,
                    assigned_at=None,
                    accepted_at=None,
                    finished_at=None,
                ),
                past(
                    world,
                    state="closed",
                    closed_at=MARCH + timedelta(days=40),
                    rating=2,
                    rated_at=MARCH + timedelta(days=40),
                ),
                past(
                    world,
                    state="cancelled",
                    assignee_id=None,
                    assigned_at=None,
                    accepted_at=None,
                    finished_at=None,
                    closed_at=MARCH + timedelta(days=31),
                    cancel_reason="duplicate",
                ),
            ],
        )
        session.commit()
    desk, order = world.client("customer_service"), finished(world)
    done(desk, order, "rate", rating=5)
    shown = {one.period: one for one in months(world, "A1", "A2", first=202602, last=202611)}
    project_id = world.sites["A1"].project_id

    def month(period: int, **figures: int) -> OrderMonth:
        empty = {"reported": 0, "finished": 0, "late": 0, "open_at_end": 0, "ratings": 0, "rating_total": 0}
        return OrderMonth(project_id=project_id, period=period, **{**empty, **figures})

    assert shown[202602] == month(202602)
    assert shown[202603] == month(202603, reported=5, late=2, open_at_end=5)
    assert shown[202604] == month(202604, finished=3, open_at_end=2, ratings=1, rating_total=2)
    assert shown[202605] == month(202605, open_at_end=1)
    assert shown[202611] == month(202611, reported=1, finished=1, open_at_end=1, ratings=1, rating_total=5)
    assert (shown[202604].average_rating, shown[202605].average_rating) == (2.0, None)
    later = months(world, "A1", first=202605, last=202605)
    assert later == [shown[202605]]


def test_another_modules_command_opens_one_order_however_often_it_comes(world: World) -> None:
    wanted = ReportOrder(
        idempotency_key="inspection-17",
        project_id=world.sites["A1"].project_id,
        space_id=world.sites["A1"].room_ids[0],
        kind="inspection_finding",
        channel="inspection",
        description="消防栓压力低",
    )
    for _ in range(2):
        ctx = world.context("A1")
        with ctx.session as session:
            send(ctx, wanted)
            session.commit()
        world.work()
    listed = world.client("project_manager").get("/work-orders").json()["items"]
    assert [(one["category"], one["kind"], one["channel"]) for one in listed] == [
        ("internal", "inspection_finding", "inspection")
    ]


def test_past_orders_brought_in_later_stand_where_they_belong_in_time(world: World) -> None:
    fresh = [reported(world), reported(world)]
    ctx = world.context("A1")
    with ctx.session as session:
        add_history(ctx, [past(world, reported_at=MARCH - timedelta(hours=1)), past(world)])
        session.commit()
    reader = world.client("project_manager")
    whole = reader.get("/work-orders").json()["items"]
    assert [one["id"] for one in whole[:2]] == [fresh[1]["id"], fresh[0]["id"]], (
        "of one moment the last entered"
    )
    assert [one["number"] for one in whole[2:]] == ["WX-A1-20260331-0002", "WX-A1-20260331-0001"]
    assert min(one["id"] for one in whole[2:]) > fresh[1]["id"], "they were entered last"
    paged: list[int] = []
    page = reader.get("/work-orders?limit=1").json()
    while page["next_cursor"]:
        paged.append(page["items"][0]["id"])
        page = reader.get("/work-orders", params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [*paged, page["items"][0]["id"]] == [one["id"] for one in whole]


def test_past_orders_get_numbers_timelines_and_stand_below_what_comes_after(world: World) -> None:
    ctx = world.context("A1")
    with ctx.session as session:
        assert (
            add_history(ctx, [past(world, reported_at=MARCH - timedelta(hours=1)), past(world)] * 120) == 240
        )
        assert add_history(ctx, [past(world)]) == 1
        session.commit()
    fresh, reader = reported(world), world.client("project_manager")
    listed = reader.get("/work-orders?limit=200").json()["items"]
    assert listed[0]["id"] == fresh["id"]
    assert listed[1]["number"] == "WX-A1-20260331-0241"
    assert len({one["number"] for one in listed}) == 200
    steps = reader.get(f"/work-orders/{listed[1]['id']}/timeline").json()
    assert [(one["act"], one["note"]) for one in steps] == [
        ("report", ""),
        ("assign", ""),
        ("accept", ""),
        ("finish", "已修好"),
    ]
    assert reader.get(f"/work-orders/{listed[1]['id']}").json()["description"] == "金丝雀旧事"
    assert done(world.client("customer_service"), listed[1], "rate", rating=5)["rating"] == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "accepted"},
        {"finished_at": None},
        {"assignee_id": None},
        {"accepted_at": MARCH + timedelta(days=9)},
        {"rating": 5},
    ],
)
def test_an_impossible_past_is_refused_whole(world: World, changes: dict[str, object]) -> None:
    ctx = world.context("A1")
    with ctx.session, pytest.raises(HistoryFault):
        add_history(ctx, [past(world), past(world, **changes)])
    assert world.client("project_manager").get("/work-orders/count").json()["count"] == 0


def test_past_orders_stay_within_the_scope(world: World) -> None:
    ctx = world.context("A1")
    with ctx.session, pytest.raises((ScopeError, KeyError)):
        add_history(ctx, [past(world, "B1")])


def test_numbers_never_collide_when_many_report_at_once(world: World) -> None:
    desks = [
        world.client(role) for role in ("customer_service", "dispatcher", "housekeeper", "project_manager")
    ]
    site, statuses = world.sites["A1"], list[int]()

    def report(place: int) -> None:
        for _ in range(5):
            body = {"project_id": site.project_id, "space_id": site.room_ids[0], "category": "enquiry"}
            statuses.append(desks[place].post("/work-orders", json=body).status_code)

    threads = [Thread(target=report, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 20
    with SystemSession(world.runtime.database, writes=False) as session:
        numbers = session.scalars(select(Order.number).order_by(Order.number)).all()
    assert numbers == [f"WX-A1-{NOW:%Y%m%d}-{one:04d}" for one in range(1, 21)]


def test_of_two_dispatchers_the_slower_learns_that_it_is_too_late(world: World) -> None:
    order, dispatcher = reported(world), world.client("dispatcher")
    done(world.client("customer_service"), order, "cancel", reason="withdrawn")
    late = act(dispatcher, order, "assign", assignee_id=world.client("technician").person_id)
    assert (late.status_code, late.json()["params"]["state"]) == (409, "cancelled")
