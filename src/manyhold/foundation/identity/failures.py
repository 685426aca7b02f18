"""Refused sign-ins: each counts against the person, who is locked for a while, and against the network it came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.identity import rules
from manyhold.foundation.identity.models import Person, SignInFailure
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.errors import TooManyRequests
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession


def refuse_flood(runtime: Runtime, source: str) -> None:
    """Raise TooManyRequests `too_many_attempts` when too many sign-ins from this network failed of late."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=False) as session:
        failures, first = session.execute(
            select(func.count(), func.min(SignInFailure.at)).where(
                SignInFailure.source == _digest(source), SignInFailure.at > now - rules.SOURCE_WINDOW
            )
        ).one()
    if failures >= rules.SOURCE_FAILURES_ALLOWED:
        raise too_many("too_many_attempts", first + rules.SOURCE_WINDOW, now)


def count_request(session: SystemSession, source: str, now: datetime) -> None:
    """Count a code that is asked for, for whomever. Raises TooManyRequests `too_many_codes` for a network's flood.

    Apart from failures: an office that signs in by codes on a Monday morning has failed in nothing.
    """
    asked = token_digest(f"codes {rules.network(source)}")
    times, first = session.execute(
        select(func.count(), func.min(SignInFailure.at)).where(
            SignInFailure.source == asked, SignInFailure.at > now - rules.SOURCE_WINDOW
        )
    ).one()
    if times >= rules.SOURCE_CODES_ALLOWED:
        raise too_many("too_many_codes", first + rules.SOURCE_WINDOW, now)
    session.add(SignInFailure(source=asked, at=now))


def refuse_locked(person: Person, now: datetime) -> None:
    """Raise TooManyRequests `locked` while the person is locked out."""
    if person.locked_until is not None and person.locked_until > now:
        raise too_many("locked", person.locked_until, now)


def count_failure(runtime: Runtime, person_id: int | None, source: str) -> None:
    """Count a wrong password or code, in a transaction of its own: the refusal that follows rolls nothing back."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        session.add(SignInFailure(source=_digest(source), at=now))
        session.execute(delete(SignInFailure).where(SignInFailure.at <= now - rules.SOURCE_WINDOW))
        if person_id is not None:
            person = session.get_one(Person, person_id, with_for_update=True)
            person.failed_attempts += 1
            until = rules.locked_until(person.failed_attempts, now)
            if until is not None:  # a failure judged beside the one that locked does not undo the lock
                person.failed_attempts, person.locked_until = 0, until
            session.add(entry(person, "sign_in_failed", now, source=source))
        session.commit()


def entry(person: Person, action: str, now: datetime, *, source: str, **changes: str) -> AuditEntry:
    """The trail of a sign-in, which happens before there is a scope."""
    return AuditEntry(
        group_id=person.group_id,
        project_id=None,
        at=now,
        actor_id=person.id,
        action=action,
        subject=Person.__tablename__,
        subject_id=person.id,
        changes={"address": source, **changes},
    )


def too_many(code: str, until: datetime, now: datetime) -> TooManyRequests:
    """The refusal that says when to come again."""
    seconds = int((until - now).total_seconds()) + 1
    return TooManyRequests(code, headers={"Retry-After": str(seconds)}, retry_after=seconds)


def _digest(source: str) -> bytes:
    return token_digest(rules.network(source))
