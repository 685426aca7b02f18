"""Verbs: how one wants to be reached; and addresses, opened for whoever sends."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE
from manyhold.foundation.messaging.channels.service import switched_on
from manyhold.foundation.messaging.recipients import rules
from manyhold.foundation.messaging.recipients.models import Recipient
from manyhold.foundation.messaging.recipients.schemas import (
    Addresses,
    NotificationsIn,
    NotificationsOut,
    Wanted,
)
from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import BadInput

KEPT = ("mail", "wecom", "dingtalk", "wechat")
PHONED = ("sms", "voice")


def address_of(keys: Keyring, channel: str, person: Person, recipient: Recipient | None) -> str:
    """Where a channel reaches a person; empty when nowhere."""
    if channel in PHONED:
        return keys.open(PHONE_PLACE, person.id, person.phone_sealed) if person.phone_sealed else ""
    sealed = None if recipient is None else getattr(recipient, f"{channel}_sealed")
    return keys.open(_place(channel), recipient.id, sealed) if recipient is not None and sealed else ""


def save(ctx: Context, said: NotificationsIn) -> Recipient:
    """Say how one wants to be reached. Raises BadInput: `addresses.mail` address_malformed, `zone` unknown_zone."""
    given = said.addresses.model_dump()
    for channel, address in given.items():
        given[channel] = address.strip()
        if given[channel] and (fault := rules.address_fault(channel, given[channel])):
            raise BadInput.of(f"addresses.{channel}", fault)
    try:
        ZoneInfo(said.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput.of("zone", "unknown_zone") from None
    one = found_or_made(ctx, ctx.actor.id)
    for channel, address in given.items():
        sealed = ctx.runtime.keys.seal(_place(channel), one.id, address) if address else None
        if address != _kept(ctx, channel, one):
            setattr(one, f"{channel}_sealed", sealed)
    one.wanted = said.wanted.model_dump()
    one.quiet_from, one.quiet_until, one.zone = said.quiet_from, said.quiet_until, said.zone
    if said.is_unsubscribed != (one.unsubscribed_at is not None):
        one.unsubscribed_at = ctx.now if said.is_unsubscribed else None
    return one


def unsubscribe(ctx: Context, person_id: int) -> None:
    """No more notices beside the inbox; again changes nothing."""
    one = found_or_made(ctx, person_id)
    one.unsubscribed_at = one.unsubscribed_at or ctx.now


def found_or_made(ctx: Context, person_id: int) -> Recipient:
    """The person's row; a fresh one says what holds for those without."""
    one = ctx.one(Recipient, Recipient.person_id == person_id)
    if one is None:
        one = Recipient(
            id=ctx.session.ids.next(),
            group_id=ctx.group_id,
            person_id=person_id,
            wanted={kind: list(channels) for kind, channels in rules.DEFAULTS.items()},
            quiet_from=0,
            quiet_until=0,
            zone=rules.ZONE,
            unsubscribed_at=None,
        )
        ctx.session.add(one)
    return one


def shown(ctx: Context) -> NotificationsOut:
    """How the asker is reached."""
    person = ctx.get(Person, ctx.actor.id)
    one = ctx.one(Recipient, Recipient.person_id == ctx.actor.id)
    phone = address_of(ctx.runtime.keys, "sms", person, one)
    wanted = (
        {kind: list(channels) for kind, channels in rules.DEFAULTS.items()} if one is None else one.wanted
    )
    return NotificationsOut.model_validate(
        {
            "addresses": Addresses(**{channel: _kept(ctx, channel, one) for channel in KEPT}),
            "wanted": Wanted.model_validate(wanted),
            "quiet_from": 0 if one is None else one.quiet_from,
            "quiet_until": 0 if one is None else one.quiet_until,
            "zone": rules.ZONE if one is None else one.zone,
            "is_unsubscribed": one is not None and one.unsubscribed_at is not None,
            "phone": masking.phone(phone) if phone else "",
            "available": sorted(switched_on(ctx.session)),
            "revision": 0 if one is None else one.revision,
        }
    )


def _kept(ctx: Context, channel: str, one: Recipient | None) -> str:
    sealed = None if one is None else getattr(one, f"{channel}_sealed")
    return "" if one is None or sealed is None else ctx.runtime.keys.open(_place(channel), one.id, sealed)


def _place(channel: str) -> str:
    return f"messaging_recipient.{channel}_sealed"
