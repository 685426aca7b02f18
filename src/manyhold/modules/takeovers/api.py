"""Routes: takeovers of projects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes
from manyhold.modules.takeovers import queries, service
from manyhold.modules.takeovers.models import Takeover
from manyhold.modules.takeovers.schemas import (
    AgreeIn,
    LiveIn,
    MoveIn,
    TakeoverIn,
    TakeoverOut,
    TakeoverRow,
    TotalsIn,
)

routes = Routes("/takeovers", tag="takeovers")


@routes.read("", permission="takeovers.read", response_model=pages.Page[TakeoverRow])
def list_takeovers(
    ctx: Context, project_id: int | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """Takeovers, newest first."""
    statement = select(Takeover)
    if project_id is not None:
        statement = statement.where(Takeover.project_id == project_id)
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[Takeover.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("takeovers", project_id),
    )
    return {"items": queries.rows_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.create("", permission="takeovers.prepare", response_model=TakeoverOut)
def begin_takeover(ctx: Context, wanted: TakeoverIn) -> Any:
    """Begin the takeover of a project."""
    return _answer(ctx, service.begin(ctx, wanted))


@routes.read("/{takeover_id}", permission="takeovers.read", response_model=TakeoverOut)
def get_takeover(ctx: Context, takeover_id: int) -> Any:
    """One takeover with its control totals: stated, loaded, and what differs."""
    return _answer(ctx, ctx.get(Takeover, takeover_id))


@routes.replace("/{takeover_id}/totals", permission="takeovers.prepare", response_model=TakeoverOut)
def state_totals(ctx: Context, takeover_id: int, wanted: TotalsIn, if_match: IfMatch = None) -> Any:
    """Type in the control totals of the hand-over sheet."""
    row = ctx.get(Takeover, takeover_id)
    etags.match(ctx, row, if_match)
    return _answer(ctx, service.state(ctx, row, wanted))


@routes.act("/{takeover_id}/move", permission="takeovers.prepare", response_model=TakeoverOut)
def move_takeover(ctx: Context, takeover_id: int, wanted: MoveIn) -> Any:
    """To the stage before or after."""
    return _answer(ctx, service.move(ctx, ctx.get(Takeover, takeover_id), wanted.to))


@routes.act("/{takeover_id}/agree", permission="takeovers.agree", response_model=TakeoverOut)
def agree_to_difference(ctx: Context, takeover_id: int, wanted: AgreeIn) -> Any:
    """Stand for a difference between the sheet and what is loaded."""
    return _answer(ctx, service.agree(ctx, ctx.get(Takeover, takeover_id), wanted))


@routes.act("/{takeover_id}/sign", permission="takeovers.sign", response_model=TakeoverOut)
def sign_takeover(ctx: Context, takeover_id: int) -> Any:
    """Sign for what was handed over: every total is stated, and equal or agreed to."""
    return _answer(ctx, service.sign(ctx, ctx.get(Takeover, takeover_id)))


@routes.act("/{takeover_id}/go-live", permission="takeovers.sign", response_model=TakeoverOut)
def go_live(ctx: Context, takeover_id: int, wanted: LiveIn) -> Any:
    """Put the project into service from a day on."""
    return _answer(ctx, service.go_live(ctx, ctx.get(Takeover, takeover_id), wanted))


def _answer(ctx: Context, row: Takeover) -> TakeoverOut:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(ctx, row)
