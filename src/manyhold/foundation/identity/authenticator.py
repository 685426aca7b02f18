"""Who is behind a request: the kernel's Authenticator, over cookie sessions and personal tokens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from manyhold.foundation.identity import rules
from manyhold.foundation.identity.models import ApiToken, Person, SignInSession
from manyhold.foundation.organisation.models import Group
from manyhold.kernel.clock import Clock
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.database import Database, table_of
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.session import SystemSession

_person, _group, _session, _token = (table_of(kind) for kind in (Person, Group, SignInSession, ApiToken))
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
            _group.c.rights_version,
            *columns,
        )
        .join(_person, _person.c.id == credential.c.actor_id)
        .join(_group, _group.c.id == credential.c.group_id)
        .where(
            credential.c.token_digest == bindparam("digest"),
            credential.c.revoked_at.is_(None),
            credential.c.epoch == _person.c.epoch,
            _person.c.is_active,
        )
    )


_BY_COOKIE = _holder(
    _session,
    _session.c.csrf,
    _session.c.step,
    _session.c.elevated_until,
    _person.c.must_change_password,
    _person.c.password_changed_at,
)
_BY_TOKEN = _holder(_token)


class SignIns:
    """Looks the credentials up afresh for every request: a revoked one is refused with the next."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def authenticate(self, *, cookie: str | None, bearer: str | None, is_use: bool = True) -> Actor | None:
        if bearer:
            return self._by_token(bearer)
        return self._by_cookie(cookie, is_use) if cookie else None

    def _by_cookie(self, cookie: str, is_use: bool) -> Actor | None:
        found = self._look_up(_BY_COOKIE, cookie)
        now = self._clock.now()
        if found is None or rules.session_is_over(found.seen_at, found.expires_at, now):
            return None
        if is_use and now - found.seen_at > rules.SEEN_EVERY:
            self._saw(_session, found.id)
        return Actor(
            found.actor_id,
            found.group_id,
            session_id=found.id,
            is_cookie=True,
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
        if found is None or now >= found.expires_at:
            return None
        if found.seen_at is None or now - found.seen_at > rules.SEEN_EVERY:
            self._saw(_token, found.id)
        return Actor(found.actor_id, found.group_id, rights_version=found.rights_version)

    def _look_up(self, statement: Any, token: str) -> Any:
        # A bare connection: this runs before every request, and a session would cost twice as much.
        with self._database.look_up.connect() as connection:
            return connection.execute(statement, {"digest": token_digest(token)}).one_or_none()

    def _saw(self, credential: Any, row_id: int) -> None:
        with SystemSession(self._database, writes=True) as session:
            seen = update(credential).where(credential.c.id == row_id).values(seen_at=self._clock.now())
            session.execute(seen)
            session.commit()
