"""Who is behind a request: the kernel's Authenticator, over cookie sessions, personal tokens and API clients'."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from manyhold.foundation.identity import rules
from manyhold.foundation.identity.clients.models import AccessToken, ApiClient, ApiSecret
from manyhold.foundation.identity.clients.rules import TOKEN_MARK as CLIENT_TOKEN
from manyhold.foundation.identity.clients.rules import is_inside
from manyhold.foundation.identity.models import ApiToken, Person, SignInSession
from manyhold.foundation.organisation.models import Group
from manyhold.kernel.clock import Clock
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.database import Database, table_of
from manyhold.kernel.hot_statements import HotStatement
from manyhold.kernel.limits import Limits
from manyhold.kernel.runtime import Actor, ClientTerms
from manyhold.kernel.scoping.session import SystemSession

_person, _group, _session, _token = (table_of(kind) for kind in (Person, Group, SignInSession, ApiToken))
_client, _secret, _access = (table_of(kind) for kind in (ApiClient, ApiSecret, AccessToken))
"""Tables rather than classes: this is read with every request."""


def _holder(credential: Any, *columns: Any) -> Any:
    """Who holds the live credential with a digest; its person is active and has ended nothing since it began."""
    return (
        select(
            credential.c.id,
            credential.c.actor_id,
            credential.c.group_id,
            credential.c.seen_at,
            credential.c.expires_at,
            _person.c.ends_at,
            _group.c.rights_version,
            *columns,
        )
        .join(_person, _person.c.id == credential.c.actor_id)
        .join(_group, _group.c.id == credential.c.group_id)
        .where(
            credential.c.token_digest == bindparam("digest", None),
            credential.c.revoked_at.is_(None),
            credential.c.epoch == _person.c.epoch,
            _person.c.is_active,
        )
    )


_BY_COOKIE = _holder(
    _session,
    _session.c.csrf,
    _session.c.kind,
    _session.c.step,
    _session.c.elevated_until,
    _person.c.must_change_password,
    _person.c.password_changed_at,
)
_BY_TOKEN = _holder(_token)
_BY_CLIENT = (
    select(
        _client.c.id,
        _client.c.group_id,
        _client.c.addresses,
        _client.c.per_second,
        _client.c.per_day,
        _client.c.expires_at.label("client_expires_at"),
        _person.c.ends_at,
        _access.c.permissions,
        _access.c.expires_at,
        _group.c.rights_version,
    )
    .join(_client, _client.c.id == _access.c.api_client_id)
    .join(_secret, _secret.c.id == _access.c.secret_id)
    .join(_group, _group.c.id == _client.c.group_id)
    .outerjoin(_person, _person.c.id == _client.c.owner_id)
    .where(
        _access.c.token_digest == bindparam("digest", None),
        _access.c.revoked_at.is_(None),
        _secret.c.revoked_at.is_(None),
        _client.c.revoked_at.is_(None),
    )
)


class SignIns:
    """Looks the credentials up afresh for every request: a revoked one is refused with the next."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._by = {
            one: HotStatement(one, database.look_up.dialect) for one in (_BY_COOKIE, _BY_TOKEN, _BY_CLIENT)
        }

    def authenticate(
        self, *, cookie: str | None, bearer: str | None, source: str = "", is_use: bool = True
    ) -> Actor | None:
        if bearer and bearer.startswith(CLIENT_TOKEN):
            return self._by_client(bearer, source)
        if bearer:
            return self._by_token(bearer)
        return self._by_cookie(cookie, is_use) if cookie else None

    def _by_cookie(self, cookie: str, is_use: bool) -> Actor | None:
        found = self._look_up(_BY_COOKIE, cookie)
        now = self._clock.now()
        if found is None or rules.session_is_over(found.seen_at, found.expires_at, now, found.kind):
            return None
        if rules.has_left(found.ends_at, now):
            return None
        if is_use and now - found.seen_at > rules.SEEN_EVERY:
            self._saw(_session, found.id)
        return Actor(
            found.actor_id,
            found.group_id,
            session_id=found.id,
            is_cookie=True,
            is_shared=found.kind == rules.SHARED,
            csrf=found.csrf,
            rights_version=found.rights_version,
            elevated_until=found.elevated_until,
            missing=rules.missing_step(
                found.step,
                must_change=found.must_change_password,
                changed_at=found.password_changed_at,
                now=now,
            ),
        )

    def _by_token(self, token: str) -> Actor | None:
        found = self._look_up(_BY_TOKEN, token)
        now = self._clock.now()
        if found is None or now >= found.expires_at or rules.has_left(found.ends_at, now):
            return None
        if found.seen_at is None or now - found.seen_at > rules.SEEN_EVERY:
            self._saw(_token, found.id)
        return Actor(found.actor_id, found.group_id, rights_version=found.rights_version)

    def _by_client(self, token: str, source: str) -> Actor | None:
        found = self._look_up(_BY_CLIENT, token)
        now = self._clock.now()
        if found is None or now >= min(found.expires_at, found.client_expires_at or found.expires_at):
            return None
        if rules.has_left(found.ends_at, now) or not is_inside(source, found.addresses):
            return None
        terms = ClientTerms(frozenset(found.permissions.split()), Limits(found.per_second, found.per_day))
        return Actor(found.id, found.group_id, rights_version=found.rights_version, terms=terms)

    def _look_up(self, statement: Any, token: str) -> Any:
        # A bare connection: this runs before every request, and a session would cost twice as much.
        with self._database.look_up.connect() as connection:
            return next(iter(self._by[statement].rows(connection, digest=token_digest(token))), None)

    def _saw(self, credential: Any, row_id: int) -> None:
        with SystemSession(self._database, writes=True) as session:
            seen = update(credential).where(credential.c.id == row_id).values(seen_at=self._clock.now())
            session.execute(seen)
            session.commit()
