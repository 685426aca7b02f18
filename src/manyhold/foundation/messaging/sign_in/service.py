"""Verbs: have a code sent by SMS, and sign in with it. Nobody learns from an answer who has an account or a telephone.

It works before there is a scope, so it uses SystemSession. The code itself stands nowhere but sealed, until it is sent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from manyhold.foundation.identity.failures import count_failure, count_request, refuse_flood, refuse_locked
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.rules import COMPLETE
from manyhold.foundation.identity.second_factor import spend_code
from manyhold.foundation.identity.sign_in import (
    ASKS_FOR_CODE,
    ENROL,
    Device,
    SignedIn,
    begin_session,
    is_demo_at_home,
    may_sign_in,
)
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.sign_in import rules
from manyhold.foundation.messaging.sign_in.models import CODE_PLACE, SignInCode
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import NotSignedIn
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import SystemSession

SMS = "sms"
WRONG = "wrong_sms_code"


def is_on(session: SystemSession, group_id: int, channel: str) -> bool:
    """Whether a group has a channel switched on."""
    wanted = select(ChannelSetting.id).where(
        ChannelSetting.group_id == group_id, ChannelSetting.channel == channel, ChannelSetting.is_on
    )
    return session.scalar(wanted) is not None


def ask_code(runtime: Runtime, device: Device, sign_in_name: str) -> None:
    """Lay a code down to be sent, for a person who can be reached; for anybody else do as much and lay down nothing.

    Raises TooManyRequests `too_many_attempts` for a network that asks or fails too often.
    """
    refuse_flood(runtime, device.address)
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        count_request(session, device.address, now)
        code = rules.new_code()
        person = _named(session, sign_in_name, locks=True)
        if person is not None and _can_be_sent(session, person, now):
            _lay_down(session, runtime.keys, person, code, now)
        session.commit()
    runtime.wakeups.wake()


def sign_in(runtime: Runtime, device: Device, *, sign_in_name: str, sms_code: str, code: str) -> SignedIn:
    """Begin a session with a code that came by SMS, which is used up with it.

    Raises NotSignedIn `wrong_sms_code` or `wrong_code`; TooManyRequests `locked` or `too_many_attempts`.
    """
    refuse_flood(runtime, device.address)
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=False) as session:
        known = _named(session, sign_in_name)
    if known is None:
        count_failure(runtime, None, device.address)
        raise NotSignedIn(WRONG)
    refuse_locked(known, now)
    must_enrol = runtime.grants.needs_second_factor(Actor(known.id, known.group_id)) and not is_demo_at_home(
        runtime, device.address
    )
    with SystemSession(runtime.database, writes=True) as session:
        person = session.get_one(Person, known.id, with_for_update=True)
        refuse_locked(person, now)
        outcome = _judged(session, runtime.keys, person, sms_code, code, now)
        if outcome == COMPLETE:
            step = ENROL if must_enrol and person.totp_sealed is None else COMPLETE
            person.failed_attempts, person.locked_until = 0, None
            signed_in = begin_session(session, person, device, step=step, now=now, way=SMS)
            session.commit()
            return signed_in
        session.commit()
    if outcome == ASKS_FOR_CODE:
        return SignedIn(ASKS_FOR_CODE)
    count_failure(runtime, known.id, device.address)
    raise NotSignedIn(outcome)


def _judged(
    session: SystemSession, keys: Keyring, person: Person, sms_code: str, code: str, now: datetime
) -> str:
    """What comes of both codes: COMPLETE, ASKS_FOR_CODE or what is wrong. Only COMPLETE uses the code up."""
    row = session.scalars(
        select(SignInCode).where(SignInCode.person_id == person.id).with_for_update()
    ).one_or_none()
    if row is None:
        return WRONG
    given = rules.digest(_key(keys, person), person.id, sms_code.strip())
    is_right = rules.is_right(row.digest, given, row.made_at, row.tries, now)
    if not is_right or row.epoch != person.epoch or not may_sign_in(person, now):
        row.tries += 1
        return WRONG
    if person.totp_sealed is not None:
        if not code:
            return ASKS_FOR_CODE
        if not spend_code(session, keys, person, code, now):
            return "wrong_code"
    row.digest = row.code_sealed = row.run_after = None
    return COMPLETE


def _named(session: SystemSession, sign_in_name: str, *, locks: bool = False) -> Person | None:
    wanted = select(Person).where(Person.sign_in_name == sign_in_name.strip())
    return session.scalars(wanted.with_for_update() if locks else wanted).one_or_none()


def _can_be_sent(session: SystemSession, person: Person, now: datetime) -> bool:
    is_locked = person.locked_until is not None and person.locked_until > now
    can_sign_in = may_sign_in(person, now) and not is_locked
    return can_sign_in and person.phone_sealed is not None and is_on(session, person.group_id, SMS)


def _lay_down(session: SystemSession, keys: Keyring, person: Person, code: str, now: datetime) -> None:
    row = session.scalars(select(SignInCode).where(SignInCode.person_id == person.id)).one_or_none()
    if row is None:
        row = SignInCode(
            id=session.ids.next(), group_id=person.group_id, person_id=person.id, asked=0, first_at=now
        )
        session.add(row)
    elif not rules.may_ask(row.made_at, row.first_at, row.asked, now):
        return
    if now - row.first_at >= rules.DAY:
        row.first_at, row.asked = now, 0
    row.asked += 1
    row.digest = rules.digest(_key(keys, person), person.id, code)
    row.code_sealed = keys.seal(CODE_PLACE, row.id, code)
    row.made_at, row.run_after, row.tries, row.attempts, row.epoch = now, now, 0, 0, person.epoch


def _key(keys: Keyring, person: Person) -> bytes:
    return keys.derive("sign-in codes", person.group_id, key_id=keys.oldest_key_id)
