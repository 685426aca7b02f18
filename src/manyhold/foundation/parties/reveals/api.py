"""Routes: the limit of unmasking, and asking for more."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.parties.reveals import service
from manyhold.foundation.parties.reveals.schemas import (
    RevealLimitIn,
    RevealLimitOut,
    RevealMoreIn,
    RevealMoreOut,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="parties")


@routes.read("/reveal-limit", permission="parties.reveal", response_model=RevealLimitOut)
def get_limit(ctx: Context) -> Any:
    """How many fields one may still unmask in these 24 hours."""
    return service.limit_of(ctx)


@routes.replace("/reveal-limit", permission="organisation.manage", response_model=RevealLimitOut)
def set_limit(ctx: Context, wanted: RevealLimitIn) -> Any:
    """Set how many fields each person of the group may unmask in 24 hours."""
    service.set_limit(ctx, wanted.a_day)
    return service.limit_of(ctx)


@routes.create("/reveal-requests", permission="parties.reveal", response_model=RevealMoreOut)
def ask_for_more(ctx: Context, wanted: RevealMoreIn) -> Any:
    """Ask for more looks beyond the limit; they are given when the request is approved."""
    return RevealMoreOut(request_id=service.ask_for_more(ctx, wanted).id)
