"""Verbs: prefill the register from what the modules keep, enter and edit."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.activities.models import Activity
from manyhold.foundation.privacy.activities.schemas import ActivityChange, ActivityIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.modules import PersonalData

OWN = "own."


def prefill(ctx: Context) -> int:
    """Add an activity for every category that a module keeps and the register lacks; how many that were."""
    known = set(ctx.session.scalars(select(Activity.code)))
    missing = [one for one in registered.categories(ctx.runtime.registry) if one.code not in known]
    ctx.session.add_all([_of(ctx, one) for one in missing])
    ctx.session.flush()
    return len(missing)


def enter(ctx: Context, wanted: ActivityIn) -> Activity:
    """An activity that no module of ours keeps: cameras, paper, a chat group."""
    row_id = ctx.session.ids.next()
    row = Activity(id=row_id, group_id=ctx.group_id, code=f"{OWN}{row_id}", **wanted.model_dump())
    ctx.session.add(row)
    ctx.session.flush()
    return row


def change(ctx: Context, row: Activity, wanted: ActivityChange) -> None:
    """Edit an activity. Raises BadInput for a field that may not be emptied."""
    for name, value in wanted.model_dump(exclude_unset=True).items():
        if value is None and name != "ended_on":
            raise BadInput.of(name, "missing")
        setattr(row, name, value)
    ctx.session.flush()


def _of(ctx: Context, one: PersonalData) -> Activity:
    return Activity(
        group_id=ctx.group_id,
        code=one.code,
        name=one.zh,
        purpose=one.purpose_zh,
        basis=one.basis,
        persons="员工" if one.basis == "staff" or not one.collect else "业主、租户、使用人",
        categories=one.zh,
        recipients="",
        retention=f"{one.months} 个月" if one.months else "依法律法规或合同期限",
        owner="",
        is_sensitive=one.is_sensitive,
        crosses_border=False,
    )
