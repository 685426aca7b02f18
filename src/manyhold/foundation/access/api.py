"""Routes: permissions, roles, grants."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.access import queries, service
from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.access.schemas import GrantIn, GrantOut, PermissionOut, RoleIn, RoleOut, RoleRef
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

RoleCode = Annotated[str | None, Query(max_length=40)]
routes = Routes("", tag="access")


@routes.read("/permissions", permission="access.read", response_model=list[PermissionOut])
def list_permissions(ctx: Context) -> Any:
    """Every right there is."""
    return queries.permissions(ctx)


@routes.read("/roles", permission="access.read", response_model=pages.Page[RoleOut])
def list_roles(ctx: Context) -> Any:
    """All roles: those of the trade, then the group's own."""
    return {"items": queries.roles(ctx), "next_cursor": None}


@routes.read("/role-names", permission="identity.read", response_model=list[RoleRef])
def list_role_names(ctx: Context) -> Any:
    """What the roles are called, for those who see the staff but not what each role allows."""
    return [RoleRef(code=one.code, zh=one.zh, en=one.en) for one in queries.roles(ctx)]


@routes.create("/roles", permission="access.grant", response_model=RoleOut)
def add_role(ctx: Context, wanted: RoleIn) -> Any:
    """Make a role of the group's own."""
    role = service.add_role(ctx, name=wanted.name, permissions=wanted.permissions)
    ctx.session.flush()
    etags.show(ctx, role)
    return queries.role_shown(role, 0)


@routes.change("/roles/{role_id}", permission="access.grant", response_model=RoleOut)
def change_role(ctx: Context, role_id: int, wanted: RoleIn, if_match: IfMatch = None) -> Any:
    """Rename a role of the group's own, or change what it allows."""
    role = ctx.get(OwnRole, role_id)
    etags.match(ctx, role, if_match)
    service.change_role(ctx, role, name=wanted.name, permissions=wanted.permissions)
    ctx.session.flush()
    etags.show(ctx, role)
    return next(one for one in queries.roles(ctx) if one.id == role.id)


@routes.remove("/roles/{role_id}", permission="access.grant")
def remove_role(ctx: Context, role_id: int) -> None:
    """Remove a role of the group's own that nobody holds."""
    service.remove_role(ctx, ctx.get(OwnRole, role_id))


@routes.read("/grants", permission="access.read", response_model=pages.Page[GrantOut])
def list_grants(
    ctx: Context,
    person_id: int | None = None,
    project_id: int | None = None,
    role: RoleCode = None,
    with_past: bool = False,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Who holds what where, the newest first; without those that have ended."""
    rows, after = pages.load(
        ctx,
        queries.found(ctx, person_id=person_id, project_id=project_id, role=role, with_past=with_past),
        order_by=[Grant.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("grants", person_id, project_id, role, with_past),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/grants/count", permission="access.read", response_model=pages.Count)
def count_grants(
    ctx: Context,
    person_id: int | None = None,
    project_id: int | None = None,
    role: RoleCode = None,
    with_past: bool = False,
) -> Any:
    """How many the list has."""
    wanted = queries.found(ctx, person_id=person_id, project_id=project_id, role=role, with_past=with_past)
    return pages.count(ctx, wanted)


@routes.create("/grants", permission="access.grant_in_project", response_model=GrantOut)
def grant(ctx: Context, wanted: GrantIn) -> Any:
    """Give somebody a role; outside one's own projects it takes the right to grant in the whole group."""
    row = service.grant(ctx, wanted)
    ctx.session.flush()
    return queries.shown(ctx, [row])[0]


@routes.remove("/grants/{grant_id}", permission="access.grant_in_project")
def revoke(ctx: Context, grant_id: int) -> None:
    """Take a role away; with the next request it is gone."""
    row = ctx.get(Grant, grant_id)
    if not ctx.scope.group_wide and row.at_project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Grant.__tablename__, id=grant_id)
    service.revoke(ctx, row)
