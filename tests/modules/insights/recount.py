"""A past of money and work at random, and the same report counted line by line, without any set statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.drafts import HoldingDraft, PartyDraft
from manyhold.foundation.parties.service import add_many
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date, last_day, period, periods
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.schemas import FeeItemIn, PriceIn
from manyhold.modules.billing.fees.service import define_fee_item, set_price
from manyhold.modules.billing.ledger.models import ALLOCATED, Entry
from manyhold.modules.billing.payments.history import PastPayment, book
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.service import post_month
from manyhold.modules.workorders.orders.history import PastOrder, add_history
from manyhold.modules.workorders.orders.models import Order
from worlds.world import NOW, START, World

ZONE = "Asia/Shanghai"
MONTHS = tuple(periods(202606, 202611))


def fill(world: World, seed: int) -> None:
    """Bills of six months with payments of every kind, and orders in every state, in both groups."""
    random = Random(seed)
    for group, places in {"A": ("A1", "A2"), "B": ("B1", "B2")}.items():
        ctx = world.context(*places, group=group, group_wide=True)
        fees = [
            define_fee_item(ctx, FeeItemIn(code=code, name=f"金丝雀{group}{code}", name_en=code, **other))
            for code, other in _FEES.items()
        ]
        ctx.session.flush()
        for at in places:
            project = ctx.get(Project, world.sites[at].project_id)
            _people(ctx, world, at)
            for fee in fees:
                text = f"{random.randint(100, 500)}.00" if fee.calculation == "fixed" else "2.80"
                set_price(
                    ctx,
                    PriceIn(
                        project_id=project.id,
                        fee_item_id=fee.id,
                        price=Decimal(text),
                        starts_on=START,
                        basis="contract",
                        rests_on="合同",
                    ),
                )
            ctx.session.flush()
            for month in MONTHS:
                due_on = last_day(month)
                wanted = RunIn(
                    project_id=project.id, period=month, fee_item_ids=[one.id for one in fees], due_on=due_on
                )
                post_month(ctx, wanted, due_on.replace(day=1))
            entity_id = world.sides[group].legal_entity_id
            book(ctx, project, entity_id, _payments(ctx, random, project.id))
            add_history(ctx, _orders(world, random, at))
        ctx.session.commit()


_FEES: dict[str, dict[str, Any]] = {
    "WYF": {},
    "TCF": {"calculation": "fixed", "space_kinds": ["parking"], "category": "parking"},
}


def _people(ctx: Any, world: World, at: str) -> None:
    site = world.sites[at]
    drafts = [
        PartyDraft(
            kind="person",
            name=f"金丝雀{at}",
            holdings=(HoldingDraft(space_id=place, role="owner", starts_on=START, is_payer=True),),
        )
        for place in (*site.room_ids, site.parking_id)
    ]
    add_many(ctx, drafts, project_id=site.project_id)


def _payments(ctx: Any, random: Random, project_id: int) -> list[PastPayment]:
    found: list[PastPayment] = []
    for bill in ctx.session.scalars(select(Bill).where(Bill.project_id == project_id).order_by(Bill.id)):
        left = bill.amount_fen
        for _ in range(random.choice((0, 1, 1, 2))):
            share = random.choice((left, left // 2))
            if share == 0:
                continue
            left -= share
            day = min(bill.business_date + timedelta(days=random.randint(0, 120)), date(2026, 11, 21))
            at = datetime(day.year, day.month, day.day, random.randint(0, 23), tzinfo=UTC)
            found.append(
                PastPayment(bill.space_id, share + random.choice((0, 5_000)), at, {bill.id: share}, 7)
            )
    return found


def _orders(world: World, random: Random, at: str) -> list[PastOrder]:
    site = world.sites[at]
    places = [None, site.building_id, site.parking_id, *site.room_ids]
    return [_order(random, site.project_id, random.choice(places)) for _ in range(60)]


def _order(random: Random, project_id: int, space_id: int | None) -> PastOrder:
    reported_at = NOW - timedelta(hours=random.randint(1, 24 * 180))
    state = random.choice(("reported", "assigned", "accepted", "finished", "closed", "closed", "cancelled"))
    steps = [reported_at + timedelta(hours=hours) for hours in sorted(random.sample(range(1, 120), 4))]
    if steps[-1] > NOW and state in ("finished", "closed", "cancelled"):
        state = "reported"
    reached = {"reported": 0, "assigned": 1, "accepted": 2, "finished": 3, "closed": 4, "cancelled": 0}[state]
    names = ("assigned_at", "accepted_at", "finished_at", "closed_at")
    moments: dict[str, Any] = dict(zip(names[:reached], steps, strict=False))
    if state == "cancelled":
        moments["closed_at"] = steps[0]
    is_rated = state == "closed" and random.random() < 0.6
    return PastOrder(
        project_id=project_id,
        space_id=space_id,
        category="indoor_repair",
        kind="water",
        urgency=random.choice(("ordinary", "prompt", "urgent")),
        state=state,
        reported_at=reported_at,
        assignee_id=7 if reached else None,
        rating=random.randint(1, 5) if is_rated else None,
        rated_at=steps[-1] if is_rated else None,
        **moments,
    )


class Recount:
    """The figures of some projects as of a day, by walking over every line."""

    def __init__(self, world: World, projects: list[int], as_of: date) -> None:
        self.as_of = as_of
        self.until = min(NOW, _midnight_after(as_of))
        with SystemSession(world.runtime.database, writes=False) as session:
            bills = session.scalars(select(Bill).where(Bill.project_id.in_(projects))).all()
            self.bills = [bill for bill in bills if bill.business_date <= as_of]
            entries = session.scalars(select(Entry).where(Entry.kind == ALLOCATED)).all()
            self.settled: dict[int | None, int] = {}
            for entry in entries:
                if entry.business_date <= as_of:
                    self.settled[entry.bill_id] = self.settled.get(entry.bill_id, 0) + entry.amount_fen
            orders = session.scalars(select(Order).where(Order.project_id.in_(projects))).all()
            self.orders = [order for order in orders if order.reported_at <= self.until]
            self.building = {
                space.id: space.id if space.kind == "building" else space.building_id
                for space in session.scalars(select(Space))
            }

    def figures(
        self, first: int, last: int, *, keep: Callable[[Any], bool] = lambda _: True
    ) -> dict[str, Any]:
        """The figures of the lines that `keep` lets through."""
        bills = [bill for bill in self.bills if keep(bill)]
        inside = [bill for bill in bills if first <= bill.period <= last]
        standing = [bill for bill in bills if bill.period <= last]
        billed = sum(bill.amount_fen for bill in inside)
        collected = sum(self.settled.get(bill.id, 0) for bill in inside)
        orders = [order for order in self.orders if keep(order)]
        reported = [order for order in orders if first <= order.period <= last]
        finished = [order for order in orders if self._finished_in(order, first, last)]
        waiting = [order for order in orders if order.period <= last and self._is_open(order)]
        on_time = sum(order.finished_at <= order.due_at for order in finished)
        ratings = [order.rating for order in finished if order.rated_at and order.rated_at <= self.until]
        return {
            "bills": len(inside),
            "billed_fen": billed,
            "collected_fen": collected,
            "collection_rate": _share(collected, billed, "0.0001"),
            "open_fen": sum(self._rest(bill) for bill in standing),
            "overdue_fen": sum(self._rest(bill) for bill in standing if bill.due_on < self.as_of),
            "orders_reported": len(reported),
            "orders_finished": len(finished),
            "orders_late": sum(self._is_late(order) for order in reported),
            "orders_open": len(waiting),
            "orders_open_late": sum(order.due_at < self.until for order in waiting),
            "on_time_rate": _share(on_time, len(finished), "0.0001"),
            "average_rating": _share(sum(ratings), len(ratings), "0.01"),
            "ratings": len(ratings),
        }

    def _rest(self, bill: Bill) -> int:
        return bill.amount_fen - self.settled.get(bill.id, 0)

    def _is_open(self, order: Order) -> bool:
        if order.state == "cancelled":
            return order.closed_at > self.until
        return order.finished_at is None or order.finished_at > self.until

    def _is_late(self, order: Order) -> bool:
        if self._is_open(order):
            return order.due_at < self.until
        return order.state != "cancelled" and order.finished_at > order.due_at

    def _finished_in(self, order: Order, first: int, last: int) -> bool:
        if order.finished_at is None or order.finished_at > self.until:
            return False
        return first <= period(business_date(order.finished_at, ZONE)) <= last


def _share(part: int, whole: int, places: str) -> str | None:
    return str((Decimal(part) / whole).quantize(Decimal(places), ROUND_HALF_UP)) if whole else None


def _midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC) - timedelta(microseconds=1)
