"""One security administrator remains in the group: without one nobody could grant anything any more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE, in_force, not_over
from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.organisation.roles import SECURITY_ADMINISTRATOR
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict


def check_without_person(ctx: Context, person_id: int) -> None:
    """Raise Conflict `last_security_administrator` unless the group can do without this person."""
    held = select(Grant.id).where(
        Grant.person_id == person_id,
        Grant.role == SECURITY_ADMINISTRATOR,
        not_over(business_date(ctx.now, GROUP_ZONE)),
    )
    if ctx.session.scalars(held.limit(1)).first() is not None:
        _check(ctx, Grant.person_id != person_id)


def check_without_grant(ctx: Context, row: Grant) -> None:
    """Raise Conflict `last_security_administrator` unless the group can do without this grant."""
    if row.role == SECURITY_ADMINISTRATOR:
        _check(ctx, Grant.id != row.id)


def _check(ctx: Context, is_other: ColumnElement[bool]) -> None:
    """Who stays is in office today, without a last day of the grant or of the person.

    The group's row is locked before it is judged: of two who take each other's grant away at once, the second one
    sees what the first has done.
    """
    if ctx.session.writes:
        ctx.session.execute(select(Group.id).where(Group.id == ctx.group_id).with_for_update())
    others = (
        select(Grant.id)
        .join(Person, Person.id == Grant.person_id)
        .where(
            is_other,
            Grant.role == SECURITY_ADMINISTRATOR,
            Grant.ends_on.is_(None),
            in_force(business_date(ctx.now, GROUP_ZONE)),
            Person.is_active,
            Person.ends_at.is_(None),
        )
    )
    if ctx.session.scalars(others.limit(1)).first() is None:
        raise Conflict("last_security_administrator")
