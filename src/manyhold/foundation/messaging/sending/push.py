"""Receipts that providers push: an address of its own for each channel of each group, known to the provider alone."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Body
from pydantic import BaseModel
from sqlalchemy import select

from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import driver
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.sending.line import MARK
from manyhold.foundation.messaging.sending.receipts import take_in
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.web.routes import PUBLIC, Routes

PURPOSE = "messaging receipts"
SIGNED_BYTES = 40
MOST = 500

routes = Routes("/public/receipts", tag="public")
Reports = Annotated[list[dict[str, Any]], Body(max_length=MOST)]


class Taken(BaseModel):
    """What the provider wants to hear (阿里云 HTTP 推送)."""

    code: int
    msg: str


def path_for(keys: Keyring, group_id: int, channel: str, setting_id: int) -> str:
    """Where a provider pushes receipts of this channel to; it ends with the setting."""
    said = f"{group_id}.{channel}.{setting_id}".encode()
    token = base64.urlsafe_b64encode(keys.sign(PURPOSE, said) + said).decode().rstrip("=")
    return f"/api/v1/public/receipts/{token}"


def by_token(runtime: Runtime, path: Mapping[str, Any]) -> tuple[Actor, Scope]:
    """The group whose deliveries a push may speak of; NotFound `link_unknown` unless we signed it."""
    group_id, _, _ = _opened(runtime.keys, str(path["token"]))
    return Actor.public(group_id), runtime.grants.system_scope(group_id, None)


@routes.create(
    "/{token}", permission=PUBLIC, entry=by_token, is_idempotent=False, status_code=200, response_model=Taken
)
def push(ctx: Context, token: str, reports: Reports) -> Any:
    """Take receipts in; one that came before, or is of nobody's message, changes nothing."""
    _, channel, setting_id = _opened(ctx.runtime.keys, token)
    if ctx.one(ChannelSetting, ChannelSetting.id == setting_id, ChannelSetting.channel == channel) is None:
        raise NotFound("link_unknown")
    for one in driver(ctx.runtime, channel).reports(reports):
        number = one.id.removeprefix(MARK)
        if not (one.id.startswith(MARK) and number.isascii() and number.isdecimal() and len(number) <= 16):
            continue
        found = select(MessageDelivery).where(
            MessageDelivery.id == int(number), MessageDelivery.channel == channel
        )
        row = ctx.session.scalars(found.with_for_update()).one_or_none()
        if row is not None and take_in(ctx.session, row, one.receipt, ctx.now):
            ctx.session.wake_after_commit = True
    return Taken(code=0, msg="成功")


def _opened(keys: Keyring, token: str) -> tuple[int, str, int]:
    try:
        signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NotFound("link_unknown") from None
    proof, said = signed[:SIGNED_BYTES], signed[SIGNED_BYTES:]
    if not keys.verify(PURPOSE, said, proof):
        raise NotFound("link_unknown")
    group_id, channel, setting_id = said.decode().split(".")
    return int(group_id), channel, int(setting_id)
