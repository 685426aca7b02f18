"""Verbs on the staff register: add people, edit them, end and mend their sign-ins."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.identity import rules
from manyhold.foundation.identity.account import forget_totp, set_password
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE, PLACE
from manyhold.foundation.identity.passwords import hash_password
from manyhold.foundation.identity.schemas import PersonChange, PersonIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.runtime import Actor


def add_person(ctx: Context, wanted: PersonIn) -> Person:
    """Somebody who may sign in, and must then change the initial password; without any right yet.

    Raises Conflict `sign_in_name_taken` (names are unique in the installation), BadInput for a poor password.
    """
    if fault := rules.password_fault(wanted.password, sign_in_name=wanted.sign_in_name):
        raise BadInput.of("password", fault)
    hashed = hash_password(wanted.password)
    person = Person(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        sign_in_name=wanted.sign_in_name,
        password_hash=hashed,
        password_changed_at=ctx.now,
        must_change_password=True,
        language=wanted.language,
        is_active=True,
        epoch=0,
        locked_until=None,
        created_at=ctx.now,
    )
    person.name_sealed = ctx.runtime.keys.seal(PLACE, person.id, wanted.display_name)
    set_phone(ctx, person, wanted.phone)
    if ctx.one(Person, Person.sign_in_name == wanted.sign_in_name) is not None:
        raise Conflict("sign_in_name_taken", sign_in_name=wanted.sign_in_name)
    ctx.session.add(person)
    return person


def hash_for(ctx: Context, person_id: int, password: str) -> str:
    """The hash of a password that shall be given to somebody; call it before anything is written.

    Raises NotFound for somebody of another group, BadInput on `new_password` for a poor one.
    """
    with ctx.reading() as before:
        person = before.get(Person, person_id)
    if fault := rules.password_fault(password, sign_in_name=person.sign_in_name):
        raise BadInput.of("new_password", fault)
    return hash_password(password)


def change_person(ctx: Context, person: Person, change: PersonChange, *, hashed: str | None) -> None:
    """Edit somebody; what touches the sign-in ends every session, token, passkey and PIN at once.

    `hashed` is the new password's. Raises Conflict `own_account` for acts on one's own sign-in, Forbidden
    `permission_missing` for an administrator's sign-in unless the actor grants rights.
    """
    if change.display_name is not None:
        person.name_sealed = ctx.runtime.keys.seal(PLACE, person.id, change.display_name)
    if change.phone is not None:
        set_phone(ctx, person, change.phone)
    if change.unlock:
        person.failed_attempts, person.locked_until = 0, None
    touches_sign_in = hashed is not None or change.reset_totp or change.is_active is not None
    if not touches_sign_in:
        return
    require_hold_on(ctx, person)
    if hashed is not None:
        set_password(ctx, person, hashed, must_change=True)
    if change.reset_totp:
        forget_totp(ctx, person)
    if change.is_active is not None:
        person.is_active = change.is_active
        if change.is_active and rules.has_left(person.ends_at, ctx.now):
            person.ends_at = None  # somebody who left has come back
        ctx.runtime.grants.void(ctx.session)
    person.epoch += 1


def set_phone(ctx: Context, person: Person, phone: str) -> None:
    """Keep a telephone number sealed; an empty one removes it."""
    person.phone_sealed = ctx.runtime.keys.seal(PHONE_PLACE, person.id, phone) if phone else None


def end_everywhere(ctx: Context, person_id: int) -> None:
    """Sign somebody out everywhere, when the next sign-in must ask for more than the last one did."""
    ctx.get(Person, person_id).epoch += 1


def people_called(ctx: Context, text: str) -> list[int]:
    """Ids of the group's staff whose sign-in name or display name contains `text`.

    Names are sealed, so the register is opened and read: a group's staff are some thousands, 3 µs each.
    """
    wanted = text.strip().casefold()
    rows = ctx.session.execute(select(Person.id, Person.sign_in_name, Person.name_sealed))
    return [
        row.id
        for row in rows
        if wanted in row.sign_in_name.casefold()
        or wanted in ctx.runtime.keys.open(PLACE, row.id, row.name_sealed).casefold()
    ]


def require_hold_on(ctx: Context, person: Person) -> None:
    """Nobody mends the own sign-in here, and only who grants rights touches an administrator's (三员分立).

    Otherwise a system administrator could take the security administrator's place by a new password, also
    while that one is deactivated or not yet in office.
    """
    if person.id == ctx.actor.id:
        raise Conflict("own_account")
    if ctx.runtime.grants.is_administrators(Actor(person.id, person.group_id)):
        ctx.require("access.grant")
