"""Routes: how one wants to be reached."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.identity.elevation import refuse_shared
from manyhold.foundation.messaging.recipients import service
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.schemas import NotificationsIn, NotificationsOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import SIGNED_IN, Routes

routes = Routes("/me/notifications", tag="messaging")


@routes.read("", permission=SIGNED_IN, response_model=NotificationsOut)
def get_notifications(ctx: Context) -> Any:
    """One's addresses, channels by kind of message, and quiet hours."""
    return service.shown(ctx)


@routes.replace("", permission=SIGNED_IN, response_model=NotificationsOut)
def set_notifications(ctx: Context, wanted: NotificationsIn, if_match: IfMatch = None) -> Any:
    """Say how one wants to be reached; not at a shared device."""
    refuse_shared(ctx)
    before = ctx.one(Recipient, Recipient.person_id == ctx.actor.id)
    if before is not None:
        etags.match(ctx, before, if_match)
    service.save(ctx, wanted)
    ctx.session.flush()
    return service.shown(ctx)
