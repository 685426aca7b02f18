"""What the contract answers: figures of open orders and of months, each a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import periods
from manyhold.kernel.context import Context
from manyhold.modules.workorders.contract import OrderFigures, OrderMonth, OrderStanding
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Order
from manyhold.modules.workorders.orders.queries import late_orders


class LocalWorkOrderQueries:
    """`WorkOrderQueries` in the caller's own session and scope."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def standing(self) -> list[OrderStanding]:
        rows = self._ctx.session.execute(
            select(Order.project_id, func.count(), _count_if(Order.due_at < self._ctx.now))
            .where(Order.state.in_(rules.OPEN))
            .group_by(Order.project_id)
            .order_by(Order.project_id)
        )
        return [OrderStanding(project_id=row[0], open=row[1], late=row[2]) for row in rows]

    def months(self, first: int, last: int) -> list[OrderMonth]:
        reported, ended = self._reported(first, last), self._ended(first, last)
        open_before = self._open_before(first)
        projects = sorted({*open_before, *(key[0] for key in reported), *(key[0] for key in ended)})
        return [
            month
            for one in projects
            for month in _months(one, periods(first, last), reported, ended, open_before.get(one, 0))
        ]

    def figures(
        self, first: int, last: int, at: datetime, *, project_ids: Collection[int] | None = None
    ) -> list[OrderFigures]:
        found: dict[tuple[int, int | None, int], dict[str, Any]] = defaultdict(dict)
        for statement in (_as_reported(first, last, at), _as_finished(first, last, at)):
            inside = statement if project_ids is None else statement.where(Order.project_id.in_(project_ids))
            for row in self._ctx.session.execute(inside).mappings():
                found[row["project_id"], row["building_id"], row["period"]].update(row)
        return [OrderFigures.model_construct(**figures) for figures in found.values()]

    def _reported(self, first: int, last: int) -> dict[tuple[int, int], Any]:
        rows = self._ctx.session.execute(
            select(
                Order.project_id,
                Order.period,
                func.count().label("reported"),
                _count_if(late_orders(self._ctx.now)).label("late"),
            )
            .where(Order.period.between(first, last))
            .group_by(Order.project_id, Order.period)
        )
        return {(row.project_id, row.period): row for row in rows}

    def _ended(self, first: int, last: int) -> dict[tuple[int, int], Any]:
        is_finished = Order.state != rules.CANCELLED
        rows = self._ctx.session.execute(
            select(
                Order.project_id,
                Order.ended_period,
                func.count().label("ended"),
                _count_if(is_finished).label("finished"),
                func.count(Order.rating).label("ratings"),
                func.coalesce(func.sum(Order.rating), 0).label("rating_total"),
            )
            .where(Order.ended_period.between(first, last))
            .group_by(Order.project_id, Order.ended_period)
        )
        return {(row.project_id, row.ended_period): row for row in rows}

    def _open_before(self, first: int) -> dict[int, int]:
        """Open orders per project when the month `first` began; 0 for projects whose orders had all ended."""
        was_open = or_(Order.ended_period.is_(None), Order.ended_period >= first)
        rows = self._ctx.session.execute(
            select(Order.project_id, _count_if(was_open))
            .where(Order.period < first)
            .group_by(Order.project_id)
        )
        return {row[0]: row[1] for row in rows}


def _months(
    project_id: int,
    months: Iterable[int],
    reported: dict[tuple[int, int], Any],
    ended: dict[tuple[int, int], Any],
    standing: int,
) -> Iterable[OrderMonth]:
    """The months of one project, of which `standing` orders were open when the first began."""
    for month in months:
        begun, over = reported.get((project_id, month)), ended.get((project_id, month))
        standing += (begun.reported if begun else 0) - (over.ended if over else 0)
        yield OrderMonth(
            project_id=project_id,
            period=month,
            reported=begun.reported if begun else 0,
            finished=over.finished if over else 0,
            late=begun.late if begun else 0,
            open_at_end=standing,
            ratings=over.ratings if over else 0,
            rating_total=int(over.rating_total) if over else 0,
        )


def _as_reported(first: int, last: int, at: datetime) -> Select[Any]:
    """By month of the report: those of the months, and whatever else was open."""
    is_open = _was_open(at)
    finished_late = (Order.finished_at <= at) & (Order.finished_at > Order.due_at)
    is_late = or_(is_open & (Order.due_at < at), finished_late & (Order.state != rules.CANCELLED))
    is_inside = Order.period >= first
    building_id = _building()
    return (
        select(
            Order.project_id,
            building_id.label("building_id"),
            Order.period,
            _count_if(is_inside).label("reported"),
            _count_if(is_inside & is_late).label("late"),
            _count_if(is_open).label("open"),
            _count_if(is_open & (Order.due_at < at)).label("open_late"),
        )
        .outerjoin(Space, Space.id == Order.space_id)
        .where(Order.reported_at <= at, Order.period <= last, or_(is_inside, is_open))
        .group_by(Order.project_id, building_id, Order.period)
    )


def _as_finished(first: int, last: int, at: datetime) -> Select[Any]:
    """By month of the finish."""
    is_rated = Order.rated_at <= at
    building_id = _building()
    return (
        select(
            Order.project_id,
            building_id.label("building_id"),
            Order.ended_period.label("period"),
            func.count().label("finished"),
            _count_if(Order.finished_at <= Order.due_at).label("on_time"),
            _count_if(is_rated).label("ratings"),
            func.coalesce(func.sum(case((is_rated, Order.rating), else_=0)), 0).label("rating_total"),
        )
        .outerjoin(Space, Space.id == Order.space_id)
        .where(
            Order.ended_period.between(first, last),
            Order.state != rules.CANCELLED,
            Order.finished_at <= at,
        )
        .group_by(Order.project_id, building_id, Order.ended_period)
    )


def _was_open(at: datetime) -> ColumnElement[bool]:
    """Neither finished nor cancelled at that moment; a reopened order counts by its present life."""
    unfinished = or_(Order.finished_at.is_(None), Order.finished_at > at)
    return unfinished & or_(Order.state != rules.CANCELLED, Order.closed_at > at)


def _building() -> ColumnElement[Any]:
    """The building in which the order's place lies, or which it is; made once a statement, which groups by it."""
    return case((Space.kind == "building", Space.id), else_=Space.building_id)


def _count_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
