"""Routes: impact assessments."""

from __future__ import annotations

from typing import Any, Literal

from manyhold.foundation.privacy.assessments import queries, service
from manyhold.foundation.privacy.assessments.models import Assessment
from manyhold.foundation.privacy.assessments.schemas import AssessmentDetail, AssessmentIn, AssessmentOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, KEEP = "privacy.read", "privacy.keep"
State = Literal["draft", "signed"]
routes = Routes("/privacy/assessments", tag="privacy")


@routes.read("", permission=READ, response_model=pages.Page[AssessmentOut])
def list_assessments(
    ctx: Context, state: State | None = None, limit: pages.Limit = 50, cursor: pages.CursorParam = None
) -> Any:
    """Assessments, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.found(state=state),
        order_by=[Assessment.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("privacy-assessments", state),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission=READ, response_model=pages.Count)
def count_assessments(ctx: Context, state: State | None = None) -> Any:
    """How many assessments there are."""
    return pages.count(ctx, queries.found(state=state))


@routes.create("", permission=KEEP, response_model=AssessmentDetail)
def begin_assessment(ctx: Context, wanted: AssessmentIn) -> Any:
    """Begin an assessment."""
    return _answer(ctx, service.begin(ctx, wanted))


@routes.read("/{assessment_id}", permission=READ, response_model=AssessmentDetail)
def get_assessment(ctx: Context, assessment_id: int) -> Any:
    """One assessment."""
    return _answer(ctx, ctx.get(Assessment, assessment_id))


@routes.replace("/{assessment_id}", permission=KEEP, response_model=AssessmentDetail)
def write_assessment(ctx: Context, assessment_id: int, wanted: AssessmentIn, if_match: IfMatch = None) -> Any:
    """Write a draft anew."""
    row = ctx.get(Assessment, assessment_id)
    etags.match(ctx, row, if_match)
    service.write(ctx, row, wanted)
    return _answer(ctx, row)


@routes.act("/{assessment_id}/sign", permission=KEEP, response_model=AssessmentDetail)
def sign_assessment(ctx: Context, assessment_id: int) -> Any:
    """Sign a complete draft that somebody else wrote."""
    row = ctx.get(Assessment, assessment_id)
    service.sign(ctx, row)
    return _answer(ctx, row)


@routes.act("/{assessment_id}/revise", permission=KEEP, status_code=201, response_model=AssessmentDetail)
def revise_assessment(ctx: Context, assessment_id: int) -> Any:
    """Begin the next version of a signed assessment."""
    return _answer(ctx, service.revise(ctx, ctx.get(Assessment, assessment_id)))


def _answer(ctx: Context, row: Assessment) -> AssessmentDetail:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.detail(ctx, row)
