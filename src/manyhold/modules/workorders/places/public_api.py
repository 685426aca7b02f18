"""Routes for anybody who stands before a label: no sign-in, one place, no names and no history."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import PUBLIC, Routes
from manyhold.modules.workorders.orders import service as orders
from manyhold.modules.workorders.orders.models import Order
from manyhold.modules.workorders.orders.words import public_categories
from manyhold.modules.workorders.places import rules, service
from manyhold.modules.workorders.places.entry import by_place, by_report
from manyhold.modules.workorders.places.schemas import (
    PlaceOut,
    PublicRatingIn,
    PublicReportIn,
    PublicReportMade,
    PublicStateOut,
)

routes = Routes("/public", tag="public")
page_routes = Routes("/r", tag="public")

PAGE = (Path(__file__).parents[1] / "public_page" / "index.html").read_bytes()


def _digests(tag: str) -> str:
    """The page's inline blocks as its content policy names them: nothing else runs there."""
    blocks = re.findall(rf"<{tag}>(.*?)</{tag}>".encode(), PAGE, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in blocks)


PAGE_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src {_digests('script')}; style-src {_digests('style')}; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
}


@page_routes.read("/{token}", permission=PUBLIC, include_in_schema=False)
def show_page(ctx: Context, token: str) -> Any:
    """The page behind a label; it is the same for all and asks the API what its token opens."""
    return Response(PAGE, media_type="text/html; charset=utf-8", headers=PAGE_HEADERS)


@routes.read("/places/{token}", permission=PUBLIC, entry=by_place, response_model=PlaceOut)
def get_place(ctx: Context, token: str) -> Any:
    """The place that a label stands for."""
    project = ctx.get(Project, next(iter(ctx.scope.narrowed)))
    space = ctx.get(Space, next(iter(ctx.scope.zones)))
    return {
        "project_name": project.name,
        "place_label": space.label,
        "phone": project.phone,
        "categories": public_categories(ctx),
    }


@routes.create("/places/{token}/reports", permission=PUBLIC, entry=by_place, response_model=PublicReportMade)
def report(ctx: Context, token: str, said: PublicReportIn, request: Request) -> Any:
    """Report something; the answer's token follows it."""
    return service.report(ctx, token, request.client.host if request.client else "", said)


@routes.read("/reports/{token}", permission=PUBLIC, entry=by_report, response_model=PublicStateOut)
def get_report(ctx: Context, token: str) -> Any:
    """How far a report is."""
    return _state(service.followed(ctx, token))


@routes.create(
    "/reports/{token}/rating",
    permission=PUBLIC,
    entry=by_report,
    status_code=200,
    response_model=PublicStateOut,
)
def rate(ctx: Context, token: str, said: PublicRatingIn) -> Any:
    """Say how the work was."""
    order = service.followed(ctx, token)
    orders.rate(ctx, order, said.rating, comment=said.comment.strip())
    return _state(order)


def _state(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "state": order.state,
        "reported_at": order.reported_at,
        "may_rate": rules.may_be_rated(order.state, order.evaluation),
        "rating": order.rating,
    }
