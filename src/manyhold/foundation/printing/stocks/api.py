"""Routes: numbered paper."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.stocks import queries, service
from manyhold.foundation.printing.stocks.models import Sheet, Stock
from manyhold.foundation.printing.stocks.schemas import PaperSheetOut, StockIn, StockOut, VoidIn
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

routes = Routes("/paper-stocks", tag="printing")
PRINT, KEEP = "printing.print", "printing.keep_paper"


@routes.read("", permission=PRINT, response_model=list[StockOut])
def list_stocks(ctx: Context, project_id: int) -> Any:
    """The numbered paper of a project, with the next number of each stock and the numbers passed over."""
    return queries.stocks(ctx, ctx.get(Project, project_id).id)


@routes.create("", permission=KEEP, response_model=StockOut)
def take_in(ctx: Context, wanted: StockIn) -> Any:
    """Take a delivery of numbered forms in."""
    return queries.shown(ctx, [service.take_in(ctx, wanted)])[0]


@routes.act("/{stock_id}/voids", permission=KEEP, response_model=StockOut)
def declare_void(ctx: Context, stock_id: int, wanted: VoidIn) -> Any:
    """Declare spoilt or lost sheets void, with the reason."""
    service.declare_void(ctx, stock_id, wanted)
    return queries.shown(ctx, [ctx.get(Stock, stock_id)])[0]


@routes.read("/{stock_id}/sheets", permission=KEEP, response_model=pages.Page[PaperSheetOut])
def list_sheets(
    ctx: Context, stock_id: int, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """The sheets of a stock that are no longer blank, the highest number first."""
    stock = ctx.get(Stock, stock_id)
    rows, after = pages.load(
        ctx,
        queries.sheets(stock.id),
        order_by=[Sheet.number, Sheet.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("sheets", stock.id),
    )
    return {"items": queries.sheets_shown(ctx, stock, rows), "next_cursor": after}
