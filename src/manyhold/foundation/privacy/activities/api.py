"""Routes: the register of processing activities."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.privacy.activities import service
from manyhold.foundation.privacy.activities.models import Activity
from manyhold.foundation.privacy.activities.schemas import ActivityChange, ActivityIn, ActivityOut, Prefilled
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, KEEP = "privacy.read", "privacy.keep"
_PLAIN = tuple(name for name in ActivityOut.model_fields if name != "columns")
routes = Routes("/privacy/activities", tag="privacy")


@routes.read("", permission=READ, response_model=pages.Page[ActivityOut])
def list_activities(
    ctx: Context,
    is_sensitive: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Activities in the order of their codes."""
    rows, after = pages.load(
        ctx,
        _found(is_sensitive),
        order_by=[Activity.code, Activity.id],
        limit=limit,
        cursor=cursor,
        bound=("privacy-activities", is_sensitive),
    )
    return {"items": [_shown(ctx, row[0]) for row in rows], "next_cursor": after}


@routes.read("/count", permission=READ, response_model=pages.Count)
def count_activities(ctx: Context, is_sensitive: bool | None = None) -> Any:
    """How many activities there are."""
    return pages.count(ctx, _found(is_sensitive))


@routes.create("", permission=KEEP, response_model=ActivityOut)
def enter_activity(ctx: Context, wanted: ActivityIn) -> Any:
    """Enter an activity that no module keeps."""
    return _answer(ctx, service.enter(ctx, wanted))


@routes.create("/prefill", permission=KEEP, response_model=Prefilled)
def prefill(ctx: Context) -> Any:
    """Add what the modules keep and the register lacks."""
    return Prefilled(added=service.prefill(ctx))


@routes.read("/{activity_id}", permission=READ, response_model=ActivityOut)
def get_activity(ctx: Context, activity_id: int) -> Any:
    """One activity."""
    return _answer(ctx, ctx.get(Activity, activity_id))


@routes.change("/{activity_id}", permission=KEEP, response_model=ActivityOut)
def change_activity(ctx: Context, activity_id: int, wanted: ActivityChange, if_match: IfMatch = None) -> Any:
    """Edit an activity."""
    row = ctx.get(Activity, activity_id)
    etags.match(ctx, row, if_match)
    service.change(ctx, row, wanted)
    return _answer(ctx, row)


def _found(is_sensitive: bool | None) -> Any:
    statement = select(Activity)
    return statement if is_sensitive is None else statement.where(Activity.is_sensitive.is_(is_sensitive))


def _shown(ctx: Context, row: Activity) -> ActivityOut:
    columns = {one.code: one.columns for one in ctx.runtime.registry.personal_data()}
    return ActivityOut(
        **{name: getattr(row, name) for name in _PLAIN}, columns=list(columns.get(row.code, ()))
    )


def _answer(ctx: Context, row: Activity) -> ActivityOut:
    etags.show(ctx, row)
    return _shown(ctx, row)
