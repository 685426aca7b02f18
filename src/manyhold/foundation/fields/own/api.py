"""Routes: own fields, how far they are filled in, and personal values in full."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.fields.own import queries, service
from manyhold.foundation.fields.own.models import GroupField, ProjectField
from manyhold.foundation.fields.own.schemas import (
    CodePath,
    FilledOut,
    GroupFieldIn,
    ObjectPath,
    ObjectQuery,
    OwnFieldIn,
    OwnFieldOut,
    OwnObjectOut,
    OwnRevealed,
    OwnRevealIn,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, EXTEND, MANAGE = "standards.read", "standards.extend", "standards.manage"
routes = Routes("", tag="fields")


@routes.read("/own-fields", permission=READ, response_model=list[OwnFieldOut])
def list_own_fields(ctx: Context, data: ObjectQuery = None, project_id: int | None = None) -> Any:
    """The own fields of an object or of all, archived ones too: those that a project has, or all in sight."""
    return queries.fields_shown(ctx, data, project_id)


@routes.read("/own-fields/objects", permission=READ, response_model=list[OwnObjectOut])
def list_objects(ctx: Context) -> Any:
    """The objects that take own fields."""
    return queries.objects_shown(ctx)


@routes.read("/own-fields/filled", permission=READ, response_model=list[FilledOut])
def list_filled(ctx: Context) -> Any:
    """How far the own fields are filled in, field by field and project by project."""
    return queries.filled(ctx)


@routes.replace("/own-fields/{data}/{code}", permission=MANAGE, response_model=OwnFieldOut)
def keep_own_field(
    ctx: Context, data: ObjectPath, code: CodePath, wanted: GroupFieldIn, if_match: IfMatch = None
) -> Any:
    """Lay a field down for the group, or change or archive one."""
    return _kept(ctx, service.keep_for_group(ctx, data, code, wanted, if_match))


@routes.replace(
    "/projects/{project_id}/own-fields/{data}/{code}", permission=EXTEND, response_model=OwnFieldOut
)
def keep_project_field(
    ctx: Context,
    project_id: int,
    data: ObjectPath,
    code: CodePath,
    wanted: OwnFieldIn,
    if_match: IfMatch = None,
) -> Any:
    """Lay a field down for one project, or change or archive its own; its code begins with the projects' prefix."""
    return _kept(ctx, service.keep_for_project(ctx, project_id, data, code, wanted, if_match))


@routes.create(
    "/own-fields/{data}/{subject_id}/reveal",
    permission="fields.reveal",
    is_idempotent=False,
    status_code=200,
    response_model=OwnRevealed,
)
def reveal(ctx: Context, data: ObjectPath, subject_id: int, wanted: OwnRevealIn) -> Any:
    """One personal value in full; each time is on the record, and there is a limit a day."""
    return OwnRevealed(value=service.reveal(ctx, data, subject_id, wanted))


def _kept(ctx: Context, row: GroupField | ProjectField) -> dict[str, Any]:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(ctx, row, is_filled=service.is_filled(ctx, row))
