"""Verbs: make a client, change what it may do, give it a new secret, end it. Nobody gives more than he holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from manyhold.foundation.access.clients.schemas import ClientChange, ClientIn, ClientPlaceIn
from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE, not_over
from manyhold.foundation.access.rules import CLIENT
from manyhold.foundation.identity.clients import rules
from manyhold.foundation.identity.clients.models import ApiClient, ApiSecret
from manyhold.foundation.identity.elevation import require_elevation
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.errors import BadInput, Conflict


def add_client(ctx: Context, wanted: ClientIn) -> tuple[ApiClient, str]:
    """A client and its first secret, which is shown this once. Wants a step-up.

    Raises Conflict `client_name_taken`, BadInput with the field, Forbidden `permission_missing`.
    """
    require_elevation(ctx)
    if wanted.ends_on is not None and wanted.ends_on < business_date(ctx.now, GROUP_ZONE):
        raise BadInput.of("ends_on", "ends_before")
    _check_gift(ctx, wanted.permissions, wanted.places)
    _check_name(ctx, wanted.name)
    client = ApiClient(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        client_id=rules.CLIENT_MARK + random_token(16),
        name=wanted.name,
        owner_id=ctx.actor.id,
        permissions=sorted(set(wanted.permissions)),
        addresses=_networks(wanted.addresses),
        per_second=wanted.per_second,
        per_day=wanted.per_day,
        created_by=ctx.actor.id,
        created_at=ctx.now,
        expires_at=None if wanted.ends_on is None else _end_of(wanted.ends_on),
        seen_at=None,
        revoked_at=None,
    )
    ctx.session.add(client)
    for place in _distinct(wanted.places):
        _grant(ctx, client, place, wanted.ends_on)
    _, secret = _new_secret(ctx, client)
    ctx.runtime.grants.void(ctx.session)
    return client, secret


def change_client(ctx: Context, client: ApiClient, change: ClientChange) -> None:
    """Change a client; its next request is judged by what it may do then. Rights and addresses want a step-up.

    Raises Conflict `client_ended` or `client_name_taken`, BadInput, Forbidden `permission_missing`.
    """
    _require_live(client)
    if change.name is not None and change.name != client.name:
        _check_name(ctx, change.name)
        client.name = change.name
    if change.addresses is not None:
        addresses = _networks(change.addresses)
        if addresses != client.addresses:
            require_elevation(ctx)
        client.addresses = addresses
    client.per_second = change.per_second or client.per_second
    client.per_day = change.per_day or client.per_day
    if change.permissions is None and change.places is None:
        return
    require_elevation(ctx)
    held = grants_of(ctx, client)
    before = _places(held)
    places = before if change.places is None else change.places
    permissions = client.permissions if change.permissions is None else change.permissions
    _check_gift(ctx, permissions, places)
    client.permissions = sorted(set(permissions))
    wanted = _distinct(places)
    for row in held:
        if (row.node_id, row.at_project_id) not in {(one.node_id, one.project_id) for one in wanted}:
            row.revoked_at = ctx.now
    ends_on = held[0].ends_on if held else None
    for place in wanted:
        if (place.node_id, place.project_id) not in {(one.node_id, one.project_id) for one in before}:
            _grant(ctx, client, place, ends_on)
    ctx.runtime.grants.void(ctx.session)


def end_client(ctx: Context, client: ApiClient) -> None:
    """Revoke a client for good: with the next request its tokens are refused, and its name is free again."""
    _require_live(client)
    client.revoked_at = ctx.now
    client.name = f"{client.name[:40]} #{client.id}"
    for row in grants_of(ctx, client):
        row.revoked_at = ctx.now
    ctx.runtime.grants.void(ctx.session)


def add_secret(ctx: Context, client: ApiClient) -> tuple[ApiSecret, str]:
    """A second secret, so that the program can be moved to it before the first one ends. Wants a step-up.

    Whoever has a secret is the client, so it takes what making the client would take. Raises Conflict
    `two_secrets_already`, Forbidden `permission_missing`.
    """
    require_elevation(ctx)
    _require_live(client)
    if len(secrets_of(ctx, [client.id])) >= rules.SECRETS_AT_ONCE:
        raise Conflict("two_secrets_already")
    _check_gift(ctx, client.permissions, _places(grants_of(ctx, client)))
    return _new_secret(ctx, client)


def end_secret(ctx: Context, client: ApiClient, secret: ApiSecret) -> None:
    """Revoke one secret, and with it every token that was given for it."""
    if secret.api_client_id != client.id or secret.revoked_at is not None:
        raise Conflict("secret_ended")
    secret.revoked_at = ctx.now


def grants_of(ctx: Context, client: ApiClient) -> list[Grant]:
    """A client's grants that hold today or will."""
    today = business_date(ctx.now, GROUP_ZONE)
    mine = select(Grant).where(Grant.person_id == client.id, Grant.role == CLIENT, not_over(today))
    return list(ctx.session.scalars(mine.order_by(Grant.id)))


def secrets_of(ctx: Context, client_ids: Collection[int]) -> list[ApiSecret]:
    """The secrets of these clients that work."""
    live = select(ApiSecret).where(ApiSecret.api_client_id.in_(client_ids), ApiSecret.revoked_at.is_(None))
    return list(ctx.session.scalars(live.order_by(ApiSecret.id)))


def _new_secret(ctx: Context, client: ApiClient) -> tuple[ApiSecret, str]:
    text = rules.SECRET_MARK + random_token(32)
    secret = ApiSecret(
        group_id=ctx.group_id,
        api_client_id=client.id,
        digest=token_digest(text),
        tail=text[-4:],
        created_at=ctx.now,
        revoked_at=None,
    )
    ctx.session.add(secret)
    return secret, text


def _grant(ctx: Context, client: ApiClient, place: ClientPlaceIn, ends_on: date | None) -> None:
    ctx.session.add(
        Grant(
            group_id=ctx.group_id,
            person_id=client.id,
            role=CLIENT,
            node_id=place.node_id,
            at_project_id=place.project_id,
            zones=[],
            starts_on=business_date(ctx.now, GROUP_ZONE),
            ends_on=ends_on,
            stands_in_for=None,
            granted_by=ctx.actor.id,
            created_at=ctx.now,
            revoked_at=None,
        )
    )


def _places(grants: Iterable[Grant]) -> list[ClientPlaceIn]:
    return [ClientPlaceIn(node_id=one.node_id, project_id=one.at_project_id) for one in grants]


def _check_gift(ctx: Context, permissions: Collection[str], places: Iterable[ClientPlaceIn]) -> None:
    """Each permission is one for clients, and the giver holds it in each place: a node takes the whole group's."""
    offered = ctx.runtime.registry.permissions
    for name in permissions:
        if name not in offered or not offered[name].for_clients:
            raise BadInput.of("permissions", "not_for_clients", permission=name)
    for place in places:
        if place.node_id is not None and place.project_id is not None:
            raise BadInput.of("places", "one_place_only")
        named = ((TreeNode, place.node_id), (Project, place.project_id))
        if any(row_id is not None and ctx.session.get(kind, row_id) is None for kind, row_id in named):
            raise BadInput.of("places", "unknown_reference")
        for name in permissions:
            ctx.require(name, place.project_id)


def _check_name(ctx: Context, name: str) -> None:
    if ctx.one(ApiClient, ApiClient.name == name) is not None:
        raise Conflict("client_name_taken", name=name)


def _require_live(client: ApiClient) -> None:
    if client.revoked_at is not None:
        raise Conflict("client_ended")


def _networks(addresses: Iterable[str]) -> str:
    try:
        return rules.networks_kept(addresses)
    except ValueError:
        raise BadInput.of("addresses", "invalid_address") from None


def _distinct(places: Iterable[ClientPlaceIn]) -> list[ClientPlaceIn]:
    return list({(one.node_id, one.project_id): one for one in places}.values())


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(GROUP_ZONE))
