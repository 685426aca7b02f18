"""Routes: sign in with a passkey, and one's own passkeys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import select

from manyhold.foundation.identity.account_api import UserAgent, with_cookies
from manyhold.foundation.identity.elevation import require_elevation
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.passkeys import ceremony, service
from manyhold.foundation.identity.passkeys.ceremony import Page
from manyhold.foundation.identity.passkeys.models import Passkey
from manyhold.foundation.identity.passkeys.schemas import PasskeyAnswer, PasskeyIn, PasskeyOptions, PasskeyOut
from manyhold.foundation.identity.schemas import SignInStep
from manyhold.foundation.identity.sign_in import Device
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import PUBLIC, SIGNED_IN, Routes

Origin = Annotated[str, Header(alias="Origin", include_in_schema=False)]
routes = Routes("", tag="account")


@routes.create(
    "/sessions/passkey-options",
    permission=PUBLIC,
    is_idempotent=False,
    status_code=200,
    response_model=PasskeyOptions,
)
def begin_signing_in(ctx: Context, origin: Origin = "") -> Any:
    """Ask for a challenge to sign in with a passkey."""
    return {"options": ceremony.begin_signing_in(ctx.runtime, Page(origin))}


@routes.create("/sessions/passkey", permission=PUBLIC, is_idempotent=False, response_model=SignInStep)
def sign_in(ctx: Context, wanted: PasskeyAnswer, origin: Origin = "", user_agent: UserAgent = "") -> Any:
    """Sign in with a passkey; the cookies come with the answer."""
    device = Device(ctx.source, user_agent)
    signed_in = service.sign_in(ctx.runtime, Page(origin), device, wanted.credential)
    return with_cookies(ctx.runtime.settings, signed_in, {"step": signed_in.step})


@routes.read("/me/passkeys", permission=SIGNED_IN, response_model=list[PasskeyOut])
def list_passkeys(ctx: Context) -> Any:
    """One's own passkeys, the newest first."""
    return _own(ctx)


@routes.create(
    "/me/passkeys/options",
    permission=SIGNED_IN,
    is_idempotent=False,
    status_code=200,
    response_model=PasskeyOptions,
)
def begin_making(ctx: Context, origin: Origin = "") -> Any:
    """Ask for a challenge to make a passkey. Wants a step-up."""
    require_elevation(ctx)
    with ctx.reading() as before:
        person, known = before.get(Person, ctx.actor.id), _own(before)
    service.check_room(known)
    return {"options": ceremony.begin_making(ctx.runtime, Page(origin), person, known)}


@routes.create("/me/passkeys", permission=SIGNED_IN, is_idempotent=False, response_model=PasskeyOut)
def add_passkey(ctx: Context, wanted: PasskeyIn, origin: Origin = "") -> Any:
    """Keep a passkey that the browser has just made."""
    return service.add(ctx, Page(origin), name=wanted.name, credential=wanted.credential)


@routes.remove("/me/passkeys/{passkey_id}", permission=SIGNED_IN)
def remove_passkey(ctx: Context, passkey_id: int) -> None:
    """Remove a passkey, such as that of a lost phone."""
    service.remove(ctx, ctx.get(Passkey, passkey_id))


def _own(ctx: Context) -> list[Passkey]:
    live = select(Passkey).where(Passkey.epoch == ctx.get(Person, ctx.actor.id).epoch)
    return list(ctx.session.scalars(live.order_by(Passkey.id.desc()).limit(service.MOST)))
