"""Who may give whom which role: nobody raises himself, and the three administrators stay apart (三员分立, 等保)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from manyhold.foundation.organisation.roles import BUILT_IN, MANAGERS
from manyhold.kernel.modules import Permission

ADMINISTRATORS = frozenset(role.code for role in BUILT_IN if role.is_administrator)
CLIENT = "api_client"
"""The role that grants to API clients name: what it allows is written on the client itself."""
GRANT = "access.grant"
GRANT_IN_PROJECT = "access.grant_in_project"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a grant holds: a project, a node of the tree, or (both None) the whole group."""

    node_id: int | None = None
    project_id: int | None = None

    @property
    def is_group(self) -> bool:
        return self.node_id is None and self.project_id is None


def reserved(permissions: Mapping[str, Permission]) -> frozenset[str]:
    """The rights of the administrators: those on the whole group that no other built-in role holds.

    A role of one's own cannot contain them: it would join in one hand what must stay apart, and its holder could
    raise himself or others.
    """
    return frozenset(
        right.name
        for right in permissions.values()
        if right.level == "group" and right.roles and ADMINISTRATORS.issuperset(right.roles)
    )


def is_administrative(right: Permission) -> bool:
    """Whether a right is one of administration: of the whole group, or such as managers and administrators alone hold.

    A turn at a shared device, which four digits open, does not give it.
    """
    return right.level == "group" or ADMINISTRATORS.union(MANAGERS).issuperset(right.roles)


def may_be_granted_in_project(role: str, permissions: Collection[str]) -> bool:
    """Whether a project's manager may give this role in the project: one that itself gives no rights."""
    return role not in ADMINISTRATORS and not {GRANT, GRANT_IN_PROJECT}.intersection(permissions)


def role_fault(
    wanted: Collection[str], permissions: Mapping[str, Permission], *, is_held_by_editor: bool
) -> tuple[str, str] | None:
    """Why a role of one's own may not be so: a code and the permission at fault, or None."""
    if is_held_by_editor:
        return "own_role_held", ""
    kept = reserved(permissions)
    for name in sorted(wanted):
        if name not in permissions:
            return "unknown_permission", name
        if name in kept:
            return "permission_reserved", name
    return None


def grant_fault(
    *,
    role: str,
    place: Place,
    person_id: int,
    actor_id: int,
    has_zones: bool,
    starts_on: date,
    ends_on: date | None,
    today: date,
    roles_held: Collection[str],
    stands_in_for: int | None,
) -> tuple[str, str] | None:
    """Why a grant is refused: the field at fault and a code, or None.

    `roles_held` are the roles that the person holds already, anywhere.
    """
    if person_id == actor_id:
        return "person_id", "self_grant"
    if place.node_id is not None and place.project_id is not None:
        return "node_id", "one_place_only"
    if has_zones and place.project_id is None:
        return "zones", "zones_need_project"
    if ends_on is not None and (ends_on < starts_on or ends_on < today):
        return "ends_on", "ends_before"
    if stands_in_for is not None and ends_on is None:
        return "ends_on", "stand_in_ends"
    if stands_in_for == person_id:
        return "stands_in_for", "stands_in_for_self"
    return _administrator_fault(role, place, roles_held) if role in ADMINISTRATORS else None


def _administrator_fault(role: str, place: Place, roles_held: Collection[str]) -> tuple[str, str] | None:
    if not place.is_group:
        return "role", "administrator_needs_group"
    if (ADMINISTRATORS - {role}).intersection(roles_held):
        return "role", "administrators_apart"
    return None
