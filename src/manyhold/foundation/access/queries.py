"""Reads: permissions, roles with their holders, grants with the names of what they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.access import rules
from manyhold.foundation.access.me import role_ref
from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.access.resolver import GROUP_ZONE, in_force
from manyhold.foundation.access.schemas import GrantOut, PermissionOut, RoleOut, ZoneRef
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.foundation.organisation.roles import BUILT_IN
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def permissions(ctx: Context) -> list[PermissionOut]:
    """Every right that the installed modules offer, in their order."""
    registry = ctx.runtime.registry
    reserved = rules.reserved(registry.permissions)
    return [
        PermissionOut(
            name=right.name,
            zh=right.zh,
            en=right.en,
            module=registry.owners[right.name].name,
            module_zh=registry.owners[right.name].zh,
            module_en=registry.owners[right.name].en,
            level=right.level,
            is_reserved=right.name in reserved,
        )
        for right in registry.permissions.values()
    ]


def roles(ctx: Context) -> list[RoleOut]:
    """The built-in roles of the trade, then the group's own by age."""
    offered = ctx.runtime.registry.permissions.values()
    holders = _holders(ctx)
    built_in = [
        RoleOut(
            id=None,
            code=role.code,
            zh=role.zh,
            en=role.en,
            is_built_in=True,
            is_administrator=role.is_administrator,
            permissions=sorted(right.name for right in offered if role.code in right.roles),
            holder_count=holders[role.code],
            revision=None,
        )
        for role in BUILT_IN
    ]
    own = ctx.session.scalars(select(OwnRole).order_by(OwnRole.id))
    return [*built_in, *(role_shown(role, holders[role.code]) for role in own)]


def role_shown(role: OwnRole, holder_count: int) -> RoleOut:
    """One of the group's own roles."""
    return RoleOut(
        id=role.id,
        code=role.code,
        zh=role.name,
        en=role.name,
        is_built_in=False,
        is_administrator=False,
        permissions=role.permissions,
        holder_count=holder_count,
        revision=role.revision,
    )


def found(
    ctx: Context, *, person_id: int | None, project_id: int | None, role: str | None, with_past: bool
) -> Select[Any]:
    """The grants of a filter; who does not see the whole group sees those on the own projects."""
    statement = select(Grant).where(Grant.role != rules.CLIENT)
    if not ctx.scope.group_wide:
        statement = statement.where(Grant.at_project_id.in_(ctx.scope.projects))
    if not with_past:
        today = business_date(ctx.now, GROUP_ZONE)
        statement = statement.where(
            Grant.revoked_at.is_(None), Grant.ends_on.is_(None) | (Grant.ends_on >= today)
        )
    for column, value in (
        (Grant.person_id, person_id),
        (Grant.at_project_id, project_id),
        (Grant.role, role),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def shown(ctx: Context, grants: Sequence[Grant]) -> list[GrantOut]:
    """The grants with names of people, roles and places: five queries however many they are."""
    people = names(
        ctx, (one for row in grants for one in (row.person_id, row.granted_by, row.stands_in_for or 0))
    )
    own = {role.code: role for role in ctx.session.scalars(select(OwnRole))}
    nodes = _named(ctx, TreeNode.id, TreeNode.name, (row.node_id for row in grants))
    projects = _named(ctx, Project.id, Project.name, (row.at_project_id for row in grants))
    labels = _named(ctx, Space.id, Space.label, (zone for row in grants for zone in row.zones))
    return [
        GrantOut(
            id=row.id,
            person_id=row.person_id,
            person_name=people.get(row.person_id, ""),
            role=role_ref(row.role, own),
            node_id=row.node_id,
            node_name=nodes.get(row.node_id or 0),
            project_id=row.at_project_id,
            project_name=projects.get(row.at_project_id or 0),
            zones=[ZoneRef(id=zone, label=labels.get(zone, "")) for zone in row.zones],
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            stands_in_for=row.stands_in_for,
            stands_in_for_name=people.get(row.stands_in_for or 0),
            granted_by=row.granted_by,
            granted_by_name=people.get(row.granted_by),
            created_at=row.created_at,
            revision=row.revision,
        )
        for row in grants
    ]


def _holders(ctx: Context) -> Counter[str]:
    held = select(Grant.role, Grant.person_id).where(in_force(business_date(ctx.now, GROUP_ZONE))).distinct()
    return Counter(role for role, _ in ctx.session.execute(held))


def _named(ctx: Context, key: Any, name: Any, ids: Iterable[int | None]) -> dict[int, str]:
    wanted: Collection[int] = {one for one in ids if one}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in ctx.session.execute(select(key, name).where(key.in_(wanted)))}
