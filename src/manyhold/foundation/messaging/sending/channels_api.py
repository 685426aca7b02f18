"""Routes: the group's channels, their terms, a test of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.channels import service
from manyhold.foundation.messaging.channels.models import ChannelResult, ChannelSetting
from manyhold.foundation.messaging.channels.port import CHANNELS, ChannelName, driver
from manyhold.foundation.messaging.channels.schemas import ChannelFieldOut, ChannelIn, ChannelOut
from manyhold.foundation.messaging.deliveries.models import MessageDelivery
from manyhold.foundation.messaging.deliveries.queries import MessageDeliveryOut, shown
from manyhold.foundation.messaging.deliveries.service import fresh
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.rules import masked
from manyhold.foundation.messaging.recipients.service import address_of
from manyhold.foundation.messaging.sending.push import path_for
from manyhold.foundation.messaging.sign_in import ways
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

MANAGE = "messaging.manage_channels"
PUSHED = ("sms", "voice")
SIGNS_IN = ("sms",)
routes = Routes("/message-channels", tag="messaging")


@routes.read("", permission=MANAGE, response_model=list[ChannelOut])
def list_channels(ctx: Context) -> Any:
    """Every channel, those too that were never set up."""
    known = {one.channel: one for one in ctx.session.scalars(select(ChannelSetting))}
    results = {one.channel: one for one in ctx.session.scalars(select(ChannelResult))}
    person = ctx.get(Person, ctx.actor.id)
    recipient = ctx.one(Recipient, Recipient.person_id == ctx.actor.id)
    return [
        _shown(
            ctx,
            name,
            known.get(name),
            results.get(name),
            address_of(ctx.runtime.keys, name, person, recipient),
        )
        for name in CHANNELS
    ]


@routes.replace("/{channel}", permission=MANAGE, response_model=ChannelOut)
def set_channel(ctx: Context, channel: ChannelName, wanted: ChannelIn, if_match: IfMatch = None) -> Any:
    """Set a channel up, change it, switch it on or off. A secret that is left out stays."""
    before = ctx.one(ChannelSetting, ChannelSetting.channel == channel)
    if before is not None:
        etags.match(ctx, before, if_match)
    one = service.save(ctx, channel, is_on=wanted.is_on, values=wanted.values)
    ctx.session.flush()
    etags.show(ctx, one)
    return _shown(
        ctx, channel, one, ctx.one(ChannelResult, ChannelResult.channel == channel), _own(ctx, channel)
    )


@routes.act("/{channel}/test", permission=MANAGE, response_model=MessageDeliveryOut)
def test_channel(ctx: Context, channel: ChannelName) -> Any:
    """Send oneself a test by this channel; what becomes of it stands in the log and at the channel."""
    setting = ctx.one(ChannelSetting, ChannelSetting.channel == channel, ChannelSetting.is_on)
    if setting is None:
        raise Conflict("channel_off", channel=channel)
    address = _own(ctx, channel)
    if not address:
        raise Conflict("address_missing", channel=channel)
    message = Message(
        id=ctx.session.ids.next(),
        actor_id=ctx.actor.id,
        group_id=ctx.group_id,
        project_id=None,
        template="messaging.test",
        params={"number": f"{ctx.now:%H%M%S}"},
        kind="task",
        link="/account/notifications",
        created_at=ctx.now,
        read_at=None,
        alert_id=None,
        acknowledged_at=None,
        ended_at=None,
    )
    row = MessageDelivery(
        **fresh(
            ctx.group_id,
            project_id=None,
            message_id=message.id,
            person_id=ctx.actor.id,
            channel=channel,
            masked=masked(channel, address),
            now=ctx.now,
            run_after=ctx.now,
        )
    )
    ctx.session.add_all([message, row])
    ctx.session.flush()
    ctx.session.wake_after_commit = True
    return shown(ctx, [row])[0]


def _own(ctx: Context, channel: str) -> str:
    recipient = ctx.one(Recipient, Recipient.person_id == ctx.actor.id)
    return address_of(ctx.runtime.keys, channel, ctx.get(Person, ctx.actor.id), recipient)


def _shown(
    ctx: Context, name: ChannelName, one: ChannelSetting | None, last: ChannelResult | None, address: str
) -> ChannelOut:
    known = {} if one is None else service.opened(ctx.runtime.keys, one)
    return ChannelOut(
        channel=name,
        is_on=one is not None and one.is_on,
        fields=[
            ChannelFieldOut(
                name=field.name,
                is_secret=field.is_secret,
                is_required=field.is_required,
                choices=list(field.choices),
                value="" if field.is_secret else known.get(field.name) or field.default,
                is_set=bool(known.get(field.name)),
            )
            for field in driver(ctx.runtime, name).fields
        ],
        last_at=None if last is None else last.at,
        last_error="" if last is None else last.error,
        receipts_path=path_for(ctx.runtime.keys, ctx.group_id, name, one.id)
        if one is not None and name in PUSHED
        else "",
        sign_in_path=ways.path_for(ctx.runtime.keys, ctx.group_id)
        if one is not None and one.is_on and name in SIGNS_IN
        else "",
        has_own_address=bool(address),
        revision=0 if one is None else one.revision,
    )
