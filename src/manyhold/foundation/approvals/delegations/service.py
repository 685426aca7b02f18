"""Verbs: name a stand-in, end it; who stands in for whom today, and who may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE, in_force
from manyhold.foundation.approvals.chains.posts import TAKE_PART
from manyhold.foundation.approvals.delegations.models import Delegation
from manyhold.foundation.identity.elevation import refuse_shared
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import names
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict

LONGEST = timedelta(days=180)


def delegate(ctx: Context, *, stand_in_id: int, starts_on: date, ends_on: date) -> Delegation:
    """Name who signs in one's place while one is away.

    Raises BadInput for oneself, a stranger, days that are over, in the wrong order or too many; Conflict
    `stand_in_already` when another stand-in is named for one of the days; Forbidden `shared_device` at one.
    """
    refuse_shared(ctx)
    if stand_in_id == ctx.actor.id:
        raise BadInput.of("stand_in_id", "stands_in_for_self")
    if stand_in_id not in people_to_choose(ctx, None):
        raise BadInput.of("stand_in_id", "unknown_reference")
    if ends_on < starts_on or ends_on < business_date(ctx.now, GROUP_ZONE):
        raise BadInput.of("ends_on", "ends_before")
    if ends_on - starts_on > LONGEST:
        raise BadInput.of("ends_on", "stand_in_too_long", days=LONGEST.days)
    # On one's own row, so that two such acts at once come one after the other.
    ctx.session.execute(select(Person.id).where(Person.id == ctx.actor.id).with_for_update())
    known = ctx.session.scalars(
        select(Delegation.id).where(
            Delegation.person_id == ctx.actor.id,
            Delegation.starts_on <= ends_on,
            Delegation.ends_on >= starts_on,
        )
    )
    if known.first() is not None:
        raise Conflict("stand_in_already")
    row = Delegation(
        group_id=ctx.group_id,
        person_id=ctx.actor.id,
        stand_in_id=stand_in_id,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def of_oneself(ctx: Context) -> Select[Any]:
    """One's stand-ins, and those for whom one stands in."""
    mine = or_(Delegation.person_id == ctx.actor.id, Delegation.stand_in_id == ctx.actor.id)
    return select(Delegation).where(mine).order_by(Delegation.ends_on.desc(), Delegation.id.desc()).limit(100)


def end(ctx: Context, row: Delegation) -> None:
    """One is back: from now on nobody stands in; what was signed stays signed."""
    ctx.session.delete(row)


def stand_ins(ctx: Context, people: Iterable[int], project_id: int) -> dict[int, int]:
    """Who stands in today, by the person who is away: those alone who may themselves take part in the project."""
    wanted = set(people)
    day = business_date(ctx.now, GROUP_ZONE)
    rows = ctx.session.execute(
        select(Delegation.person_id, Delegation.stand_in_id).where(
            Delegation.person_id.in_(wanted), Delegation.starts_on <= day, Delegation.ends_on >= day
        )
    ).all()
    if not rows:
        return {}
    able = set(holders(ctx, TAKE_PART, project_id))
    return {row.person_id: row.stand_in_id for row in rows if row.stand_in_id in able}


def people_to_choose(ctx: Context, project_id: int | None) -> dict[int, str]:
    """Names of those whom one may ask to sign: who takes part in a project, or in any that one takes part in."""
    if project_id is None and ctx.scope.group_wide:
        rows = select(Grant.person_id).join(Person, Person.id == Grant.person_id)
        day = business_date(ctx.now, GROUP_ZONE)
        found = set(ctx.session.scalars(rows.where(Person.is_active, in_force(day))))
    else:
        places: Sequence[int] = sorted(ctx.scope.visible_projects) if project_id is None else [project_id]
        found = {one for place in places for one in holders(ctx, TAKE_PART, place)}
    named = names(ctx, found - {ctx.actor.id})
    return dict(sorted(named.items(), key=lambda one: one[1]))
