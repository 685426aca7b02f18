"""Verbs: take numbered paper in, use sheets, declare sheets void."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.stocks.models import USED, VOID, Sheet, Stock
from manyhold.foundation.printing.stocks.schemas import StockIn, VoidIn
from manyhold.foundation.printing.templates.queries import kind_of
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict

MOST_SHEETS = 100_000
"""In one delivery: a hundred cartons."""
MOST_VOID = 1_000


def take_in(ctx: Context, wanted: StockIn) -> Stock:
    """A delivery of forms. Raises BadInput `range_empty`, `range_too_long`, and `range_overlaps` with one at hand."""
    project = ctx.get(Project, wanted.project_id)
    if not kind_of(ctx, wanted.kind).is_voucher:
        raise BadInput.of("kind", "not_a_voucher")
    if wanted.last_no < wanted.first_no:
        raise BadInput.of("last_no", "range_empty")
    if wanted.last_no - wanted.first_no >= MOST_SHEETS:
        raise BadInput.of("last_no", "range_too_long", most=MOST_SHEETS)
    if len(str(wanted.last_no)) > wanted.digits:
        raise BadInput.of("digits", "too_few_digits")
    # Two who take the same carton in at once wait for each other here.
    ctx.session.execute(select(Project.id).where(Project.id == project.id).with_for_update())
    twin = select(Stock).where(
        Stock.project_id == project.id,
        Stock.kind == wanted.kind,
        Stock.prefix == wanted.prefix,
        Stock.first_no <= wanted.last_no,
        Stock.last_no >= wanted.first_no,
    )
    if (other := ctx.session.scalars(twin.limit(1)).first()) is not None:
        raise BadInput.of("first_no", "range_overlaps", name=other.name)
    stock = Stock(
        **wanted.model_dump(), next_no=wanted.first_no, received_by=ctx.actor.id, received_at=ctx.now
    )
    ctx.session.add(stock)
    ctx.session.flush()
    return stock


def use(ctx: Context, stock_id: int, first_no: int | None, prints: Sequence[tuple[int, int]]) -> int:
    """Use sheets in a row, from `first_no` or the next one, for prints (their ids, and how many sheets each takes).

    Gives the first number. Two who print at once wait for each other: each number is used once, or refused with
    Conflict `sheet_used`. Raises BadInput `outside_stock` for numbers that the stock does not have.
    """
    stock = _held(ctx, stock_id)
    first = stock.next_no if first_no is None else first_no
    wanted = [print_id for print_id, sheets in prints for _ in range(sheets)]
    _record(ctx, stock, first, wanted, state=USED, reason="")
    return first


def declare_void(ctx: Context, stock_id: int, wanted: VoidIn) -> None:
    """Take note of spoilt or lost sheets. Raises as `use` does."""
    if not 0 <= wanted.last_no - wanted.first_no < MOST_VOID:
        raise BadInput.of("last_no", "range_empty" if wanted.last_no < wanted.first_no else "range_too_long")
    count = wanted.last_no - wanted.first_no + 1
    stock = _held(ctx, stock_id)
    _record(ctx, stock, wanted.first_no, [None] * count, state=VOID, reason=wanted.reason.strip())


def _record(
    ctx: Context, stock: Stock, first: int, prints: Sequence[int | None], *, state: str, reason: str
) -> None:
    last = first + len(prints) - 1
    if first < stock.first_no or last > stock.last_no:
        raise BadInput.of(
            "first_no", "outside_stock", first=stock.shown(stock.first_no), last=stock.shown(stock.last_no)
        )
    taken = ctx.session.scalar(
        select(Sheet.number)
        .where(Sheet.stock_id == stock.id, Sheet.number.between(first, last))
        .order_by(Sheet.number)
        .limit(1)
    )
    if taken is not None:
        raise Conflict("sheet_used", number=stock.shown(taken))
    bulk.insert_rows(
        ctx.session,
        Sheet,
        [
            {
                "project_id": stock.project_id,
                "stock_id": stock.id,
                "number": first + place,
                "state": state,
                "print_id": print_id,
                "reason": reason,
                "recorded_by": ctx.actor.id,
                "recorded_at": ctx.now,
            }
            for place, print_id in enumerate(prints)
        ],
    )
    stock.next_no = max(stock.next_no, last + 1)
    ctx.session.flush()


def _held(ctx: Context, stock_id: int) -> Stock:
    """The stock, held until the transaction ends, as it is now and not as it was read before."""
    held = select(Stock).where(Stock.id == stock_id).with_for_update()
    row = ctx.session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    return row if row is not None else ctx.get(Stock, stock_id)
