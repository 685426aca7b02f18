"""Tokens for programs: OAuth2's client credentials grant (RFC 6749, section 4.4) and revocation (RFC 7009).

It works before there is a scope, so it uses SystemSession. A token is opaque and is looked up with every request, so
that the end of a client, of a secret or of the token itself counts with the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.identity.clients import rules
from manyhold.foundation.identity.clients.models import AccessToken, ApiClient, ApiSecret
from manyhold.foundation.identity.clients.rules import OAuthError
from manyhold.foundation.identity.failures import count_failure, refuse_flood
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.rules import has_left, network
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

FORGOTTEN_AFTER = timedelta(days=1)


def issue(
    runtime: Runtime, source: str, *, client_id: str, secret: str, wanted: str
) -> tuple[str, AccessToken]:
    """A fresh token and its text. Raises OAuthError; TooManyRequests for who asks too often."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        client, held = _proved(runtime, session, source, client_id, secret, now)
        text = rules.TOKEN_MARK + random_token(32)
        token = AccessToken(
            group_id=client.group_id,
            api_client_id=client.id,
            secret_id=held.id,
            token_digest=token_digest(text),
            permissions=rules.narrowed(wanted, client.permissions),
            created_at=now,
            expires_at=now + rules.TOKEN_LASTS,
            revoked_at=None,
        )
        session.add(token)
        session.execute(update(ApiClient).where(ApiClient.id == client.id).values(seen_at=now))
        session.execute(
            delete(AccessToken).where(
                AccessToken.api_client_id == client.id, AccessToken.expires_at < now - FORGOTTEN_AFTER
            )
        )
        session.add(_entry(client, "client_token_issued", now, source))
        session.commit()
    return text, token


def revoke(runtime: Runtime, source: str, *, client_id: str, secret: str, token: str) -> None:
    """End a token of this client; one that is not its own, or not known, is no fault (RFC 7009, section 2.2)."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        client, _ = _proved(runtime, session, source, client_id, secret, now)
        session.execute(
            update(AccessToken)
            .where(
                AccessToken.token_digest == token_digest(token),
                AccessToken.api_client_id == client.id,
                AccessToken.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        session.add(_entry(client, "client_token_revoked", now, source))
        session.commit()


def slow_down(runtime: Runtime, source: str, client_id: str) -> None:
    """Count one request for tokens. Raises TooManyRequests for an address or a client that asks too often."""
    now = runtime.clock.now()
    runtime.buckets.take(f"oauth:{network(source)}", rules.ASKING, now)
    if client_id:
        runtime.buckets.take(f"oauth:{client_id[:60]}", rules.ASKING, now)
    refuse_flood(runtime, source)


def _proved(
    runtime: Runtime, session: SystemSession, source: str, client_id: str, secret: str, now: datetime
) -> tuple[ApiClient, ApiSecret]:
    """The client and the secret that it has just given."""
    row = session.execute(
        select(ApiClient, ApiSecret, Person.ends_at)
        .join(ApiSecret, ApiSecret.api_client_id == ApiClient.id)
        .outerjoin(Person, Person.id == ApiClient.owner_id)
        .where(
            ApiClient.client_id == client_id,
            ApiClient.revoked_at.is_(None),
            ApiSecret.digest == token_digest(secret),
            ApiSecret.revoked_at.is_(None),
        )
    ).first()
    if row is None or (row[0].expires_at is not None and row[0].expires_at <= now) or has_left(row[2], now):
        session.rollback()
        count_failure(runtime, None, source)
        raise OAuthError("invalid_client", "unknown client, wrong secret, or both are over", status=401)
    if not rules.is_inside(source, row[0].addresses):
        raise OAuthError("invalid_client", "this client may not ask from this address", status=401)
    return row[0], row[1]


def _entry(client: ApiClient, action: str, now: datetime, source: str) -> AuditEntry:
    return AuditEntry(
        group_id=client.group_id,
        project_id=None,
        at=now,
        actor_id=client.id,
        action=action,
        subject=ApiClient.__tablename__,
        subject_id=client.id,
        changes={"address": source},
    )
