"""Founding: a group, its first person with the three administrators' roles, its first project.

It happens before there is any scope, so it uses SystemSession; only the first-run wizard and the demonstration do it.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PLACE
from manyhold.foundation.identity.sign_in import ENROL, Device, SignedIn, begin_session, is_at_home
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.organisation.roles import (
    AUDITOR,
    BUILT_IN,
    GROUP_ADMINISTRATOR,
    SECURITY_ADMINISTRATOR,
    Role,
)
from manyhold.foundation.organisation.schemas import ProjectIn
from manyhold.foundation.organisation.service import found_project, switch_modules
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.data_keys import DataKey
from manyhold.kernel.errors import Conflict
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession

FIRST_ROLES = (GROUP_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR)
"""等保 wants these three apart; they may start in one hand, and the handbook says when to part them."""


DEMO_PASSWORD = "Zhongyuan#2026"
"""Everybody's password in a demonstration, and in nothing else; it is shown to whoever sits at that machine."""


def setup_code(keys: Keyring) -> str:
    """What proves to the wizard that whoever asks can read this installation's terminal or log.

    It is made from the installation's own key, so that all its processes print the same one; it opens nothing any
    more once there is a group.
    """
    proof = b32encode(keys.sign("setup", b"code")[-10:]).decode()
    return "-".join(proof[place : place + 4] for place in range(0, len(proof), 4))


def needs_setup_code(runtime: Runtime, address: str) -> bool:
    """Whoever sits at the machine is its operator; anybody else must know what it printed."""
    return not is_at_home(runtime, address)


def may_set_up(runtime: Runtime, address: str, code: str) -> bool:
    """Whether somebody who asks from `address` with this code may found the first group."""
    given = code.strip().upper().encode()
    return not needs_setup_code(runtime, address) or compare_digest(given, setup_code(runtime.keys).encode())


def found_group(session: SystemSession, *, name: str, is_demo: bool, now: datetime) -> Group:
    """A new group."""
    group = Group(name=name, is_demo=is_demo, created_at=now)
    session.add(group)
    return group


def add_person(
    session: SystemSession,
    keys: Keyring,
    group_id: int,
    *,
    sign_in_name: str,
    display_name: str,
    password_hash: str,
    now: datetime,
    language: str = "zh-CN",
) -> Person:
    """A person who signs in, made outside any scope."""
    person = Person(
        id=session.ids.next(),
        group_id=group_id,
        sign_in_name=sign_in_name,
        password_hash=password_hash,
        password_changed_at=now,
        language=language,
        epoch=0,
        created_at=now,
    )
    person.name_sealed = keys.seal(PLACE, person.id, display_name)
    session.add(person)
    return person


def grant_at_founding(
    session: SystemSession, person: Person, role: str, now: datetime, *, project_id: int | None = None
) -> Grant:
    """A grant of the first hour, on the group or on one project."""
    grant = Grant(
        group_id=person.group_id,
        person_id=person.id,
        role=role,
        node_id=None,
        at_project_id=project_id,
        zones=[],
        starts_on=business_date(now, GROUP_ZONE),
        granted_by=person.id,
        created_at=now,
    )
    session.add(grant)
    return grant


def grant_first_roles(
    session: SystemSession, person: Person, now: datetime, roles: Sequence[str] = FIRST_ROLES
) -> None:
    """Give the founder the administrators' roles."""
    for role in roles:
        grant_at_founding(session, person, role, now)


def found_installation(
    runtime: Runtime,
    device: Device,
    *,
    group_name: str,
    display_name: str,
    sign_in_name: str,
    password_hash: str,
    language: str,
) -> tuple[Actor, SignedIn]:
    """The first group with its founder, who is signed in to enrol a second factor.

    Raises Conflict `already_set_up`. Two wizards queue at the data keys, the one thing that is there from the start.
    """
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        session.scalars(select(DataKey).with_for_update()).all()
        if session.scalars(select(Group.id)).first() is not None:
            raise Conflict("already_set_up")
        group = found_group(session, name=group_name, is_demo=False, now=now)
        session.flush()
        founder = add_person(
            session,
            runtime.keys,
            group.id,
            sign_in_name=sign_in_name,
            display_name=display_name,
            password_hash=password_hash,
            now=now,
            language=language,
        )
        session.flush()
        grant_first_roles(session, founder, now)
        signed_in = begin_session(session, founder, device, step=ENROL, now=now)
        session.commit()
    return Actor(founder.id, group.id), signed_in


def found_first_project(runtime: Runtime, founder: Actor, wanted: ProjectIn) -> None:
    """The founder's first project, with every product module switched on."""
    permission = "organisation.manage"
    scope = runtime.grants.scope(founder, permission)
    assert scope is not None, "a founder manages the organisation"
    with ScopedSession(runtime.database, scope, writes=True) as session:
        ctx = Context(runtime, session, founder, permission=permission)
        project = found_project(ctx, wanted)
        offered = runtime.registry.manifests.values()
        switch_modules(ctx, project, [module.name for module in offered if module.is_optional])
        session.commit()


def demo_sign_ins(runtime: Runtime) -> list[tuple[str, Role, str]]:
    """Whom a visitor of the demonstration may be: in each company and post the one who was made first."""
    with SystemSession(runtime.database, writes=False) as session:
        rows = session.execute(
            select(Person.sign_in_name, Grant.role, Person.group_id, Group.name)
            .join(Grant, Grant.person_id == Person.id)
            .join(Group, Group.id == Person.group_id)
            .where(Group.is_demo, Person.is_active, Grant.revoked_at.is_(None))
            .order_by(Person.id.desc())
        )
        first = {(group_id, role): (sign_in_name, company) for sign_in_name, role, group_id, company in rows}
    found: list[tuple[str, Role, str]] = []
    for group_id in sorted({group_id for group_id, _ in first}):
        for role in BUILT_IN:
            if (group_id, role.code) in first:
                sign_in_name, company = first[group_id, role.code]
                found.append((sign_in_name, role, company))
    return found
