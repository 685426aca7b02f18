"""Scheduled work: say that a year is missing."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.access.holders import group_holders
from manyhold.foundation.messaging.service import send
from manyhold.foundation.standards.calendar.queries import known_years
from manyhold.kernel.jobs.run import JobRun

# Who is told every day stops reading.
DAYS_BETWEEN = 7


def warn(run: JobRun) -> dict[str, Any]:
    """Tell those who keep the group's calendar that it lacks a year: on the 1st, and each week after it."""
    with run.step() as ctx:
        known = known_years(ctx)
        year = known.missing_year
        if year is None or known.today.day % DAYS_BETWEEN != 1:
            return {"told": 0}
        told = send(
            ctx,
            to=group_holders(ctx, "standards.manage_calendar"),
            template="standards.year_missing",
            params={"year": year},
            link=f"/g/holidays?year={year}",
        )
    return {"told": told}
