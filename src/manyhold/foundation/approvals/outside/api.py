"""Routes: calls of 企业微信 and 钉钉, under an address of its own for each group; and how that is set up."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import select
from starlette.responses import Response

from manyhold.foundation.approvals.handovers.models import SENT, Handover
from manyhold.foundation.approvals.handovers.port import CallRefused, outside
from manyhold.foundation.approvals.handovers.service import again
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.identity.bindings.service import PROVIDERS, Provider
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import driver
from manyhold.foundation.messaging.channels.service import terms
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import Forbidden, NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.web.routes import ANY_TYPE, PUBLIC, Routes

PURPOSE = "approvals outside"
SIGNED_BYTES = 40
DESIGN = "approvals.design"
Said = Annotated[str, Query(max_length=512)]

routes = Routes("", tag="approvals")
calls = Routes("/public/oa-calls", tag="public")


class OutsideSetting(BaseModel):
    """An outside OA: whether its channel is on, and at which address it may call us."""

    provider: Provider
    is_on: bool
    calls_path: str
    """Empty until the channel was set up."""
    hears_calls: bool
    """Token and key of its calls are known; without them results are asked for alone."""
    names_fields_by: str
    kinds: list[str]


class HandedOver(BaseModel):
    """How the hand-over stands now."""

    state: str


@routes.read("/approval-outside", permission=DESIGN, response_model=list[OutsideSetting])
def list_outside(ctx: Context) -> Any:
    """The outside OAs in which documents may be signed."""
    known = {one.channel: one for one in ctx.session.scalars(select(ChannelSetting))}
    return [_setting(ctx, name, known.get(name)) for name in PROVIDERS]


@routes.act("/approval-requests/{request_id}/hand-over", permission=DESIGN, response_model=HandedOver)
def hand_over_again(ctx: Context, request_id: int) -> Any:
    """Try once more what the outside OA did not take."""
    return {"state": again(ctx, ctx.get(Request, request_id)).state}


def path_for(keys: Keyring, group_id: int, provider: str, setting_id: int) -> str:
    """Where a provider calls for this group; it ends with the setting."""
    said = f"{group_id}.{provider}.{setting_id}".encode()
    token = base64.urlsafe_b64encode(keys.sign(PURPOSE, said) + said).decode().rstrip("=")
    return f"/api/v1/public/oa-calls/{token}"


def by_token(runtime: Runtime, path: Mapping[str, Any]) -> tuple[Actor, Scope]:
    """The group of which a call may speak; NotFound `link_unknown` unless we signed it."""
    group_id, _, _ = _opened(runtime.keys, str(path["token"]))
    return Actor.public(group_id), runtime.grants.system_scope(group_id, None)


@calls.read("/{token}", permission=PUBLIC, entry=by_token, include_in_schema=False)
def prove(
    ctx: Context,
    token: str,
    msg_signature: Said = "",
    timestamp: Said = "",
    nonce: Said = "",
    echostr: Said = "",
) -> Any:
    """Prove to 企业微信 that the address is ours: what it encrypted, in the clear."""
    query = {"msg_signature": msg_signature, "timestamp": timestamp, "nonce": nonce, "echostr": echostr}
    return _answered(ctx, token, query, b"")


@calls.create(
    "/{token}",
    permission=PUBLIC,
    entry=by_token,
    is_idempotent=False,
    takes_bytes=ANY_TYPE,
    status_code=200,
    include_in_schema=False,
)
def hear(
    ctx: Context,
    token: str,
    msg_signature: Said = "",
    signature: Said = "",
    timestamp: Said = "",
    nonce: Said = "",
) -> Any:
    """Hear that an application has moved, and ask what became of it at once."""
    query = {"msg_signature": msg_signature or signature, "timestamp": timestamp, "nonce": nonce}
    return _answered(ctx, token, query, ctx.body or b" ")


def _answered(ctx: Context, token: str, query: Mapping[str, str], body: bytes) -> Response:
    """Raises Forbidden `call_not_theirs` for a call that the provider did not sign."""
    _, provider, setting_id = _opened(ctx.runtime.keys, token)
    setting = ctx.one(
        ChannelSetting,
        ChannelSetting.id == setting_id,
        ChannelSetting.channel == provider,
        ChannelSetting.is_on,
    )
    if setting is None:
        raise NotFound("link_unknown")
    said = terms(driver(ctx.runtime, provider), ctx.runtime.keys, setting)
    try:
        call = outside(ctx.runtime, provider).call(said, query, body)
    except CallRefused:
        raise Forbidden("call_not_theirs") from None
    if call.numbers:
        moved = select(Handover).where(
            Handover.provider == provider, Handover.number.in_(call.numbers), Handover.state == SENT
        )
        for one in ctx.session.scalars(moved.with_for_update()):
            one.run_after = min(one.run_after, ctx.now)
            one.lease_no += 1  # a question that is under way may have been answered before this
        ctx.session.wake_after_commit = True
    return Response(call.answer, media_type=call.media_type)


def _setting(ctx: Context, provider: Provider, one: ChannelSetting | None) -> OutsideSetting:
    form = outside(ctx.runtime, provider)
    said = {} if one is None else terms(driver(ctx.runtime, provider), ctx.runtime.keys, one)
    return OutsideSetting(
        provider=provider,
        is_on=one is not None and one.is_on,
        calls_path="" if one is None else path_for(ctx.runtime.keys, ctx.group_id, provider, one.id),
        hears_calls=bool(said.get("callback_token") and said.get("callback_aes_key")),
        names_fields_by=form.names_fields_by,
        kinds=list(form.kinds),
    )


def _opened(keys: Keyring, token: str) -> tuple[int, str, int]:
    try:
        signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NotFound("link_unknown") from None
    proof, said = signed[:SIGNED_BYTES], signed[SIGNED_BYTES:]
    if not keys.verify(PURPOSE, said, proof):
        raise NotFound("link_unknown")
    group_id, provider, setting_id = said.decode().split(".")
    return int(group_id), provider, int(setting_id)
