"""The other way round: who holds a permission at a place today. The resolver answers what a person may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import select

from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.access.resolver import GROUP_ZONE, in_force
from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.queries import nodes_above
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def holders(ctx: Context, permission: str, project_id: int, space_id: int | None = None) -> list[int]:
    """Ids of the active people who hold `permission` in the project today, in the order of their ids.

    A grant narrowed to buildings counts only for a `space_id` in one of them. The project and the space are
    in the caller's scope.
    """
    here = (Grant.at_project_id == project_id) | Grant.node_id.in_(nodes_above(ctx, project_id))
    everywhere = Grant.at_project_id.is_(None) & Grant.node_id.is_(None)
    grants = ctx.session.execute(
        select(Grant.person_id, Grant.zones)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Person.is_active,
            Grant.role.in_(_roles_with(ctx, permission)),
            in_force(business_date(ctx.now, GROUP_ZONE)),
            here | everywhere,
        )
    ).all()
    places = _places(ctx, space_id)
    return sorted(
        {grant.person_id for grant in grants if not grant.zones or places.intersection(grant.zones)}
    )


def holds_here(ctx: Context, permission: str, project_id: int, space_id: int | None, person_id: int) -> bool:
    """Whether that person holds `permission` at the place today."""
    return person_id in holders(ctx, permission, project_id, space_id)


def role_holders(
    ctx: Context, role: str, project_id: int, at: Literal["project", "tree", "group"]
) -> list[int]:
    """Ids of the active people who hold a role as a post of the project, of the tree above it, or of the group.

    In the tree it is the nearest node upwards at which anybody holds the role. A grant narrowed to some buildings
    is no post of the whole project.
    """
    grants = ctx.session.execute(
        select(Grant.person_id, Grant.node_id, Grant.at_project_id, Grant.zones)
        .join(Person, Person.id == Grant.person_id)
        .where(Person.is_active, Grant.role == role, in_force(business_date(ctx.now, GROUP_ZONE)))
    ).all()
    if at == "project":
        return sorted({one.person_id for one in grants if one.at_project_id == project_id and not one.zones})
    if at == "group":
        return sorted({one.person_id for one in grants if one.at_project_id is None and one.node_id is None})
    for node_id in reversed(nodes_above(ctx, project_id)):
        if found := sorted({one.person_id for one in grants if one.node_id == node_id}):
            return found
    return []


def group_holders(ctx: Context, permission: str) -> list[int]:
    """Ids of the active people who hold `permission` on the group as a whole today."""
    statement = (
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Person.is_active,
            Grant.role.in_(_roles_with(ctx, permission)),
            Grant.at_project_id.is_(None),
            Grant.node_id.is_(None),
            in_force(business_date(ctx.now, GROUP_ZONE)),
        )
    )
    return sorted(set(ctx.session.scalars(statement)))


def _roles_with(ctx: Context, permission: str) -> list[str]:
    own = ctx.session.execute(select(OwnRole.code, OwnRole.permissions)).all()
    built_in: Iterable[str] = ctx.runtime.registry.permission(permission).roles
    return [*built_in, *(role.code for role in own if permission in role.permissions)]


def _places(ctx: Context, space_id: int | None) -> set[int]:
    if space_id is None:
        return set()
    row = ctx.session.execute(
        select(Space.id, Space.phase_id, Space.building_id, Space.unit_id).where(Space.id == space_id)
    ).one_or_none()
    return {place for place in row if place is not None} if row else set()
