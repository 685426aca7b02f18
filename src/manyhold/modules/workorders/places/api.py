"""Routes: the codes of places, for those who print and revoke them."""

from __future__ import annotations

import io
from typing import Any

import segno
from sqlalchemy import select
from starlette.responses import Response

from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes
from manyhold.modules.workorders.places import service
from manyhold.modules.workorders.places.labels import address
from manyhold.modules.workorders.places.models import SpaceCode
from manyhold.modules.workorders.places.schemas import CodeOut, CodesIn, CodesMade

routes = Routes("/space-codes", tag="work orders")
PERMISSION = "workorders.codes"


@routes.create("", permission=PERMISSION, response_model=CodesMade)
def make_codes(ctx: Context, wanted: CodesIn) -> Any:
    """Make or rotate codes."""
    return service.make_codes(ctx, wanted)


@routes.read("", permission=PERMISSION, response_model=pages.Page[CodeOut])
def list_codes(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    building_id: int | None = None,
    in_force: bool = True,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Codes in the order of their places."""
    statement = select(SpaceCode, Space.label).join(Space, Space.id == SpaceCode.space_id)
    for column, value in (
        (SpaceCode.project_id, project_id),
        (SpaceCode.space_id, space_id),
        (Space.building_id, building_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if in_force:
        statement = statement.where(SpaceCode.revoked_at.is_(None))
    rows, after = pages.load(
        ctx,
        statement,
        order_by=[SpaceCode.project_id, Space.sort_key, SpaceCode.id],
        limit=limit,
        cursor=cursor,
        bound=("space-codes", project_id, space_id, building_id, in_force),
    )
    return {"items": [_shown(ctx, row[0], row[1]) for row in rows], "next_cursor": after}


@routes.remove("/{code_id}", permission=PERMISSION, response_model=None)
def revoke_code(ctx: Context, code_id: int) -> None:
    """Stop a label from working."""
    service.revoke(ctx, ctx.get(SpaceCode, code_id))


@routes.read("/{code_id}/qr.svg", permission=PERMISSION)
def show_code(ctx: Context, code_id: int) -> Any:
    """The code as a picture to print; it leads to the first public host name, or where this was asked."""
    code = ctx.get(SpaceCode, code_id)
    if code.revoked_at is not None:
        raise Conflict("code_revoked")
    picture = io.BytesIO()
    segno.make(address(ctx, code), error="m", micro=False).save(
        picture, kind="svg", scale=8, border=4, xmldecl=False, dark="#14191c", light="#ffffff"
    )
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _shown(ctx: Context, code: SpaceCode, label: str) -> dict[str, Any]:
    return {
        "id": code.id,
        "project_id": code.project_id,
        "space_id": code.space_id,
        "space_label": label,
        "path": f"/r/{service.token_of(ctx, code)}",
        "created_at": code.created_at,
        "revoked_at": code.revoked_at,
    }
