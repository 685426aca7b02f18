"""Who sits where: the people behind the seats of a step, today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import holders, role_holders
from manyhold.foundation.access.models import OwnRole
from manyhold.foundation.approvals.rules import Seat, Step
from manyhold.foundation.organisation.roles import BUILT_IN
from manyhold.kernel.context import Context

TAKE_PART = "approvals.take_part"
DESIGN = "approvals.design"


def people_of(ctx: Context, step: Step, project_id: int) -> list[list[int]]:
    """The people of each seat: those who may take part in approvals of the project, and nobody else."""
    able = set(holders(ctx, TAKE_PART, project_id))
    return [[one for one in _named(ctx, seat, project_id) if one in able] for seat in step.seats]


def role_words(ctx: Context) -> dict[str, tuple[str, str]]:
    """What the roles are called, zh and en; one of the group's own has the same name in both."""
    own = ctx.session.execute(select(OwnRole.code, OwnRole.name)).all()
    return {one.code: (one.zh, one.en) for one in BUILT_IN} | {row.code: (row.name, row.name) for row in own}


def steps_of(steps: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    """The steps as they are kept."""
    return tuple(
        Step(
            one["name"],
            one["needs"],
            tuple(Seat(**seat) for seat in one["seats"]),
            one.get("added_by", 0),
            one.get("outside", ""),
            one.get("number", ""),
        )
        for one in steps
    )


def _named(ctx: Context, seat: Seat, project_id: int) -> list[int]:
    return [seat.person_id] if seat.person_id else role_holders(ctx, seat.role, project_id, seat.at)
