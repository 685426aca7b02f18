"""Verbs: keep a passkey, remove it, sign in with it."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.audit.service import note
from manyhold.foundation.identity.elevation import require_elevation
from manyhold.foundation.identity.failures import count_failure, refuse_flood, refuse_locked
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.passkeys import ceremony
from manyhold.foundation.identity.passkeys.ceremony import Page
from manyhold.foundation.identity.passkeys.models import Passkey
from manyhold.foundation.identity.rules import COMPLETE
from manyhold.foundation.identity.sign_in import Device, SignedIn, begin_session, is_demo_at_home, may_sign_in
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotSignedIn
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import SystemSession

MOST = 10


def add(ctx: Context, page: Page, *, name: str, credential: dict[str, Any]) -> Passkey:
    """Keep a passkey that was just made. Wants a step-up. Raises BadInput, Conflict `too_many_passkeys`."""
    require_elevation(ctx)
    made = ceremony.made(ctx.runtime, page, ctx.actor.id, credential)
    person = ctx.get(Person, ctx.actor.id)
    bulk.delete_where(ctx.session, Passkey, [Passkey.epoch != person.epoch])
    row = Passkey(
        actor_id=ctx.actor.id,
        group_id=ctx.group_id,
        name=name.strip(),
        rp_id=page.rp_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        epoch=person.epoch,
        is_backed_up=made.credential_backed_up,
        created_at=ctx.now,
        used_at=None,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def check_room(known: list[Passkey]) -> None:
    """Raise Conflict `too_many_passkeys` when there are as many as anybody needs."""
    if len(known) >= MOST:
        raise Conflict("too_many_passkeys", most=MOST)


def remove(ctx: Context, row: Passkey) -> None:
    """Forget a passkey: nobody signs in with it any more. Wants a step-up."""
    require_elevation(ctx)
    note(ctx, "remove_passkey", Person.__tablename__, ctx.actor.id)
    ctx.session.delete(row)


def sign_in(runtime: Runtime, page: Page, device: Device, credential: dict[str, Any]) -> SignedIn:
    """Begin a session with a passkey: both factors at once where its holder was verified (PIN, finger, face).

    Raises NotSignedIn `passkey_refused`; `passkey_unverified` for who has or needs a second factor and was not
    verified; TooManyRequests.
    """
    refuse_flood(runtime, device.address)
    try:
        passkey, verified = ceremony.presented(runtime, page, credential)
    except BadInput as refusal:
        count_failure(runtime, None, device.address)
        raise NotSignedIn(refusal.fields[0].code) from None
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=False) as session:
        holder = session.get_one(Person, passkey.actor_id)
        actor = Actor(holder.id, holder.group_id)
    needs_both = holder.totp_sealed is not None or runtime.grants.needs_second_factor(actor)
    if needs_both and not verified.user_verified and not is_demo_at_home(runtime, device.address):
        raise NotSignedIn("passkey_unverified")
    with SystemSession(runtime.database, writes=True) as session:
        person = session.get_one(Person, passkey.actor_id, with_for_update=True)
        known = session.get(Passkey, passkey.id, with_for_update=True)
        refuse_locked(person, now)
        if known is None or known.epoch != person.epoch or not may_sign_in(person, now):
            raise NotSignedIn("passkey_refused")
        known.sign_count, known.used_at = verified.new_sign_count, now
        known.is_backed_up = verified.credential_backed_up
        person.failed_attempts = 0
        signed_in = begin_session(session, person, device, step=COMPLETE, now=now, way="passkey")
        session.commit()
    return signed_in
