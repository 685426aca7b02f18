"""The statements that make a month's bills, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    SmallInteger,
    String,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from manyhold.foundation.parties.queries import payer_select
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import days_in, first_day, last_day
from manyhold.kernel.context import Context
from manyhold.kernel.database import Id
from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.quantities import divide, fen, multiply, total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.rules import AREA, day_divisor, day_factor

DELIVERED_STATES = ("", "delivered", "refused")
"""A space without dates is charged whole months unless it is known not to be handed over; one that was
refused without cause counts as handed over."""
ONE = Decimal("1.00")
DAY = timedelta(days=1)
WIDEST_SPAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Charge:
    """What is the same for all bills of one fee, project and month."""

    project_id: int
    period: int
    fee_item_id: int
    space_kinds: tuple[str, ...]
    calculation: str
    price_version_id: int
    price: Decimal
    day_method: str
    tax_rate_bp: int
    legal_entity_id: int
    due_on: date
    business_date: date
    until: date | None = None
    """The last day that is charged where it lies within the month: the project leaves."""
    billed_before: tuple[int, ...] = ()
    """Spaces whose floor was billed already under what they were made of: it is not billed twice."""

    @property
    def last(self) -> date:
        """The last day of the month that is charged."""
        return self.until or last_day(self.period)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Spaces whose charging begins on one day within the month, or before it (`on` is None).

    Each makes a statement of its own, so that the sum in it is a plain product. `until` is the last day of those
    that were split or merged within the month.
    """

    on: date | None
    spaces: int
    lowest_id: int
    highest_id: int
    until: date | None = None

    @property
    def is_close(self) -> bool:
        """Whether the ids of the spaces lie near enough to number their bills by them."""
        return self.highest_id - self.lowest_id < WIDEST_SPAN

    @property
    def ids(self) -> int:
        """How many ids the bills of these spaces may take."""
        return self.highest_id - self.lowest_id + 1 if self.is_close else self.spaces

    def number(self) -> ColumnElement[int]:
        """A number for each space, from 0 on and below `ids`.

        It is the space's own place among the project's ids, with gaps; counting rows in a window costs a fifth
        of the run. Where ids lie far apart, as when some were allotted in large blocks, they are counted.
        """
        return Space.id - self.lowest_id if self.is_close else func.row_number().over() - 1


def bills(charge: Charge, run_item_id: int, beginning: Beginning, first_id: int) -> Select[Any]:
    """The bills of `charge`, column by column, for the spaces of `beginning` that have all it takes.

    Their ids lie from `first_id` on within `beginning.ids`, which are to be reserved.
    """
    last = min(beginning.until or charge.last, charge.last)
    month_days = days_in(charge.period)
    first = beginning.on or first_day(charge.period)
    days = (last - first).days + 1
    space = (
        select(
            Space.id,
            _units(charge).label("units"),
            _basis(charge).label("basis"),
            beginning.number().label("number"),
        )
        .where(
            *_of_kind(charge),
            _begins(charge, beginning.on),
            _ends(charge, beginning.until),
            # What was opened since its spaces were counted has no id among those reserved.
            Space.id.between(beginning.lowest_id, beginning.highest_id),
            *([Space.id.not_in(charge.billed_before)] if charge.billed_before else []),
        )
        .subquery("space")
    )
    units = space.c.units
    if beginning.on is None and beginning.until is None and charge.until is None:
        amount = multiply(units, charge.price, scale=2)
    else:
        weighted = multiply(units, charge.price * days * day_factor(charge.day_method), scale=6)
        divisor = Decimal(day_divisor(charge.day_method, charge.period))
        amount = divide(weighted, divisor, scale=2)
    payers = payer_select(last, project_id=charge.project_id).subquery("payers")
    return (
        select(
            (literal(first_id, Id) + space.c.number).label("id"),
            space.c.id.label("space_id"),
            literal(run_item_id, Id).label("run_item_id"),
            literal(charge.fee_item_id, Id).label("fee_item_id"),
            literal(charge.price_version_id, Id).label("price_version_id"),
            literal(charge.legal_entity_id, Id).label("legal_entity_id"),
            payers.c.party_version_id.label("liable_version_id"),
            payers.c.is_joint.label("is_joint"),
            literal(charge.period, Integer).label("period"),
            literal(first, Date).label("service_from"),
            literal(last, Date).label("service_to"),
            literal(days, SmallInteger).label("days"),
            literal(month_days, SmallInteger).label("month_days"),
            space.c.basis,
            units,
            literal(charge.price, Fixed(4)).label("price"),
            fen(amount).label("amount_fen"),
            literal(0, Fen()).label("settled_fen"),
            literal(charge.tax_rate_bp, SmallInteger).label("tax_rate_bp"),
            literal(charge.due_on, Date).label("due_on"),
            literal(charge.business_date, Date).label("business_date"),
        )
        .join(payers, payers.c.space_id == space.c.id)
        .where(units > Decimal(0), ~_has_bill(charge, space.c.id))
    )


def beginnings(ctx: Context, charge: Charge) -> list[Beginning]:
    """The spaces that may be charged, by the day within the month on which that begins."""
    start = _start()
    is_within = (start > first_day(charge.period)) & (start <= charge.last)
    is_ending = Space.closed_on <= last_day(charge.period)
    partly = or_(is_within, is_ending)
    span = (func.count(Space.id), func.min(Space.id), func.max(Space.id))
    count, lowest, highest, parts = ctx.session.execute(
        select(*span, func.count(case((partly, 1)))).where(*_of_kind(charge))
    ).one()
    found = [Beginning(None, count, lowest, highest)] if count else []
    if parts:
        # Grouped outside: with parameters in them PostgreSQL does not know two expressions for the same.
        days = (
            select(
                case((is_within, start)).label("begins"), case((is_ending, Space.closed_on)).label("closed")
            )
            .add_columns(Space.id)
            .where(*_of_kind(charge), partly)
            .subquery("days")
        )
        key = (days.c.begins, days.c.closed)
        rows: Any = ctx.session.execute(
            select(*key, func.count(days.c.id), func.min(days.c.id), func.max(days.c.id))
            .group_by(*key)
            .order_by(*(column.nulls_first() for column in key))
        )
        for begins, closed, *spanned in rows:
            until = None if closed is None else closed - DAY
            if begins is None or until is None or begins <= until:
                found.append(Beginning(begins, *spanned, until=until))
    return found


def left_out(ctx: Context, charge: Charge) -> Select[Any]:
    """Spaces of the charge's kinds that get no bill, and why: space_id, label, reason."""
    units = _units(charge)
    payers = payer_select(last_day(charge.period), project_id=charge.project_id).subquery("payers")
    has_payer = payers.c.party_version_id.is_not(None)
    closed_on = select(Space.closed_on).where(*_of_kind(charge), Space.closed_on <= last_day(charge.period))
    days = [day for day in ctx.session.scalars(closed_on.distinct()) if day is not None]
    for number, day in enumerate(days):
        # Nobody holds on the month's last day what is no more: asked is who held it last.
        held = payer_select(day - DAY, project_id=charge.project_id).subquery(f"held{number}")
        has_payer = or_(has_payer, and_(Space.closed_on == day, Space.id.in_(select(held.c.space_id))))
    reason = case(
        (_has_bill(charge, Space.id), "already_billed"),
        (Space.id.in_(charge.billed_before), "predecessor_billed"),
        (~_is_delivered(charge), "not_delivered"),
        (or_(units.is_(None), units <= Decimal(0)), "without_area"),
        (~has_payer, "without_payer"),
        else_="",
    )
    return (
        select(Space.id.label("space_id"), Space.label.label("label"), reason.label("reason"))
        .outerjoin(payers, payers.c.space_id == Space.id)
        .where(*_of_kind(charge), reason != "")
    )


def totals(ctx: Context, charge: Charge) -> tuple[int, int]:
    """How many bills a posting would make now, and their sum in fen."""
    count, sum_fen = 0, 0
    for beginning in beginnings(ctx, charge):
        made = bills(charge, 0, beginning, 0).subquery("bills")
        row = ctx.session.execute(select(func.count(), total(made.c.amount_fen)).select_from(made)).one()
        count, sum_fen = count + row[0], sum_fen + row[1]
    return count, sum_fen


def posted_total(ctx: Context, run_item_id: int, first_id: int, ids: int) -> int:
    """The sum in fen of the bills of a run item whose ids were taken from `first_id` on."""
    return ctx.session.scalars(
        select(total(Bill.amount_fen)).where(
            Bill.id.between(first_id, first_id + ids - 1), Bill.run_item_id == run_item_id
        )
    ).one()


def _of_kind(charge: Charge) -> tuple[Any, ...]:
    return (
        Space.project_id == charge.project_id,
        Space.kind.in_(charge.space_kinds),
        or_(Space.is_active, _was_within(charge)),
    )


def _was_within(charge: Charge) -> ColumnElement[bool]:
    """It was split or merged within the month or after it; one whose opening was reversed never was."""
    was = or_(Space.opened_on.is_(None), Space.opened_on < Space.closed_on)
    return and_(Space.closed_on > first_day(charge.period), was)


def _start() -> ColumnElement[Any]:
    return func.coalesce(Space.billing_starts_on, Space.delivered_on)


def _begins(charge: Charge, begins_on: date | None) -> ColumnElement[bool]:
    start = _start()
    if begins_on is not None:
        return start == begins_on
    undated = and_(start.is_(None), Space.delivery_state.in_(DELIVERED_STATES))
    return or_(start <= first_day(charge.period), undated)


def _ends(charge: Charge, until: date | None) -> ColumnElement[bool]:
    if until is not None:
        return Space.closed_on == until + DAY
    return or_(Space.closed_on.is_(None), Space.closed_on > last_day(charge.period))


def _is_delivered(charge: Charge) -> ColumnElement[bool]:
    start = _start()
    undated = and_(start.is_(None), Space.delivery_state.in_(DELIVERED_STATES))
    in_time = and_(start <= charge.last, or_(Space.closed_on.is_(None), start < Space.closed_on))
    return or_(func.coalesce(in_time, false()), undated)


def _units(charge: Charge) -> ColumnElement[Any]:
    if charge.calculation != AREA:
        return literal(ONE, Fixed(2))
    return func.coalesce(Space.billing_area, Space.building_area)


def _basis(charge: Charge) -> ColumnElement[str]:
    if charge.calculation != AREA:
        return literal("space", String)
    return case((Space.billing_area.is_not(None), "billing"), else_="building")


def _has_bill(charge: Charge, space_id: Any) -> ColumnElement[bool]:
    return (
        select(Bill.id)
        .where(
            Bill.project_id == charge.project_id,
            Bill.fee_item_id == charge.fee_item_id,
            Bill.period == charge.period,
            Bill.space_id == space_id,
            Bill.reversed_on.is_(None),
        )
        .exists()
    )
