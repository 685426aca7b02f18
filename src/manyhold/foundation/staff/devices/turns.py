"""Verbs: show a device to whoever stands before it, and take a turn at it.

They have no scope yet: what a device's token opens is found by SystemSession.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity import rules
from manyhold.foundation.identity.failures import count_failure, entry, refuse_flood, too_many
from manyhold.foundation.identity.models import Person, SignInSession
from manyhold.foundation.identity.names import name_of
from manyhold.foundation.identity.passwords import password_matches
from manyhold.foundation.identity.sign_in import Device, SignedIn, begin_session, may_sign_in
from manyhold.foundation.organisation.models import Group, Project
from manyhold.foundation.staff.devices.models import Pin, SharedDevice
from manyhold.foundation.staff.devices.rules import FAILURES_COUNT_FOR, pause
from manyhold.foundation.staff.devices.schemas import DeviceShown, OnDevice
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.members.queries import held_on
from manyhold.kernel.clock import business_date
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.errors import NotFound, NotSignedIn
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import SystemSession


@dataclass(frozen=True, slots=True)
class Turn:
    """Who may take a turn at a device, by person: the member's title and the PIN."""

    person: Person
    title: str
    pin: Pin


def shown(runtime: Runtime, token: str) -> DeviceShown:
    """The device behind a token, with those who may take a turn. Raises NotFound `device_unknown`."""
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=False) as session:
        device, project = _device(session, token)
        turns = _turns(runtime, session, project, now)
        people = [
            OnDevice(
                person_id=one.person.id,
                name=name_of(runtime.keys, one.person),
                title=one.title,
                is_locked=_is_locked(one.pin, now),
            )
            for one in turns.values()
        ]
        language = session.scalar(select(Person.language).where(Person.id == device.enrolled_by)) or "zh-CN"
    return DeviceShown(
        name=device.name,
        project_id=project.id,
        project_name=project.name,
        language=language,
        people=sorted(people, key=lambda one: (one.title, one.person_id)),
    )


def take_turn(
    runtime: Runtime, where: Device, *, token: str, former: str, person_id: int, pin: str
) -> SignedIn:
    """Begin a short session of that person and end the one before: every act has one person.

    Raises NotFound `device_unknown`; NotSignedIn `wrong_pin`; TooManyRequests `locked`, `device_locked`,
    `too_many_attempts`.
    """
    refuse_flood(runtime, where.address)
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=False) as session:
        device, project = _device(session, token)
        turn = _turns(runtime, session, project, now).get(person_id)
    if turn is None:
        count_failure(runtime, None, where.address)
        raise NotSignedIn("wrong_pin")
    _refuse_locked(device, turn.pin, now)
    is_right = password_matches(turn.pin.hashed, pin)
    signed_in: SignedIn | None = None
    with SystemSession(runtime.database, writes=True) as session:
        here = session.get_one(SharedDevice, device.id, with_for_update=True)
        kept = session.get(Pin, turn.pin.id, with_for_update=True)
        person = session.get_one(Person, person_id, with_for_update=True)
        is_same = kept is not None and kept.hashed == turn.pin.hashed and kept.epoch == person.epoch
        if kept is None or not is_same or not may_sign_in(person, now):
            raise NotSignedIn("wrong_pin")
        _refuse_locked(here, kept, now)  # by tries that were judged beside this one
        if is_right:
            here.seen_at = now
            signed_in = _begin(session, where, kept, person, former=former, now=now)
        else:
            _count_failure(here, kept, now)
            session.add(entry(person, "pin_failed", now, source=where.address, device=here.name))
        session.commit()
    if signed_in is None:
        count_failure(runtime, None, where.address)
        raise NotSignedIn("wrong_pin")
    return signed_in


def _begin(
    session: SystemSession, where: Device, kept: Pin, person: Person, *, former: str, now: datetime
) -> SignedIn:
    kept.failed_attempts, kept.locked_until = 0, None
    if former:
        ended = update(SignInSession).where(
            SignInSession.token_digest == token_digest(former), SignInSession.revoked_at.is_(None)
        )
        session.execute(ended.values(revoked_at=now))
    return begin_session(session, person, where, step=rules.COMPLETE, now=now, kind=rules.SHARED, way="pin")


def _count_failure(here: SharedDevice, kept: Pin, now: datetime) -> None:
    """Count a wrong PIN against the PIN and, for a day, against the device: a right one in between changes nothing."""
    kept.failed_attempts += 1
    if (until := rules.locked_until(kept.failed_attempts, now)) is not None:
        kept.failed_attempts, kept.locked_until = 0, until
    if here.failed_since is None or now - here.failed_since >= FAILURES_COUNT_FOR:
        here.failed_since, here.failed_attempts = now, 0
    here.failed_attempts += 1
    if (rest := pause(here.failed_attempts)) is not None:
        here.locked_until = now + rest


def _device(session: SystemSession, token: str) -> tuple[SharedDevice, Project]:
    found = session.execute(
        select(SharedDevice, Project)
        .join(Project, Project.id == SharedDevice.project_id)
        .where(SharedDevice.token_digest == token_digest(token), SharedDevice.revoked_at.is_(None))
    ).one_or_none()
    if not token or found is None:
        raise NotFound("device_unknown")
    return found[0], found[1]


def _turns(runtime: Runtime, session: SystemSession, project: Project, now: datetime) -> dict[int, Turn]:
    """Who has a post in the project today, a sign-in that counts, a PIN, and no administrator's role."""
    day = business_date(now, project.time_zone or GROUP_ZONE)
    rows = session.execute(
        select(Person, Post.title, Pin)
        .join(Member, Member.person_id == Person.id)
        .join(Post, Post.member_id == Member.id)
        .join(Pin, and_(Pin.person_id == Person.id, Pin.epoch == Person.epoch))
        .join(Group, Group.id == Person.group_id)
        .where(Post.project_id == project.id, held_on(day), Person.is_active)
        .where(or_(Person.ends_at.is_(None), Person.ends_at > now))
        .order_by(Post.is_main, Post.id)
    ).all()
    return {
        person.id: Turn(person, title, pin)
        for person, title, pin in rows
        if not runtime.grants.is_administrators(Actor(person.id, person.group_id))
    }


def _is_locked(one: Pin | SharedDevice, now: datetime) -> bool:
    return one.locked_until is not None and one.locked_until > now


def _refuse_locked(device: SharedDevice, pin: Pin, now: datetime) -> None:
    for code, one in (("device_locked", device), ("locked", pin)):
        if _is_locked(one, now):
            raise too_many(code, one.locked_until, now)
