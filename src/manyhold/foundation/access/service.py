"""Verbs: roles of one's own, grants, revocations. Each makes every cache of rights void with its commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from manyhold.foundation.access import rules
from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.access.remaining import check_without_grant
from manyhold.foundation.access.resolver import GROUP_ZONE, not_over
from manyhold.foundation.access.schemas import GrantIn
from manyhold.foundation.identity.elevation import require_elevation
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.service import end_everywhere
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.foundation.organisation.roles import BY_CODE
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden, NotFound

ZONE_KINDS = ("phase", "building", "unit", "room")


def add_role(ctx: Context, *, name: str, permissions: Collection[str]) -> OwnRole:
    """A role of the group's own. Raises BadInput `unknown_permission` or `permission_reserved`."""
    _check_role(ctx, permissions)
    role = OwnRole(
        id=ctx.session.ids.next(), group_id=ctx.group_id, name=name, permissions=sorted(set(permissions))
    )
    role.code = f"own_{role.id}"
    ctx.session.add(role)
    ctx.runtime.grants.void(ctx.session)
    return role


def change_role(ctx: Context, role: OwnRole, *, name: str, permissions: Collection[str]) -> None:
    """Rename a role or change what it allows; who holds it cannot: that would be a grant to himself."""
    _check_role(ctx, permissions, held=role)
    role.name = name
    role.permissions = sorted(set(permissions))
    ctx.runtime.grants.void(ctx.session)


def remove_role(ctx: Context, role: OwnRole) -> None:
    """Remove a role that nobody holds. Raises Conflict `role_in_use`."""
    holders = ctx.session.scalars(
        select(Grant.id).where(Grant.role == role.code, Grant.revoked_at.is_(None))
    ).all()
    if holders:
        raise Conflict("role_in_use", grants=len(holders))
    ctx.session.delete(role)
    ctx.runtime.grants.void(ctx.session)


def grant(ctx: Context, wanted: GrantIn) -> Grant:
    """Give somebody a role. Wants a step-up.

    In a project its manager may do it, for roles that give no rights themselves; all else takes `access.grant`.
    Raises BadInput with the field and the rule at fault, Forbidden `permission_missing`.
    """
    require_elevation(ctx)
    permissions = _permissions_of(ctx, wanted.role)
    place = rules.Place(wanted.node_id, wanted.project_id)
    _check_reach(ctx, place, wanted.role, permissions)
    _check_names(ctx, wanted)
    today = business_date(ctx.now, GROUP_ZONE)
    fault = rules.grant_fault(
        role=wanted.role,
        place=place,
        person_id=wanted.person_id,
        actor_id=ctx.actor.id,
        has_zones=bool(wanted.zones),
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        today=today,
        roles_held=roles_held(ctx, wanted.person_id, today),
        stands_in_for=wanted.stands_in_for,
    )
    if fault:
        raise BadInput.of(*fault)
    row = Grant(
        group_id=ctx.group_id,
        person_id=wanted.person_id,
        role=wanted.role,
        node_id=wanted.node_id,
        at_project_id=wanted.project_id,
        zones=sorted(set(wanted.zones)),
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        stands_in_for=wanted.stands_in_for,
        granted_by=ctx.actor.id,
        created_at=ctx.now,
        revoked_at=None,
    )
    ctx.session.add(row)
    if wanted.role in rules.ADMINISTRATORS and ctx.get(Person, wanted.person_id).totp_sealed is None:
        end_everywhere(ctx, wanted.person_id)
    ctx.runtime.grants.void(ctx.session)
    return row


def revoke(ctx: Context, row: Grant) -> None:
    """Take a grant away; with the next request it is gone. Wants a step-up.

    Raises Conflict `last_security_administrator`: nobody could grant anything any more.
    """
    require_elevation(ctx)
    if row.revoked_at is not None:
        raise NotFound("not_found", kind=Grant.__tablename__, id=row.id)
    place = rules.Place(row.node_id, row.at_project_id)
    _check_reach(ctx, place, row.role, _permissions_of(ctx, row.role, is_new=False))
    check_without_grant(ctx, row)
    row.revoked_at = ctx.now
    ctx.runtime.grants.void(ctx.session)


def roles_held(ctx: Context, person_id: int, today: date) -> set[str]:
    """The roles of somebody that hold today or will."""
    return set(ctx.session.scalars(select(Grant.role).where(Grant.person_id == person_id, not_over(today))))


def _check_role(ctx: Context, permissions: Collection[str], held: OwnRole | None = None) -> None:
    today = business_date(ctx.now, GROUP_ZONE)
    is_held = held is not None and held.code in roles_held(ctx, ctx.actor.id, today)
    fault = rules.role_fault(permissions, ctx.runtime.registry.permissions, is_held_by_editor=is_held)
    if fault is not None:
        code, permission = fault
        raise BadInput.of("permissions", code, permission=permission)


def _permissions_of(ctx: Context, role: str, *, is_new: bool = True) -> frozenset[str]:
    if role in BY_CODE:
        rights = ctx.runtime.registry.permissions.values()
        return frozenset(right.name for right in rights if role in right.roles)
    own = ctx.one(OwnRole, OwnRole.code == role)
    if own is None and is_new:
        raise BadInput.of("role", "unknown_role", role=role)
    return frozenset(own.permissions if own else ())


def _check_reach(ctx: Context, place: rules.Place, role: str, permissions: Collection[str]) -> None:
    """Whether the actor may give or take this role there; a project that is not seen answers as not there."""
    if ctx.may(rules.GRANT):
        return
    if place.project_id is None or not rules.may_be_granted_in_project(role, permissions):
        raise Forbidden("permission_missing", permission=rules.GRANT)
    if place.project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=place.project_id)


def _check_names(ctx: Context, wanted: GrantIn) -> None:
    """All that a grant names is of this group; zones are buildings and the like of its project."""
    named: tuple[tuple[str, type[Person | TreeNode | Project], int | None], ...] = (
        ("person_id", Person, wanted.person_id),
        ("stands_in_for", Person, wanted.stands_in_for),
        ("node_id", TreeNode, wanted.node_id),
        ("project_id", Project, wanted.project_id),
    )
    for field, kind, row_id in named:
        if row_id is not None and ctx.session.get(kind, row_id) is None:
            raise BadInput.of(field, "unknown_reference")
    zones = set(wanted.zones)
    if zones and wanted.project_id is not None:
        known = ctx.session.scalars(
            select(Space.id).where(
                Space.id.in_(zones), Space.project_id == wanted.project_id, Space.kind.in_(ZONE_KINDS)
            )
        )
        if zones - set(known):
            raise BadInput.of("zones", "unknown_reference")
    if wanted.stands_in_for is not None:
        today = business_date(ctx.now, GROUP_ZONE)
        if wanted.role not in roles_held(ctx, wanted.stands_in_for, today):
            raise BadInput.of("stands_in_for", "role_not_held", role=wanted.role)
