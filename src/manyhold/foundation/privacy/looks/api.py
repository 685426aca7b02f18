"""Routes: the report of who looked at full personal data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.privacy.looks import queries
from manyhold.foundation.privacy.looks.schemas import LookReport
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.web.routes import Routes

MOST_DAYS = 92
USUAL = timedelta(days=6)
First = Annotated[date | None, Query(alias="from", description="A week before the last day, unless said")]
Last = Annotated[date | None, Query(alias="to", description="Today, unless said; it counts")]
routes = Routes("/privacy/looks", tag="privacy")


@routes.read("", permission="privacy.review_looks", response_model=LookReport)
def report_looks(
    ctx: Context,
    first: First = None,
    last: Last = None,
    project_id: int | None = None,
    person_id: int | None = None,
    unusual: bool = False,
) -> Any:
    """Who looked at whose data in full, how often and why, by day, person and project."""
    until = last or business_date(ctx.now, GROUP_ZONE)
    since = first or until - USUAL
    if not timedelta(0) <= until - since < timedelta(days=MOST_DAYS):
        raise BadInput.of("from", "span_wrong", most_days=MOST_DAYS)
    return queries.report(ctx, since, until, project_id=project_id, person_id=person_id, unusual=unusual)
