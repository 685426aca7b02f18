"""Routes of OAuth2: `POST /oauth/token` and `POST /oauth/revoke`, with a form and answers as the RFCs write them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Header
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from manyhold.foundation.identity.clients import rules, tokens
from manyhold.foundation.identity.clients.rules import OAuthError
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import PUBLIC, Routes

routes = Routes("/oauth", tag="oauth")
NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
Authorization = Annotated[str, Header(alias="Authorization", include_in_schema=False)]
Field = Annotated[str, Form(max_length=2000)]


class TokenAnswer(BaseModel):
    """A bearer token for `expires_in` seconds, and what it allows."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


@routes.create("/token", permission=PUBLIC, is_idempotent=False, status_code=200, response_model=TokenAnswer)
def give_token(
    ctx: Context,
    grant_type: Field = "",
    client_id: Field = "",
    client_secret: Field = "",
    scope: Field = "",
    authorization: Authorization = "",
) -> Any:
    """A token for a program: `grant_type=client_credentials`, id and secret by HTTP Basic or in the form."""
    try:
        name, secret = rules.credentials(authorization, client_id, client_secret)
        tokens.slow_down(ctx.runtime, ctx.source, name)
        if grant_type != "client_credentials":
            raise _wrong_grant(grant_type)
        text, token = tokens.issue(ctx.runtime, ctx.source, client_id=name, secret=secret, wanted=scope)
    except OAuthError as error:
        return _refused(error)
    answer = TokenAnswer(
        access_token=text,
        token_type="Bearer",
        expires_in=int(rules.TOKEN_LASTS.total_seconds()),
        scope=token.permissions,
    )
    return JSONResponse(answer.model_dump(), headers=NOT_KEPT)


@routes.create("/revoke", permission=PUBLIC, is_idempotent=False, status_code=200, response_model=None)
def revoke_token(
    ctx: Context,
    token: Field = "",
    client_id: Field = "",
    client_secret: Field = "",
    authorization: Authorization = "",
) -> Any:
    """End a token of one's own; the next request with it is refused."""
    try:
        name, secret = rules.credentials(authorization, client_id, client_secret)
        tokens.slow_down(ctx.runtime, ctx.source, name)
        tokens.revoke(ctx.runtime, ctx.source, client_id=name, secret=secret, token=token)
    except OAuthError as error:
        return _refused(error)
    return Response(status_code=200, headers=NOT_KEPT)


def _wrong_grant(grant_type: str) -> OAuthError:
    if not grant_type:
        return OAuthError("invalid_request", "grant_type is missing")
    return OAuthError("unsupported_grant_type", "only client_credentials is known here")


def _refused(error: OAuthError) -> Response:
    headers = {**NOT_KEPT, "WWW-Authenticate": 'Basic realm="manyhold"'} if error.status == 401 else NOT_KEPT
    return JSONResponse(
        {"error": error.error, "error_description": error.description}, error.status, headers=headers
    )
