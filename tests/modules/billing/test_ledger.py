"""Properties that hold whatever happens at the desk, on both engines: money is conserved, the ledger adds up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.standards.numbering.models import NumberRun
from manyhold.kernel.clock import days_in, first_day, last_day
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import ask
from manyhold.kernel.errors import Problem
from manyhold.kernel.runtime import Actor
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.billing.fees.rules import AREA, DAY_METHODS, charge_fen
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.ledger.queries import disagreements, left_of_payment, prepayments
from manyhold.modules.billing.payments import history, service
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.payments.schemas import PaymentIn, ReversalIn, Shares
from manyhold.modules.billing.runs.queries import Charge, beginnings, bills
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.service import post_month
from modules.billing import desk
from worlds.world import World

on_a_used_world = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PERIODS = (202601, 202602, 202603, 202604)


def at_work(world: World, person: int = 0) -> Context:
    ctx = world.context("A1")
    ctx.actor = Actor(person, ctx.group_id)
    return ctx


def sums(ctx: Context) -> dict[str, int]:
    def number(statement: Any) -> int:
        return int(ctx.session.scalar(statement) or 0)

    kind = {
        name: number(select(func.sum(Entry.amount_fen)).where(Entry.kind == name))
        for name in (RECEIVED, ALLOCATED)
    }
    reversed_fen = number(
        select(func.sum(Payment.amount_fen)).join(Reversal, Reversal.payment_id == Payment.id)
    )
    return {
        "billed": number(select(func.sum(Bill.amount_fen))),
        "settled": number(select(func.sum(Bill.settled_fen))),
        "received": kind[RECEIVED],
        "allocated": kind[ALLOCATED],
        "kept": number(select(func.sum(Payment.amount_fen))) - reversed_fen,
        "prepaid": sum(
            sum(prepayments(ctx, space).values()) for space in ctx.session.scalars(select(Space.id))
        ),
    }


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "choose", "allocate", "reverse", "bill"]), st.integers(0, 10**6)
    ),
    min_size=4,
    max_size=14,
)


def act(world: World, fee: int, kind: str, number: int) -> None:
    """One thing that happens at the desk, chosen by `number`; refusals are part of the day."""
    room = world.sites["A1"].room_ids[number % 4]
    ctx = at_work(world, person=2 if kind == "reverse" else 1)
    try:
        with ctx.session:
            if kind == "bill":
                project_id = world.sites["A1"].project_id
                wanted = RunIn(project_id=project_id, period=PERIODS[number % 4], fee_item_ids=[fee])
                post_month(ctx, wanted, date(2026, 5, 1))
            elif kind == "pay":
                service.receive(ctx, PaymentIn(space_id=room, amount_fen=number % 80000 + 1))
            elif kind == "choose":
                bill = ctx.session.scalars(select(Bill.id).where(Bill.space_id == room).limit(1)).first()
                share = number % 30000 + 1
                wanted_pay = PaymentIn.model_validate(
                    {
                        "space_id": room,
                        "amount_fen": share + number % 3,
                        "strategy": "chosen",
                        "allocations": [{"bill_id": bill or 1, "amount_fen": share}],
                    }
                )
                service.receive(ctx, wanted_pay)
            else:
                payments = ctx.session.scalars(select(Payment).order_by(Payment.id)).all()
                if payments and kind == "allocate":
                    service.allocate(ctx, payments[number % len(payments)], Shares())
                elif payments:
                    service.reverse(ctx, payments[number % len(payments)], ReversalIn(reason="试验"))
            ctx.session.commit()
    except Problem:
        pass


def test_the_ledger_always_adds_up(world: World) -> None:
    """期末欠费 = 期初欠费 + 应收 - 冲抵 + 冲销恢复; 预收余额 = 收 - 抵扣 - 退 (the identities of the trade)."""
    desk.people(world)
    fee = desk.fee_item(world)
    desk.price(world, fee)

    @on_a_used_world
    @given(OPERATIONS)
    def holds(operations: list[tuple[str, int]]) -> None:
        with at_work(world).session as session:
            before = sums(session.info["context"])
        for kind, number in operations:
            act(world, fee, kind, number)
        ctx = at_work(world)
        with ctx.session:
            after = sums(ctx)
            assert disagreements(ctx) == 0
            moved = {name: after[name] - before[name] for name in after}
            opening, closing = before["billed"] - before["settled"], after["billed"] - after["settled"]
            assert closing == opening + moved["billed"] - moved["allocated"]
            assert after["settled"] == after["allocated"]
            assert after["received"] == after["kept"] == after["allocated"] + after["prepaid"]
            numbers = sorted(ctx.session.scalars(select(Payment.receipt_no)))
            assert numbers == [f"A-2026-{number:06d}" for number in range(1, len(numbers) + 1)]

    holds()


@st.composite
def charges(draw: st.DrawFn) -> tuple[Charge, list[tuple[Decimal, date | None]]]:
    period = draw(st.sampled_from([202602, 202603, 202604, 202802]))
    first, last = first_day(period), last_day(period)
    days = st.one_of(st.none(), st.dates(first - timedelta(days=3), last))
    rooms = draw(st.lists(st.tuples(st.decimals("0.01", "99999.99", places=2), days), min_size=4, max_size=4))
    charge = Charge(
        project_id=0,
        period=period,
        fee_item_id=1,
        space_kinds=("room",),
        calculation=AREA,
        price_version_id=1,
        price=draw(st.decimals("0.0001", "999.9999", places=4)),
        day_method=draw(st.sampled_from(DAY_METHODS)),
        tax_rate_bp=600,
        legal_entity_id=1,
        due_on=last,
        business_date=last,
    )
    return charge, rooms


def test_the_statement_charges_as_the_rule_says(world: World) -> None:
    desk.people(world)
    room_ids = world.sites["A1"].room_ids

    @on_a_used_world
    @given(charges())
    def agrees(wanted: tuple[Charge, list[tuple[Decimal, date | None]]]) -> None:
        charge, rooms = wanted
        charge = Charge(**{**charge_fields(charge), "project_id": world.sites["A1"].project_id})
        for room_id, (area, start) in zip(room_ids, rooms, strict=True):
            desk.change_space(world, room_id, billing_area=area, billing_starts_on=start, delivered_on=None)
        ctx = world.context("A1", writes=False)
        with ctx.session:
            made = {
                row.space_id: row
                for beginning in beginnings(ctx, charge)
                for row in ctx.session.execute(bills(charge, 0, beginning, 0))
            }
        for room_id, (area, start) in zip(room_ids, rooms, strict=True):
            begin = max(start or first_day(charge.period), first_day(charge.period))
            days = (last_day(charge.period) - begin).days + 1
            row = made[room_id]
            assert (row.days, row.month_days, row.service_from) == (days, days_in(charge.period), begin)
            assert row.amount_fen == charge_fen(
                area, charge.price, days=days, of_period=charge.period, method=charge.day_method
            )

    agrees()


def charge_fields(charge: Charge) -> dict[str, Any]:
    return {name: getattr(charge, name) for name in Charge.__slots__}


def test_history_is_booked_as_if_it_had_happened(world: World) -> None:
    fee = desk.posted_month(world, *PERIODS)
    site = world.sites["A1"]
    with world.context("A1").session as session:
        ctx: Context = session.info["context"]
        open_bills = session.scalars(select(Bill).where(Bill.space_id.in_(site.room_ids[:3]))).all()
        past = [
            history.PastPayment(
                space_id=bill.space_id,
                amount_fen=bill.amount_fen + 100,
                received_at=world.clock.now() - timedelta(days=400 - number),
                shares={bill.id: bill.amount_fen},
                cashier_id=1,
                payer_version_id=bill.liable_version_id,
            )
            for number, bill in enumerate(open_bills)
        ]
        entity = world.sides["A"].legal_entity_id
        assert history.book(ctx, ctx.get(Project, site.project_id), entity, past) == 12
        session.commit()
    with world.context("A1", group_wide=True).session as session:
        ctx = session.info["context"]
        assert disagreements(ctx) == 0
        assert sums(ctx)["prepaid"] == 1200
        assert session.scalars(select(NumberRun.last_no)).all() == [12]
        payment_id = session.scalars(select(Payment.id).limit(1)).one()
        assert left_of_payment(ctx, payment_id) == 100
        figures = ask(ctx, BillingQueries).charged(202601, 202603, world.clock.now().date())
        assert {(one.period, one.bills, one.billed_fen, one.collected_fen) for one in figures} == {
            (period, 4, 4 * 25024, 3 * 25024) for period in PERIODS[:3]
        }
        assert {one.fee_item_id for one in figures} == {fee}
        assert {one.building_id for one in figures} == {site.building_id}
        assert sum(one.overdue_fen for one in figures) == 3 * 25024
        before = ask(ctx, BillingQueries).charged(202601, 202603, date(2026, 3, 15))
        assert list(before) == [], "no bill had been issued by then"
        (received,) = ask(ctx, BillingQueries).received(202501, 202612)
        assert (received.received_fen, received.allocated_fen) == (12 * 25124, 12 * 25024)
