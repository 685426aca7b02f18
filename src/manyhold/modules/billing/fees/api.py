"""Routes: fee items and prices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.fees import service
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.schemas import (
    FeeItemChange,
    FeeItemIn,
    FeeItemOut,
    PriceChange,
    PriceIn,
    PriceOut,
)

routes = Routes("", tag="billing")


@routes.read("/fee-items", permission="billing.read", response_model=list[FeeItemOut])
def list_fee_items(ctx: Context) -> Any:
    """The group's catalogue of fees in the order of their codes."""
    return ctx.session.scalars(select(FeeItem).order_by(FeeItem.code, FeeItem.id)).all()


@routes.create("/fee-items", permission="billing.configure", response_model=FeeItemOut)
def define_fee_item(ctx: Context, wanted: FeeItemIn) -> Any:
    """Add a fee to the catalogue."""
    item = service.define_fee_item(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, item)
    return item


@routes.read("/fee-items/{fee_item_id}", permission="billing.read", response_model=FeeItemOut)
def get_fee_item(ctx: Context, fee_item_id: int) -> Any:
    """One fee."""
    item = ctx.get(FeeItem, fee_item_id)
    etags.show(ctx, item)
    return item


@routes.change("/fee-items/{fee_item_id}", permission="billing.configure", response_model=FeeItemOut)
def change_fee_item(ctx: Context, fee_item_id: int, change: FeeItemChange, if_match: IfMatch = None) -> Any:
    """Edit a fee; bills that were posted stay as they are."""
    item = ctx.get(FeeItem, fee_item_id)
    etags.match(ctx, item, if_match)
    service.change_fee_item(item, change)
    ctx.session.flush()
    etags.show(ctx, item)
    return item


@routes.read("/price-versions", permission="billing.read", response_model=pages.Page[PriceOut])
def list_prices(
    ctx: Context,
    project_id: int | None = None,
    fee_item_id: int | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Prices, newest first."""
    statement = select(PriceVersion)
    if project_id is not None:
        statement = statement.where(PriceVersion.project_id == project_id)
    if fee_item_id is not None:
        statement = statement.where(PriceVersion.fee_item_id == fee_item_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[PriceVersion.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("prices", project_id, fee_item_id),
    )
    return {"items": [row[0] for row in rows], "next_cursor": after}


@routes.create("/price-versions", permission="billing.price", response_model=PriceOut)
def set_price(ctx: Context, wanted: PriceIn) -> Any:
    """Set the price of a fee in a project from a month on."""
    price = service.set_price(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, price)
    return price


@routes.change("/price-versions/{price_id}", permission="billing.price", response_model=PriceOut)
def change_price(ctx: Context, price_id: int, change: PriceChange, if_match: IfMatch = None) -> Any:
    """Edit a price that was not billed with yet, or end one that was."""
    price = ctx.get(PriceVersion, price_id)
    etags.match(ctx, price, if_match)
    service.change_price(ctx, price, change)
    ctx.session.flush()
    etags.show(ctx, price)
    return price
