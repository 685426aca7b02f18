"""Routes about oneself: sign in and out, sessions, password, second factor, tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from manyhold.foundation.identity import account, elevation, rules, second_factor
from manyhold.foundation.identity.models import ApiToken, Person, SignInSession
from manyhold.foundation.identity.schemas import (
    Elevation,
    ElevationRequest,
    PasswordChange,
    RecoveryCodes,
    SessionOut,
    SignInRequest,
    SignInStep,
    TokenIn,
    TokenMade,
    TokenOut,
    TotpConfirmation,
    TotpEnrolment,
)
from manyhold.foundation.identity.sign_in import Device, SignedIn, sign_in
from manyhold.kernel.context import Context
from manyhold.kernel.settings import Settings
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import PUBLIC, SESSION_COOKIE, SIGNED_IN, Routes

CSRF_COOKIE = "manyhold_csrf"
UserAgent = Annotated[str, Header(alias="User-Agent", include_in_schema=False)]
routes = Routes("", tag="account")


@routes.create("/sessions", permission=PUBLIC, is_idempotent=False, response_model=SignInStep)
def begin_session(ctx: Context, wanted: SignInRequest, user_agent: UserAgent = "") -> Any:
    """Sign in; the cookies come with the answer."""
    signed_in = sign_in(
        ctx.runtime,
        Device(ctx.source, user_agent),
        sign_in_name=wanted.sign_in_name,
        password=wanted.password,
        code=wanted.code,
    )
    return with_cookies(ctx.runtime.settings, signed_in, {"step": signed_in.step})


@routes.remove("/sessions/current", permission=SIGNED_IN, may_be_half_signed_in=True)
def sign_out(ctx: Context) -> Any:
    """Sign out here."""
    account.sign_out(ctx)
    answer = Response(status_code=204)
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        answer.delete_cookie(name)
    return answer


@routes.read("/sessions", permission=SIGNED_IN, response_model=pages.Page[SessionOut])
def list_sessions(ctx: Context, limit: pages.Limit = 50, cursor: pages.CursorParam = None) -> Any:
    """Where one is signed in now, the newest first."""
    live = select(SignInSession).where(
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > ctx.now,
        SignInSession.seen_at >= ctx.now - rules.IDLE_FOR,
        SignInSession.epoch == ctx.get(Person, ctx.actor.id).epoch,
    )
    rows, after = pages.load(
        ctx,
        live,
        order_by=[SignInSession.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound="sessions",
    )
    return {"items": [_session_shown(ctx, row[0]) for row in rows], "next_cursor": after}


@routes.remove("/sessions/{session_id}", permission=SIGNED_IN)
def end_session(ctx: Context, session_id: int) -> None:
    """End one of one's own sessions, such as that on a lost phone."""
    account.end_session(ctx, session_id)


@routes.create(
    "/me/password", permission=SIGNED_IN, is_idempotent=False, may_be_half_signed_in=True, status_code=204
)
def change_password(ctx: Context, wanted: PasswordChange) -> None:
    """Change the password; everywhere else one is signed out."""
    account.change_password(ctx, current=wanted.current_password, wanted=wanted.new_password)


@routes.create(
    "/me/totp",
    permission=SIGNED_IN,
    is_idempotent=False,
    may_be_half_signed_in=True,
    response_model=TotpEnrolment,
)
def begin_totp(ctx: Context) -> Any:
    """Begin to set up an authenticator app."""
    secret = account.begin_totp(ctx)
    uri = second_factor.otpauth_uri(secret, ctx.get(Person, ctx.actor.id).sign_in_name)
    return TotpEnrolment(secret=secret, otpauth_uri=uri, qr_svg=second_factor.qr_svg(uri))


@routes.create(
    "/me/totp/confirm",
    permission=SIGNED_IN,
    is_idempotent=False,
    may_be_half_signed_in=True,
    response_model=RecoveryCodes,
)
def confirm_totp(ctx: Context, wanted: TotpConfirmation) -> Any:
    """Put the app in force with its first code; the recovery codes are shown this once."""
    return {"recovery_codes": account.confirm_totp(ctx, wanted.code)}


@routes.remove("/me/totp", permission=SIGNED_IN)
def remove_totp(ctx: Context) -> None:
    """Do without the second factor; administrators cannot."""
    account.remove_totp(ctx)


@routes.create("/me/elevation", permission=SIGNED_IN, is_idempotent=False, response_model=Elevation)
def elevate(ctx: Context, wanted: ElevationRequest) -> Any:
    """Give the password again, for ten minutes of sensitive acts."""
    return {"elevated_until": elevation.elevate(ctx, password=wanted.password, code=wanted.code)}


@routes.read("/me/tokens", permission=SIGNED_IN, response_model=pages.Page[TokenOut])
def list_tokens(ctx: Context, limit: pages.Limit = 50, cursor: pages.CursorParam = None) -> Any:
    """One's own tokens that still work, the newest first."""
    live = select(ApiToken).where(
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > ctx.now,
        ApiToken.epoch == ctx.get(Person, ctx.actor.id).epoch,
    )
    rows, after = pages.load(
        ctx, live, order_by=[ApiToken.id], newest_first=True, limit=limit, cursor=cursor, bound="tokens"
    )
    return {"items": [row[0] for row in rows], "next_cursor": after}


@routes.create("/me/tokens", permission=SIGNED_IN, is_idempotent=False, response_model=TokenMade)
def make_token(ctx: Context, wanted: TokenIn) -> Any:
    """A personal token; its text is shown this once."""
    token, text = account.make_token(ctx, name=wanted.name, days=wanted.days)
    ctx.session.flush()
    return TokenMade(**TokenOut.model_validate(token, from_attributes=True).model_dump(), token=text)


@routes.remove("/me/tokens/{token_id}", permission=SIGNED_IN)
def end_token(ctx: Context, token_id: int) -> None:
    """Revoke a token; the next request with it is refused."""
    account.end_token(ctx, token_id)


def with_cookies(settings: Settings, signed_in: SignedIn, content: dict[str, Any]) -> Response:
    """`content` as the answer 201, with the cookies of a fresh session if there is one."""
    answer = JSONResponse(content, 201)
    if signed_in.expires_at is not None:
        for name, value in ((SESSION_COOKIE, signed_in.token), (CSRF_COOKIE, signed_in.csrf)):
            answer.set_cookie(
                name,
                value,
                max_age=int(rules.SIGNED_IN_FOR.total_seconds()),
                secure=settings.secure_cookies,
                httponly=name == SESSION_COOKIE,
                samesite="lax",
            )
    return answer


def _session_shown(ctx: Context, row: SignInSession) -> SessionOut:
    return SessionOut(
        id=row.id,
        user_agent=row.user_agent,
        address=row.address,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        is_current=row.id == ctx.actor.session_id,
    )
