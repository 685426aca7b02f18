"""Routes: bills, and how each came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Select, case, literal, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.fixed import Fen
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes, Rows
from manyhold.modules.billing.bills.explanation import explain
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.bills.schemas import BillRow, Explanation
from manyhold.modules.billing.fees.models import FeeItem

routes = Routes("/bills", tag="billing")
State = Literal["open", "overdue", "paid", "settled", "reversed"]
"""`settled` is paid in part or whole; `paid` is whole. Without one, all but the reversed."""
IN_FORCE = Bill.reversed_on.is_(None)
COLUMNS = (
    Bill.id,
    Bill.project_id,
    Bill.space_id,
    Bill.fee_item_id,
    Bill.period,
    Bill.service_from,
    Bill.service_to,
    Bill.amount_fen,
    case((IN_FORCE, Bill.amount_fen - Bill.settled_fen), else_=literal(0, Fen())).label("open_fen"),
    Bill.due_on,
    Bill.reversed_on,
    Space.label.label("space_label"),
)


@routes.read("", permission="billing.read", response_model=pages.Page[BillRow])
def list_bills(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    fee_item_id: int | None = None,
    period: int | None = None,
    from_period: int | None = None,
    to_period: int | None = None,
    building_id: int | None = None,
    state: State | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Bills in force, newest first; with the state `reversed` those that were reversed."""
    wanted = {
        Bill.project_id: project_id,
        Bill.space_id: space_id,
        Bill.fee_item_id: fee_item_id,
        Bill.period: period,
    }
    within = _within(from_period, to_period, building_id)
    rows, after = pages.load(
        ctx,
        _filtered(select(*COLUMNS).join(Space, Space.id == Bill.space_id), wanted, within, state, ctx),
        order_by=[Bill.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("bills", *wanted.values(), from_period, to_period, building_id, state),
    )
    fees = {item.id: item for item in ctx.session.scalars(select(FeeItem))}
    return Rows({"items": [_row(row, fees[row.fee_item_id]) for row in rows], "next_cursor": after})


@routes.read("/count", permission="billing.read", response_model=pages.Count)
def count_bills(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    fee_item_id: int | None = None,
    period: int | None = None,
    from_period: int | None = None,
    to_period: int | None = None,
    building_id: int | None = None,
    state: State | None = None,
) -> Any:
    """How many bills the list has."""
    wanted = {
        Bill.project_id: project_id,
        Bill.space_id: space_id,
        Bill.fee_item_id: fee_item_id,
        Bill.period: period,
    }
    within = _within(from_period, to_period, building_id)
    return pages.count(ctx, _filtered(select(Bill), wanted, within, state, ctx))


@routes.read("/{bill_id}/explanation", permission="billing.read", response_model=Explanation)
def explain_bill(ctx: Context, bill_id: int) -> Any:
    """How a bill's amount came about."""
    return explain(ctx, ctx.get(Bill, bill_id))


def _within(from_period: int | None, to_period: int | None, building_id: int | None) -> list[Any]:
    found: list[Any] = []
    if from_period is not None:
        found.append(Bill.period >= from_period)
    if to_period is not None:
        found.append(Bill.period <= to_period)
    if building_id is not None:
        found.append(Bill.space_id.in_(select(Space.id).where(Space.building_id == building_id)))
    return found


def _filtered(
    statement: Select[Any],
    wanted: Mapping[Any, int | None],
    within: Sequence[Any],
    state: State | None,
    ctx: Context,
) -> Select[Any]:
    statement = statement.where(Bill.reversed_on.is_not(None) if state == "reversed" else IN_FORCE)
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    statement = statement.where(*within)
    if state in (None, "reversed"):
        return statement
    is_open = Bill.amount_fen > Bill.settled_fen
    if state == "overdue":
        return statement.where(is_open, Bill.due_on < business_date(ctx.now, GROUP_ZONE))
    if state == "settled":
        return statement.where(Bill.settled_fen > 0)
    return statement.where(is_open if state == "open" else ~is_open)


def _row(row: Any, fee: FeeItem) -> dict[str, Any]:
    shown = {
        name: getattr(row, name) for name in BillRow.model_fields if not name.startswith("fee_item_name")
    }
    return {**shown, "fee_item_name": fee.name, "fee_item_name_en": fee.name_en}
