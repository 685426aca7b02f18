"""Routes: the programs that may ask, and their secrets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.access.clients import queries, service
from manyhold.foundation.access.clients.schemas import (
    ClientChange,
    ClientIn,
    ClientMade,
    ClientOut,
    ScopeOut,
    SecretMade,
)
from manyhold.foundation.identity.clients.models import ApiClient, ApiSecret
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

MANAGE = "access.manage_clients"
routes = Routes("/api-clients", tag="api-clients")


@routes.read("", permission=MANAGE, response_model=pages.Page[ClientOut])
def list_clients(
    ctx: Context, with_past: bool = False, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """The group's clients, the newest first; without those that were revoked."""
    rows, after = pages.load(
        ctx,
        _found(with_past),
        order_by=[ApiClient.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("api-clients", with_past),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=MANAGE, response_model=pages.Count)
def count_clients(ctx: Context, with_past: bool = False) -> Any:
    """How many the list has."""
    return pages.count(ctx, _found(with_past))


@routes.read("/scopes", permission=MANAGE, response_model=list[ScopeOut])
def list_scopes(ctx: Context) -> Any:
    """The permissions that a client may be given."""
    return queries.scopes(ctx)


@routes.read("/{api_client_id}", permission=MANAGE, response_model=ClientOut)
def get_client(ctx: Context, api_client_id: int) -> Any:
    """One client."""
    client = ctx.get(ApiClient, api_client_id)
    etags.show(ctx, client)
    return queries.shown(ctx, [client])[0]


@routes.create("", permission=MANAGE, is_idempotent=False, response_model=ClientMade)
def add_client(ctx: Context, wanted: ClientIn) -> Any:
    """Make a client; its secret is shown this once. Sending it twice is refused by the name."""
    client, secret = service.add_client(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, client)
    return ClientMade(**queries.shown(ctx, [client])[0].model_dump(), secret=secret)


@routes.change("/{api_client_id}", permission=MANAGE, response_model=ClientOut)
def change_client(ctx: Context, api_client_id: int, change: ClientChange, if_match: IfMatch = None) -> Any:
    """Rename a client, or change what it may do, where, from which addresses and how often."""
    client = ctx.get(ApiClient, api_client_id)
    etags.match(ctx, client, if_match)
    service.change_client(ctx, client, change)
    ctx.session.flush()
    etags.show(ctx, client)
    return queries.shown(ctx, [client])[0]


@routes.remove("/{api_client_id}", permission=MANAGE)
def end_client(ctx: Context, api_client_id: int) -> None:
    """Revoke a client; its next request is refused."""
    service.end_client(ctx, ctx.get(ApiClient, api_client_id))


@routes.create("/{api_client_id}/secrets", permission=MANAGE, is_idempotent=False, response_model=SecretMade)
def add_secret(ctx: Context, api_client_id: int) -> Any:
    """A second secret, shown this once; both work until one is revoked."""
    secret, text = service.add_secret(ctx, ctx.get(ApiClient, api_client_id))
    ctx.session.flush()
    return SecretMade(id=secret.id, tail=secret.tail, created_at=secret.created_at, secret=text)


@routes.remove("/{api_client_id}/secrets/{secret_id}", permission=MANAGE)
def end_secret(ctx: Context, api_client_id: int, secret_id: int) -> None:
    """Revoke a secret, and every token that was given for it."""
    service.end_secret(ctx, ctx.get(ApiClient, api_client_id), ctx.get(ApiSecret, secret_id))


def _found(with_past: bool) -> Select[Any]:
    return select(ApiClient) if with_past else select(ApiClient).where(ApiClient.revoked_at.is_(None))
