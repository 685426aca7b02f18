"""Reads: the clocks, what falls due by them, and the runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.names import names
from manyhold.foundation.parties.register.queries import masked_names
from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.erasure import holds_on
from manyhold.foundation.privacy.requests.models import LegalHold
from manyhold.foundation.privacy.retention.models import RetentionRule, RetentionRun
from manyhold.foundation.privacy.retention.schemas import ClockOut, DueOut, RetentionRunOut
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.modules import PersonalData, resolve

SHOWN = 50
_RUN = (
    "id", "category", "months", "before", "state", "due", "removed", "held", "reasons", "job_id", "found_at",
    "confirmed_at", "done_at", "revision",
)  # fmt: skip


def clocked(ctx: Context, code: str) -> PersonalData:
    """A category with a clock. Raises NotFound."""
    for one in registered.categories(ctx.runtime.registry):
        if one.code == code and one.due:
            return one
    raise NotFound("not_found", kind="personal_data", id=code)


def periods(ctx: Context) -> list[tuple[PersonalData, int, bool]]:
    """Every category with a clock, its months, and whether headquarters has set them."""
    own = {one.category: one.months for one in ctx.session.scalars(select(RetentionRule))}
    return [
        (one, own.get(one.code, one.months), one.code in own)
        for one in registered.categories(ctx.runtime.registry)
        if one.due
    ]


def last_day(ctx: Context, months: int) -> date:
    """The day before which something must have been over to be due."""
    return business_date(ctx.now, GROUP_ZONE) - relativedelta(months=months)


def due(one: PersonalData, before: date, *, after: int = 0) -> Select[Any]:
    """The columns `id` and `party_id` of what is due, by id, from behind `after`."""
    found: Any = resolve(one.due)(before).subquery("due")
    return select(found.c.id, found.c.party_id).where(found.c.id > after).order_by(found.c.id)


def count_due(ctx: Context, one: PersonalData, before: date) -> int:
    """How much is due."""
    rows = due(one, before).order_by(None).subquery("counted")
    return ctx.session.scalar(select(func.count()).select_from(rows)) or 0


def clocks(ctx: Context) -> list[ClockOut]:
    """Every clock, with what is due by it today."""
    found: list[ClockOut] = []
    for one, months, is_own in periods(ctx):
        before = last_day(ctx, months) if months else None
        found.append(
            ClockOut(
                category=one.code,
                zh=one.zh,
                en=one.en,
                months=months,
                usual_months=one.months,
                is_own=is_own,
                before=before,
                due=0 if before is None else count_due(ctx, one, before),
                removes_people=not one.remove,
            )
        )
    return found


def shown(ctx: Context, rows: Sequence[RetentionRun]) -> list[RetentionRunOut]:
    """Runs with the names of their categories and of who confirmed them."""
    people = names(ctx, (row.confirmed_by for row in rows if row.confirmed_by))
    known = {one.code: one for one in registered.categories(ctx.runtime.registry)}
    return [
        RetentionRunOut(
            **{name: getattr(row, name) for name in _RUN},
            zh=known[row.category].zh,
            en=known[row.category].en,
            confirmed_by_name=people.get(row.confirmed_by or 0),
        )
        for row in rows
    ]


def sample(ctx: Context, row: RetentionRun) -> list[DueOut]:
    """The first of what the run would remove, with what would hold each."""
    one = clocked(ctx, row.category)
    rows = ctx.session.execute(due(one, row.before).limit(SHOWN)).all()
    parties = masked_names(ctx, (found.party_id for found in rows if found.party_id is not None))
    disputed = under_dispute(ctx)
    return [
        DueOut(
            id=found.id,
            party_id=found.party_id,
            party_name=parties.get(found.party_id),
            reasons=_reasons(ctx, one, found.party_id, disputed),
        )
        for found in rows
    ]


def under_dispute(ctx: Context) -> set[int]:
    """The parties whose data stays for a dispute."""
    return set(ctx.session.scalars(select(LegalHold.party_id).where(LegalHold.lifted_at.is_(None))))


def _reasons(ctx: Context, one: PersonalData, party_id: int | None, disputed: set[int]) -> list[str]:
    if party_id is None:
        return []
    if not one.remove:
        return sorted({hold.reason for hold in holds_on(ctx, party_id)})
    return ["dispute"] if party_id in disputed else []
