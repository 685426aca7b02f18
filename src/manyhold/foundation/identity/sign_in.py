"""Signing in: password, then the second factor; failures are counted and lock; every try is in the audit trail.

It works before there is a scope, so it uses SystemSession. Hashing happens outside any transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from manyhold.foundation.identity import rules
from manyhold.foundation.identity.failures import count_failure, entry, refuse_flood, refuse_locked
from manyhold.foundation.identity.models import Person, SignInSession
from manyhold.foundation.identity.passwords import nobodys_hash, password_matches
from manyhold.foundation.identity.second_factor import spend_code
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.errors import NotSignedIn
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import SystemSession

ASKS_FOR_CODE = "code"
ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session, or with step `code` none yet: the same request is to come again with the code.

    With step `enrol` the session may only enrol a second factor.
    """

    step: str
    token: str = ""
    csrf: str = ""
    expires_at: datetime | None = None


def sign_in(runtime: Runtime, device: Device, *, sign_in_name: str, password: str, code: str) -> SignedIn:
    """Begin a session.

    Raises NotSignedIn `wrong_password` or `wrong_code`; TooManyRequests `locked`, `too_many_attempts` or
    `sign_in_busy`.
    """
    refuse_flood(runtime, device.address)
    with SystemSession(runtime.database, writes=False) as session:
        person = session.scalars(
            select(Person).where(Person.sign_in_name == sign_in_name.strip())
        ).one_or_none()
    if person is not None:
        refuse_locked(person, runtime.clock.now())
    is_right = password_matches(person.password_hash if person else nobodys_hash(), password)
    if person is None or not may_sign_in(person, runtime.clock.now()) or not is_right:
        count_failure(runtime, None if person is None else person.id, device.address)
        raise NotSignedIn("wrong_password")
    if person.totp_sealed is not None and not code:
        return SignedIn(ASKS_FOR_CODE)
    signed_in = _begin(runtime, device, person, code)
    if signed_in is None:
        count_failure(runtime, person.id, device.address)
        raise NotSignedIn("wrong_code")
    return signed_in


def may_sign_in(person: Person, now: datetime) -> bool:
    """Whether somebody's sign-in counts: not deactivated, and not a leaver's whose last day is over."""
    return person.is_active and not rules.has_left(person.ends_at, now)


def begin_session(
    session: SystemSession,
    person: Person,
    device: Device,
    *,
    step: str,
    now: datetime,
    kind: str = rules.COOKIE,
    way: str = "password",
) -> SignedIn:
    """A fresh session of somebody whose credentials were judged in this transaction; the trail says by which way."""
    token, csrf = random_token(32), random_token(24)
    is_own = kind == rules.COOKIE
    expires_at = now + (rules.SIGNED_IN_FOR if is_own else rules.SHARED_FOR)
    session.add(
        SignInSession(
            actor_id=person.id,
            group_id=person.group_id,
            token_digest=token_digest(token),
            csrf=csrf,
            kind=kind,
            step=step,
            epoch=person.epoch,
            address=device.address[:45],
            user_agent=device.user_agent[:200],
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
            elevated_until=now + rules.ELEVATED_FOR if is_own and step == rules.COMPLETE else None,
        )
    )
    session.add(entry(person, "sign_in", now, source=device.address, step=step, way=way))
    return SignedIn(step, token, csrf, expires_at)


def is_demo_at_home(runtime: Runtime, address: str) -> bool:
    """Whether this is a demonstration asked from its own machine, which alone is spared the second factor."""
    return runtime.is_demo and is_at_home(runtime, address)


def is_at_home(runtime: Runtime, address: str) -> bool:
    """Whether somebody asks from the machine itself, of an installation that no other is meant to reach."""
    return not runtime.settings.allowed_hosts and rules.is_this_machine(address)


def _begin(runtime: Runtime, device: Device, judged: Person, code: str) -> SignedIn | None:
    """None for a wrong code. The person is read again: what was judged may have changed since."""
    step = rules.COMPLETE
    if judged.totp_sealed is None and not is_demo_at_home(runtime, device.address):
        must = runtime.grants.needs_second_factor(Actor(judged.id, judged.group_id))
        step = ENROL if must else step
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        person = session.get_one(Person, judged.id, with_for_update=True)
        refuse_locked(person, now)
        is_same = person.password_hash == judged.password_hash and person.totp_sealed == judged.totp_sealed
        if not may_sign_in(person, now) or not is_same:
            raise NotSignedIn("wrong_password")
        if person.totp_sealed is not None and not spend_code(session, runtime.keys, person, code, now):
            return None
        person.failed_attempts = 0
        person.locked_until = None
        signed_in = begin_session(session, person, device, step=step, now=now)
        session.commit()
    return signed_in
