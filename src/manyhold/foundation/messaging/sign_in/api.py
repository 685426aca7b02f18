"""Routes: which ways there are to sign in, and signing in with a code that comes by SMS."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.identity.account_api import UserAgent, with_cookies
from manyhold.foundation.identity.schemas import SignInStep
from manyhold.foundation.identity.sign_in import Device
from manyhold.foundation.messaging.sign_in import service, ways
from manyhold.foundation.messaging.sign_in.schemas import SignInWays, SmsCodeRequest, SmsSignIn
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import PUBLIC, Routes

GroupLink = Annotated[str, Query(max_length=200)]
routes = Routes("/sessions", tag="account")


@routes.read("/ways", permission=PUBLIC, response_model=SignInWays)
def list_ways(ctx: Context, group: GroupLink = "") -> Any:
    """The ways to sign in beside the password, of the group whose sign-in link this is or of the only one."""
    return ways.known(ctx.runtime, group)


@routes.create("/sms-code", permission=PUBLIC, is_idempotent=False, status_code=204)
def ask_code(ctx: Context, wanted: SmsCodeRequest, user_agent: UserAgent = "") -> None:
    """Have a code sent by SMS. The answer is the same whether or not there is anybody to send it to."""
    service.ask_code(ctx.runtime, Device(ctx.source, user_agent), wanted.sign_in_name)


@routes.create("/sms", permission=PUBLIC, is_idempotent=False, response_model=SignInStep)
def sign_in(ctx: Context, wanted: SmsSignIn, user_agent: UserAgent = "") -> Any:
    """Sign in with the code that came; the cookies come with the answer."""
    signed_in = service.sign_in(
        ctx.runtime,
        Device(ctx.source, user_agent),
        sign_in_name=wanted.sign_in_name,
        sms_code=wanted.sms_code,
        code=wanted.code,
    )
    return with_cookies(ctx.runtime.settings, signed_in, {"step": signed_in.step})
