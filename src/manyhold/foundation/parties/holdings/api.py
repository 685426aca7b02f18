"""Routes: who holds which space, households, changes of owner."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.parties.holdings import queries, service
from manyhold.foundation.parties.holdings.schemas import (
    HoldingChange,
    HoldingIn,
    HoldingOut,
    Household,
    HouseholdLookIn,
    OwnershipTransferIn,
    OwnershipTransferOut,
)
from manyhold.foundation.parties.models import Holding, OwnershipTransfer
from manyhold.foundation.parties.queries import in_force
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes, Rows

routes = Routes("", tag="parties")


@routes.read("/holdings", permission="parties.read", response_model=pages.Page[HoldingOut])
def list_holdings(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    party_id: int | None = None,
    in_force_on: date | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Holdings, the newest first."""
    rows, after = pages.load(
        ctx,
        _filtered(queries.listed(), project_id, space_id, party_id, in_force_on),
        order_by=[Holding.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("holdings", project_id, space_id, party_id, in_force_on),
    )
    return Rows({"items": queries.shown(ctx, rows), "next_cursor": after})


@routes.read("/holdings/count", permission="parties.read", response_model=pages.Count)
def count_holdings(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    party_id: int | None = None,
    in_force_on: date | None = None,
) -> Any:
    """How many holdings the list has."""
    return pages.count(ctx, _filtered(select(Holding), project_id, space_id, party_id, in_force_on))


@routes.create("/holdings", permission="parties.edit", response_model=HoldingOut)
def begin_holding(ctx: Context, wanted: HoldingIn) -> Any:
    """Let a party hold a space."""
    holding = service.begin(ctx, wanted)
    etags.show(ctx, holding)
    return queries.one(ctx, holding.id)


@routes.read("/holdings/{holding_id}", permission="parties.read", response_model=HoldingOut)
def get_holding(ctx: Context, holding_id: int) -> Any:
    """One holding."""
    holding = ctx.get(Holding, holding_id)
    etags.show(ctx, holding)
    return queries.one(ctx, holding.id)


@routes.change("/holdings/{holding_id}", permission="parties.edit", response_model=HoldingOut)
def change_holding(ctx: Context, holding_id: int, wanted: HoldingChange, if_match: IfMatch = None) -> Any:
    """End a holding, or edit its share and flags."""
    holding = ctx.get(Holding, holding_id)
    etags.match(ctx, holding, if_match)
    service.change(ctx, holding, wanted)
    ctx.session.flush()
    etags.show(ctx, holding)
    return queries.one(ctx, holding.id)


@routes.read("/spaces/{space_id}/household", permission="parties.read", response_model=Household)
def get_household(ctx: Context, space_id: int) -> Any:
    """The people of one space today, masked."""
    return queries.household(ctx, ctx.get(Space, space_id))


@routes.create(
    "/spaces/{space_id}/household-looks",
    permission="parties.look_up",
    is_idempotent=False,
    status_code=200,
    response_model=Household,
)
def look_up_household(ctx: Context, space_id: int, wanted: HouseholdLookIn) -> Any:
    """Open one household for a caller or a reason; each look is on the record."""
    space = ctx.get(Space, space_id)
    service.look(ctx, space, wanted)
    return queries.household(ctx, space)


@routes.read(
    "/ownership-transfers", permission="parties.read", response_model=pages.Page[OwnershipTransferOut]
)
def list_transfers(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    limit: pages.Limit = 20,
    cursor: pages.CursorParam = None,
) -> Any:
    """Changes of owner, the newest first."""
    statement = select(OwnershipTransfer)
    if project_id is not None:
        statement = statement.where(OwnershipTransfer.project_id == project_id)
    if space_id is not None:
        statement = statement.where(OwnershipTransfer.space_id == space_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[OwnershipTransfer.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("ownership-transfers", project_id, space_id),
    )
    return {"items": queries.transfers_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("/ownership-transfers", permission="parties.transfer", response_model=OwnershipTransferOut)
def transfer_ownership(ctx: Context, wanted: OwnershipTransferIn) -> Any:
    """Pass a space to new owners."""
    return queries.transfers_shown(ctx, [service.transfer_ownership(ctx, wanted)])[0]


def _filtered(
    statement: Select[Any],
    project_id: int | None,
    space_id: int | None,
    party_id: int | None,
    in_force_on: date | None,
) -> Select[Any]:
    wanted = ((Holding.project_id, project_id), (Holding.space_id, space_id), (Holding.party_id, party_id))
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return statement if in_force_on is None else statement.where(in_force(in_force_on))
