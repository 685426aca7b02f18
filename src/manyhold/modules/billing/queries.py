"""The contract's queries, answered in the caller's session."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, or_, select

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.contract import Charged, FeeItemRef, FinalRuns, OpeningTotal, Owed, Received
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.ledger.models import ALLOCATED, RECEIVED, Entry
from manyhold.modules.billing.openings.models import US, Opening
from manyhold.modules.billing.openings.queries import PAYABLE, totals
from manyhold.modules.billing.runs.charges import unbilled_months


class LocalBillingQueries:
    """BillingQueries within one process; see the contract for what each figure means."""

    def __init__(self, ctx: Context) -> None:
        self._ctx, self._session = ctx, ctx.session

    def charged(
        self, first_period: int, last_period: int, as_of: date, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Charged]:
        later, carried = _settled_later(as_of), _carried(as_of)
        is_due = Bill.due_on < as_of
        statement: Any = (
            select(
                *_KEYS,
                func.count(Bill.id).label("bills"),
                *_sums(later, "", None),
                *_sums(later, "due_", is_due),
                total(carried.c.settled_fen).label("carried"),
            )
            .join(Space, Space.id == Bill.space_id)
            .outerjoin(later, later.c.bill_id == Bill.id)
            .outerjoin(carried, carried.c.bill_id == Bill.id)
            .where(Bill.period.between(first_period, last_period), *_in_force(as_of))
            .group_by(*_KEYS)
        )
        if project_ids is not None:
            statement = statement.where(Bill.project_id.in_(project_ids))
        return [_charged(row) for row in self._session.execute(statement)]

    def owed(
        self, last_period: int, as_of: date, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Owed]:
        later = _settled_later(as_of)
        is_open = or_(Bill.settled_fen < Bill.amount_fen, later.c.bill_id.is_not(None))
        statement: Any = (
            select(*_KEYS, Bill.due_on, func.count(Bill.id).label("bills"), *_sums(later, "", None))
            .join(Space, Space.id == Bill.space_id)
            .outerjoin(later, later.c.bill_id == Bill.id)
            .where(Bill.period <= last_period, *_in_force(as_of), is_open)
            .group_by(*_KEYS, Bill.due_on)
        )
        if project_ids is not None:
            statement = statement.where(Bill.project_id.in_(project_ids))
        found = [_owed(row) for row in self._session.execute(statement)]
        return found + self._openings(last_period, as_of, project_ids)

    def _openings(self, last_period: int, as_of: date, project_ids: Collection[int] | None) -> list[Owed]:
        """Arrears of our own from before a take-over: owed, though nobody billed them here."""
        later = (
            select(Entry.opening_id, total(Entry.amount_fen).label("settled_fen"))
            .where(Entry.opening_id.is_not(None), Entry.business_date > as_of)
            .group_by(Entry.opening_id)
            .subquery("later")
        )
        statement: Any = (
            select(
                Opening.project_id,
                Opening.fee_item_id,
                Space.building_id,
                Opening.period,
                Opening.due_on,
                func.count(Opening.id).label("bills"),
                total(Opening.amount_fen).label("amount"),
                total(Opening.settled_fen).label("settled"),
                total(later.c.settled_fen).label("later"),
            )
            .join(Space, Space.id == Opening.space_id)
            .outerjoin(later, later.c.opening_id == Opening.id)
            .where(
                *PAYABLE,
                Opening.period <= last_period,
                Opening.as_of <= as_of,
                or_(Opening.settled_fen < Opening.amount_fen, later.c.opening_id.is_not(None)),
            )
            .group_by(
                Opening.project_id, Opening.fee_item_id, Space.building_id, Opening.period, Opening.due_on
            )
        )
        if project_ids is not None:
            statement = statement.where(Opening.project_id.in_(project_ids))
        return [_owed(row) for row in self._session.execute(statement)]

    def opening_totals(self, project_id: int) -> Sequence[OpeningTotal]:
        return totals(self._ctx, project_id)

    def final_runs(self, project_id: int, last_day: date) -> FinalRuns:
        beyond = select(func.count(Bill.id)).where(
            Bill.project_id == project_id, Bill.reversed_on.is_(None), Bill.service_to > last_day
        )
        return FinalRuns(
            missing=list(unbilled_months(self._ctx, project_id, period(last_day))),
            bills_beyond=self._session.scalar(beyond) or 0,
        )

    def received(
        self, first_period: int, last_period: int, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Received]:
        keys = (Entry.project_id, Entry.period)
        statement: Any = (
            select(
                *keys,
                total(Entry.amount_fen, where=Entry.kind == RECEIVED).label("received_fen"),
                total(Entry.amount_fen, where=Entry.kind == ALLOCATED).label("allocated_fen"),
            )
            .where(
                Entry.period.between(first_period, last_period),
                Entry.drawn_id.is_(None),
                Entry.held_for == "",
            )
            .group_by(*keys)
        )
        if project_ids is not None:
            statement = statement.where(Entry.project_id.in_(project_ids))
        return [Received.model_construct(**row) for row in self._session.execute(statement).mappings()]

    def fee_items(self) -> Sequence[FeeItemRef]:
        items = self._session.scalars(select(FeeItem).order_by(FeeItem.code))
        return [FeeItemRef(id=one.id, code=one.code, name=one.name, name_en=one.name_en) for one in items]


_KEYS = (Bill.project_id, Bill.fee_item_id, Space.building_id, Bill.period)


def _sums(later: Subquery, prefix: str, where: ColumnElement[bool] | None) -> tuple[ColumnElement[Any], ...]:
    """What was billed, what is settled, and what of it was settled later.

    Each is summed by itself and taken off in Python: a difference in every row would cost more than all the rest.
    """
    return (
        total(Bill.amount_fen, where=where).label(f"{prefix}amount"),
        total(Bill.settled_fen, where=where).label(f"{prefix}settled"),
        total(later.c.settled_fen, where=where).label(f"{prefix}later"),
    )


def _charged(row: Any) -> Charged:
    settled = row.settled - row.later
    return Charged.model_construct(
        project_id=row.project_id,
        fee_item_id=row.fee_item_id,
        building_id=row.building_id,
        period=row.period,
        bills=row.bills,
        billed_fen=row.amount,
        collected_fen=settled - row.carried,
        carried_fen=row.carried,
        open_fen=row.amount - settled,
        overdue_fen=row.due_amount - row.due_settled + row.due_later,
    )


def _owed(row: Any) -> Owed:
    return Owed.model_construct(
        project_id=row.project_id,
        fee_item_id=row.fee_item_id,
        building_id=row.building_id,
        period=row.period,
        due_on=row.due_on,
        bills=row.bills,
        open_fen=row.amount - row.settled + row.later,
    )


def _in_force(as_of: date) -> tuple[ColumnElement[bool], ...]:
    """Issued by that day, and not reversed by then."""
    return Bill.business_date <= as_of, or_(Bill.reversed_on.is_(None), Bill.reversed_on > as_of)


def _settled_later(as_of: date) -> Subquery:
    """What the entries after a day settled of each bill: taken off, a bill stands as it stood on that day."""
    return (
        select(Entry.bill_id, total(Entry.amount_fen).label("settled_fen"))
        .where(Entry.kind == ALLOCATED, Entry.period >= period(as_of), Entry.business_date > as_of)
        .group_by(Entry.bill_id)
        .subquery("later")
    )


def _carried(as_of: date) -> Subquery:
    """What prepayments settled of each bill whose money somebody else held on that day."""
    elsewhere = or_(Opening.handed_over_on.is_(None), Opening.handed_over_on > as_of)
    return (
        select(Entry.bill_id, total(Entry.amount_fen).label("settled_fen"))
        .join(Opening, Opening.id == Entry.drawn_id)
        .where(
            Entry.kind == ALLOCATED,
            Entry.bill_id.is_not(None),
            Entry.business_date <= as_of,
            Opening.creditor != US,
            elsewhere,
        )
        .group_by(Entry.bill_id)
        .subquery("carried")
    )
