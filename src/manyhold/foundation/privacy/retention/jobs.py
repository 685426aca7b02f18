"""Work by the clock: find what is due; and, once confirmed, remove it in short steps that respect every hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

from manyhold.foundation.audit.service import note
from manyhold.foundation.parties.models import Party
from manyhold.foundation.privacy.erasure import erase, holds_on
from manyhold.foundation.privacy.retention import queries, service
from manyhold.foundation.privacy.retention.models import RetentionRun
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.run import JobRun
from manyhold.kernel.modules import PersonalData, resolve

AT_ONCE = 200
PEOPLE_AT_ONCE = 20
"""An erasure goes through every module; twenty end well within a step."""


def look(run: JobRun) -> dict[str, Any]:
    """What of the group's personal data has been kept long enough."""
    with run.step() as ctx:
        return {"waiting": service.look(ctx)}


def remove(run: JobRun) -> dict[str, Any]:
    """Remove what a confirmed run found, from the lowest id up; a run that was broken off goes on with what is left."""
    run_id: int = run.args["run_id"]
    with run.reading() as ctx:
        row = ctx.get(RetentionRun, run_id)
        if row.state != service.CONFIRMED:
            return {"removed": row.removed, "held": row.held}
        one, before, total = queries.clocked(ctx, row.category), row.before, row.due
    last, removed, held, reasons = 0, row.removed, 0, Counter[str]()
    while True:
        with run.step(done=removed + held, total=total) as ctx:
            found = ctx.session.execute(queries.due(one, before, after=last).limit(_width(one))).all()
            if not found:
                _finish(ctx, run_id, held, reasons)
                return {"removed": removed, "held": held}
            gone, why = _remove(ctx, one, [(each.id, each.party_id) for each in found])
            removed, held, last = removed + gone, held + len(why), found[-1].id
            ctx.get(RetentionRun, run_id).removed = removed
            reasons.update(reason for some in why for reason in some)


def _width(one: PersonalData) -> int:
    return AT_ONCE if one.remove else PEOPLE_AT_ONCE


def _remove(
    ctx: Context, one: PersonalData, found: list[tuple[int, int | None]]
) -> tuple[int, list[set[str]]]:
    """How many of these were removed, and the reasons of each that stays."""
    if one.remove:
        disputed = queries.under_dispute(ctx)
        free = [found_id for found_id, party_id in found if party_id not in disputed]
        if free:
            resolve(one.remove)(ctx, free)
        return len(free), [{"dispute"}] * (len(found) - len(free))
    held: list[set[str]] = []
    for party_id, _ in found:
        if reasons := {hold.reason for hold in holds_on(ctx, party_id)}:
            held.append(reasons)
        else:
            erase(ctx, ctx.get(Party, party_id), reason=one.code)
    return len(found) - len(held), held


def _finish(ctx: Context, run_id: int, held: int, reasons: Counter[str]) -> None:
    row = ctx.get(RetentionRun, run_id)
    row.state, row.done_at = service.DONE, ctx.now
    row.held, row.reasons = held, dict(reasons)
    note(ctx, "forget", row.category, row.id, before=row.before.isoformat(), rows=row.removed)
