"""Verbs about oneself: password, second factor, sessions, personal tokens."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.identity import rules, second_factor
from manyhold.foundation.identity.elevation import refuse_shared, require_elevation, require_own_password
from manyhold.foundation.identity.models import ApiToken, OldPassword, Person, RecoveryCode, SignInSession
from manyhold.foundation.identity.passkeys.models import Passkey
from manyhold.foundation.identity.passwords import hash_password, password_matches
from manyhold.foundation.identity.sign_in import is_demo_at_home
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.errors import BadInput, Conflict, Forbidden

TOKEN_MARK = "mh_"
"""Lets a scanner of code repositories recognise a token that was published by mistake."""


def change_password(ctx: Context, *, current: str, wanted: str) -> None:
    """Take a new password; everywhere else the person is signed out, and personal tokens and the PIN end.

    Raises BadInput on `current_password` or `new_password` (`password_too_short`, `password_reused` …).
    """
    require_own_password(ctx, current, name="current_password")
    with ctx.reading() as before:
        person = before.get(Person, ctx.actor.id)
        old = before.session.scalars(
            select(OldPassword.password_hash)
            .where(OldPassword.person_id == person.id)
            .order_by(OldPassword.created_at.desc(), OldPassword.id.desc())
            .limit(rules.HISTORY - 1)
        ).all()
    if fault := rules.password_fault(wanted, sign_in_name=person.sign_in_name):
        raise BadInput.of("new_password", fault)
    if rules.was_used(lambda one: password_matches(one, wanted), [person.password_hash, *old]):
        raise BadInput.of("new_password", "password_reused", last=rules.HISTORY)
    hashed = hash_password(wanted)
    person = ctx.get(Person, ctx.actor.id)
    set_password(ctx, person, hashed)
    _begin_epoch(ctx, person)


def set_password(ctx: Context, person: Person, hashed: str, *, must_change: bool = False) -> None:
    """Put a judged password in place; the one before is kept as one that may not come back."""
    ctx.session.add(
        OldPassword(
            group_id=person.group_id,
            person_id=person.id,
            password_hash=person.password_hash,
            created_at=ctx.now,
        )
    )
    person.password_hash = hashed
    person.password_changed_at = ctx.now
    person.must_change_password = must_change


def sign_out(ctx: Context) -> None:
    """End the session that asks."""
    if not ctx.actor.session_id:
        raise Forbidden("session_missing")
    end_session(ctx, ctx.actor.session_id)
    note(ctx, "sign_out", Person.__tablename__, ctx.actor.id)


def end_session(ctx: Context, session_id: int) -> None:
    """End one of the actor's own sessions."""
    session = ctx.get(SignInSession, session_id)
    session.revoked_at = session.revoked_at or ctx.now


def end_sessions(ctx: Context, *, but: int = 0) -> None:
    """End all of the actor's own sessions except one."""
    mine = [SignInSession.id != but, SignInSession.revoked_at.is_(None)]
    bulk.update_where(ctx.session, SignInSession, mine, {"revoked_at": ctx.now})


def _begin_epoch(ctx: Context, person: Person) -> None:
    """End what the actor signs in with, but for the session that asks and the passkeys, which no password opens."""
    former, person.epoch = person.epoch, person.epoch + 1
    if ctx.actor.session_id:
        ctx.get(SignInSession, ctx.actor.session_id).epoch = person.epoch
    end_sessions(ctx, but=ctx.actor.session_id)
    bulk.update_where(ctx.session, Passkey, [Passkey.epoch == former], {"epoch": person.epoch})


def begin_totp(ctx: Context) -> str:
    """A fresh secret for an authenticator app, which counts once `confirm_totp` has seen a code of it.

    Raises Conflict `totp_exists`, Forbidden `shared_device`. Only a sign-in that wants just this needs no step-up.
    """
    refuse_shared(ctx)
    person = ctx.get(Person, ctx.actor.id)
    if person.totp_sealed is not None:
        raise Conflict("totp_exists")
    if ctx.actor.missing != rules.SECOND_FACTOR_MISSING:
        require_elevation(ctx)
    secret = second_factor.new_secret()
    person.totp_pending_sealed = ctx.runtime.keys.seal(second_factor.PENDING_PLACE, person.id, secret)
    return secret


def confirm_totp(ctx: Context, code: str) -> list[str]:
    """Put the second factor in force, complete a sign-in that waits for it, and give the recovery codes, this once."""
    refuse_shared(ctx)
    person = ctx.get(Person, ctx.actor.id)
    if person.totp_pending_sealed is None:
        raise Conflict("totp_not_begun")
    secret = ctx.runtime.keys.open(second_factor.PENDING_PLACE, person.id, person.totp_pending_sealed)
    step = second_factor.matching_step(secret, code, ctx.now, after=0)
    if not step:
        raise BadInput.of("code", "wrong_code")
    person.totp_sealed = ctx.runtime.keys.seal(second_factor.PLACE, person.id, secret)
    person.totp_pending_sealed = None
    person.totp_last_step = step
    if ctx.actor.session_id:
        session = ctx.get(SignInSession, ctx.actor.session_id)
        if session.step != rules.COMPLETE:
            session.step = rules.COMPLETE
            session.elevated_until = ctx.now + rules.ELEVATED_FOR
    return _new_recovery_codes(ctx, person)


def remove_totp(ctx: Context) -> None:
    """Do without a second factor. Raises Conflict `second_factor_required` for administrators."""
    require_elevation(ctx)
    if ctx.runtime.grants.needs_second_factor(ctx.actor) and not is_demo_at_home(ctx.runtime, ctx.source):
        raise Conflict("second_factor_required")
    forget_totp(ctx, ctx.get(Person, ctx.actor.id))


def forget_totp(ctx: Context, person: Person) -> None:
    """Remove a person's second factor and its recovery codes."""
    person.totp_sealed = person.totp_pending_sealed = None
    person.totp_last_step = 0
    bulk.delete_where(ctx.session, RecoveryCode, [RecoveryCode.person_id == person.id])


def make_token(ctx: Context, *, name: str, days: int) -> tuple[ApiToken, str]:
    """A personal token and its text, which is shown this once. Wants a step-up."""
    require_elevation(ctx)
    text = TOKEN_MARK + random_token(32)
    token = ApiToken(
        actor_id=ctx.actor.id,
        group_id=ctx.group_id,
        name=name,
        token_digest=token_digest(text),
        tail=text[-4:],
        epoch=ctx.get(Person, ctx.actor.id).epoch,
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=days),
        seen_at=None,
        revoked_at=None,
    )
    ctx.session.add(token)
    return token, text


def end_token(ctx: Context, token_id: int) -> None:
    """Revoke one of the actor's own tokens."""
    token = ctx.get(ApiToken, token_id)
    token.revoked_at = token.revoked_at or ctx.now


def _new_recovery_codes(ctx: Context, person: Person) -> list[str]:
    bulk.delete_where(ctx.session, RecoveryCode, [RecoveryCode.person_id == person.id])
    codes = second_factor.new_recovery_codes()
    rows = [
        {"person_id": person.id, "digest": second_factor.recovery_digest(code), "used_at": None}
        for code in codes
    ]
    bulk.insert_rows(ctx.session, RecoveryCode, rows)
    return codes
