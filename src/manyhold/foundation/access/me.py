"""Who I am and what I may do where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import select

from manyhold.foundation.access.closing import is_reading
from manyhold.foundation.access.models import OwnRole
from manyhold.foundation.access.resolver import Grants, Rights, gives
from manyhold.foundation.access.rules import is_administrative
from manyhold.foundation.access.schemas import Me, MyProject, RoleRef
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import name_of
from manyhold.foundation.organisation import queries
from manyhold.foundation.organisation.models import Group, Project
from manyhold.foundation.organisation.roles import BY_CODE
from manyhold.foundation.organisation.schemas import NodeRef, ProjectOut
from manyhold.kernel.context import Context
from manyhold.kernel.scoping.session import ScopedSession


def rights_of(ctx: Context) -> Rights:
    """The actor's rights as they stand now."""
    grants = ctx.runtime.grants
    assert isinstance(grants, Grants)
    return grants.rights(ctx.actor)


def me(ctx: Context) -> Me:
    """The person who asks; projects are read in a session of their own, because this one reaches none."""
    rights = rights_of(ctx)
    person = ctx.get(Person, ctx.actor.id)
    group = ctx.get(Group, ctx.group_id)
    with ScopedSession(ctx.runtime.database, rights.reach(ctx.now), writes=False) as session:
        near = Context(ctx.runtime, session, ctx.actor, permission=ctx.permission)
        projects = queries.projects_shown(near, session.scalars(select(Project).order_by(Project.code)).all())
    return Me(
        person_id=person.id,
        display_name=name_of(ctx.runtime.keys, person),
        sign_in_name=person.sign_in_name,
        language="en" if person.language == "en" else "zh-CN",
        group=NodeRef(id=group.id, name=group.name),
        group_permissions=sorted(
            {
                right
                for held in rights.roles
                if held.is_group_wide
                for right in held.permissions
                if _counts(ctx, right)
            }
        ),
        projects=[_shown(ctx, rights, project) for project in projects],
        roles=_roles(ctx, rights),
        is_demo=group.is_demo,
        must_change_password=person.must_change_password or ctx.actor.missing == "password_must_change",
        has_totp=person.totp_sealed is not None,
        topics=_topics(ctx, {right for held in rights.roles for right in held.permissions}),
        is_shared=ctx.actor.is_shared,
        missing=_missing(ctx),
    )


def role_ref(code: str, own: Mapping[str, OwnRole]) -> RoleRef:
    """A role's names; a code that is no role any more shows itself."""
    if code in BY_CODE:
        return RoleRef(code=code, zh=BY_CODE[code].zh, en=BY_CODE[code].en)
    name = own[code].name if code in own else code
    return RoleRef(code=code, zh=name, en=name)


def _topics(ctx: Context, permissions: set[str]) -> list[str]:
    manifests = ctx.runtime.registry.manifests.values()
    return sorted(event for one in manifests for event, right in one.streams.items() if right in permissions)


def _counts(ctx: Context, right: str) -> bool:
    """Whether a right that is held counts where one is signed in."""
    return not ctx.actor.is_shared or not is_administrative(ctx.runtime.registry.permission(right))


def _missing(ctx: Context) -> Literal["", "second_factor_missing", "password_must_change"]:
    missing = ctx.actor.missing
    return missing if missing in ("second_factor_missing", "password_must_change") else ""


def _roles(ctx: Context, rights: Rights) -> list[RoleRef]:
    codes = dict.fromkeys(held.role for held in rights.roles)
    own: dict[str, OwnRole] = {}
    if codes.keys() - BY_CODE.keys():
        own = {role.code: role for role in ctx.session.scalars(select(OwnRole))}
    return [role_ref(code, own) for code in codes]


def _shown(ctx: Context, rights: Rights, project: ProjectOut) -> MyProject:
    here = [held for held in rights.roles if project.id in held.projects]
    registry = ctx.runtime.registry
    is_closed = project.id in rights.closed(ctx.now)
    permissions = {
        right
        for held in here
        for right in held.permissions
        if gives(held, registry.permission(right))
        and _counts(ctx, right)
        and (not is_closed or is_reading(registry.permission(right)))
        and (not registry.owners[right].is_optional or registry.owners[right].name in project.modules)
    }
    return MyProject(
        **project.model_dump(include={"id", "code", "name", "kind", "stage", "path", "modules"}),
        permissions=sorted(permissions),
        is_narrowed=all(held.zones for held in here),
    )
