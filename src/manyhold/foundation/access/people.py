"""Reads of the staff register, with the roles in force today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE, in_force
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PHONE_PLACE, name_of
from manyhold.foundation.identity.schemas import PersonOut
from manyhold.foundation.identity.service import people_called
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import nodes_above
from manyhold.kernel import masking
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def found(ctx: Context, *, q: str | None, project_id: int | None, is_active: bool | None) -> Select[Any]:
    """The people of a filter. Raises NotFound for a project outside the scope."""
    statement = select(Person)
    if is_active is not None:
        statement = statement.where(Person.is_active == is_active)
    if q and q.strip():
        statement = statement.where(Person.id.in_(people_called(ctx, q)))
    if project_id is not None:
        ctx.get(Project, project_id)
        holds_here = or_(
            Grant.at_project_id == project_id,
            Grant.node_id.in_(nodes_above(ctx, project_id)),
            Grant.at_project_id.is_(None) & Grant.node_id.is_(None),
        )
        holders = select(Grant.person_id).where(in_force(business_date(ctx.now, GROUP_ZONE)), holds_here)
        statement = statement.where(Person.id.in_(holders))
    return statement


def shown(ctx: Context, people: Sequence[Person]) -> list[PersonOut]:
    """The people as lists show them, with one query for their roles."""
    roles: dict[int, list[str]] = defaultdict(list)
    rows = ctx.session.execute(
        select(Grant.person_id, Grant.role)
        .where(
            Grant.person_id.in_([person.id for person in people]),
            in_force(business_date(ctx.now, GROUP_ZONE)),
        )
        .order_by(Grant.role)
    )
    for person_id, role in rows:
        if role not in roles[person_id]:
            roles[person_id].append(role)
    sees_phones = ctx.may("identity.manage")
    return [_shown(ctx, person, roles[person.id], sees_phones=sees_phones) for person in people]


def _shown(ctx: Context, person: Person, roles: list[str], *, sees_phones: bool) -> PersonOut:
    keys = ctx.runtime.keys
    phone = "" if person.phone_sealed is None else keys.open(PHONE_PLACE, person.id, person.phone_sealed)
    return PersonOut(
        id=person.id,
        sign_in_name=person.sign_in_name,
        display_name=name_of(keys, person),
        phone=phone if sees_phones else masking.phone(phone),
        phone_is_masked=bool(phone) and not sees_phones,
        language=person.language,
        is_active=person.is_active,
        is_locked=person.locked_until is not None and person.locked_until > ctx.now,
        has_totp=person.totp_sealed is not None,
        must_change_password=person.must_change_password,
        roles=roles,
        created_at=person.created_at,
        revision=person.revision,
    )
