"""Step-up: sensitive acts want the password again (and the code), for ten minutes at a time."""

from __future__ import annotations

from datetime import datetime

from manyhold.foundation.identity import rules
from manyhold.foundation.identity.failures import count_failure, refuse_locked
from manyhold.foundation.identity.models import Person, SignInSession
from manyhold.foundation.identity.passwords import password_matches
from manyhold.foundation.identity.second_factor import spend_code
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Forbidden


def require_elevation(ctx: Context) -> None:
    """Raise Forbidden `elevation_missing` unless the password was given within the last ten minutes.

    A fresh sign-in counts; a personal token never does, nor does a turn at a shared device (`shared_device`).
    """
    refuse_shared(ctx)
    until = ctx.actor.elevated_until
    if until is None or until <= ctx.now:
        raise Forbidden("elevation_missing")


def refuse_shared(ctx: Context) -> None:
    """Raise Forbidden `shared_device` where a PIN alone was given: not for what lasts longer than the turn."""
    if ctx.actor.is_shared:
        raise Forbidden("shared_device")


def elevate(ctx: Context, *, password: str, code: str) -> datetime:
    """Give the session ten minutes for sensitive acts; returns their end.

    Raises Forbidden `session_missing` for a personal token, `shared_device` at one, BadInput on `password` or `code`, which counts as a
    failed sign-in, and TooManyRequests `locked`.
    """
    if not ctx.actor.session_id:
        raise Forbidden("session_missing")
    refuse_shared(ctx)
    require_own_password(ctx, password, name="password")
    person = ctx.get(Person, ctx.actor.id)
    if person.totp_sealed is not None and not spend_code(
        ctx.session, ctx.runtime.keys, person, code, ctx.now
    ):
        ctx.session.rollback()
        count_failure(ctx.runtime, ctx.actor.id, ctx.source)
        raise BadInput.of("code", "wrong_code")
    session = ctx.get(SignInSession, ctx.actor.session_id)
    until = ctx.now + rules.ELEVATED_FOR
    session.elevated_until = until
    return until


def require_own_password(ctx: Context, password: str, *, name: str) -> None:
    """Raise BadInput on field `name` unless this is the actor's password; call it before anything is written."""
    with ctx.reading() as before:
        person = before.get(Person, ctx.actor.id)
    refuse_locked(person, ctx.now)
    if not password_matches(person.password_hash, password):
        count_failure(ctx.runtime, ctx.actor.id, ctx.source)
        raise BadInput.of(name, "wrong_password")
