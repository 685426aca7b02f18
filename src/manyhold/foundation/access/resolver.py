"""From grants to scope: where an actor holds a permission now.

A person's grants are read once per version of the group's rights and per day; every change to grants, roles, the
tree, projects or their modules makes a new version, so a right that was taken away is gone with the next request.
A permission of an optional module is held only in projects where the module is switched on: a project that does
without it answers as if the rows were not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.identity.models import Person
from manyhold.foundation.organisation.models import Group, ModuleSwitch, Project, TreeMembership, TreeNode
from manyhold.foundation.organisation.roles import BY_CODE
from manyhold.kernel.clock import Clock, business_date
from manyhold.kernel.database import Database, table_of
from manyhold.kernel.errors import Forbidden, NotFound, Problem
from manyhold.kernel.modules import Manifest, Permission, Registry
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, SystemSession

GROUP_ZONE = "Asia/Shanghai"
CACHED_PEOPLE = 5_000


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role in force: where, and with which permissions."""

    role: str
    permissions: frozenset[str]
    projects: frozenset[int]
    zones: frozenset[int]
    is_group_wide: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """All that a person may do today."""

    group_id: int
    person_id: int
    roles: tuple[HeldRole, ...]
    switched_on: Mapping[str, frozenset[int]]
    """Optional modules by name, and the projects that have them."""
    scopes: dict[str, Scope | None]

    @property
    def is_administrator(self) -> bool:
        return any(held.role in BY_CODE and BY_CODE[held.role].is_administrator for held in self.roles)

    @property
    def reach(self) -> Scope:
        """The projects in which anything at all is held, and none of their spaces: for lists of projects."""
        projects = frozenset(project for held in self.roles for project in held.projects)
        return Scope(self.group_id, self.person_id, narrowed=projects)

    def include(self, right: Permission) -> bool:
        """Whether a role gives the right anywhere, be its module on there or off."""
        return any(gives(held, right) for held in self.roles)


class Grants:
    """The kernel's GrantResolver."""

    def __init__(self, database: Database, clock: Clock, registry: Registry) -> None:
        self._database = database
        self._clock = clock
        self._registry = registry
        self._rights: dict[tuple[int, int, date], Rights] = {}
        self._lock = Lock()
        self._built_in = {
            code: frozenset(right.name for right in registry.permissions.values() if code in right.roles)
            for code in BY_CODE
        }

    def scope(self, actor: Actor, permission: str) -> Scope | None:
        """The rows on which `actor` holds `permission` now; None when nowhere. Unknown permissions raise."""
        right = self._registry.permission(permission)
        rights = self.rights(actor)
        if permission not in rights.scopes:
            rights.scopes[permission] = _scope_of(rights, right, self._registry.owners[permission])
        return rights.scopes[permission]

    def refusal(self, actor: Actor, permission: str) -> Problem:
        """Why `scope` is None: the right is held nowhere, or only where its module is switched off."""
        module = self._registry.owners[permission]
        if module.is_optional and self.rights(actor).include(self._registry.permission(permission)):
            return NotFound("module_off", module=module.name)
        return Forbidden("permission_missing", permission=permission)

    def rights(self, actor: Actor) -> Rights:
        """The actor's rights at the group's present version."""
        version = actor.rights_version if actor.rights_version >= 0 else self._version(actor.group_id)
        today = business_date(self._clock.now(), GROUP_ZONE)
        key = (actor.id, version, today)
        known = self._rights.get(key)
        if known is None:
            known = self._read(actor, today)
            with self._lock:
                if len(self._rights) >= CACHED_PEOPLE:
                    self._rights.clear()
                self._rights[key] = known
        return known

    def permissions_of(self, role: str, own: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """What a role allows: a built-in one as the modules say, an own one as the group wrote it."""
        return self._built_in.get(role) or own.get(role, frozenset())

    def system_scope(self, group_id: int, project_id: int | None) -> Scope:
        """The scope in which the system itself acts for an event or a schedule."""
        if project_id is not None:
            return Scope.of(group_id, [project_id])
        with SystemSession(self._database, writes=False) as session:
            projects = session.scalars(select(Project.id).where(Project.group_id == group_id)).all()
        return Scope.of(group_id, projects, group_wide=True)

    def groups(self) -> tuple[int, ...]:
        with SystemSession(self._database, writes=False) as session:
            return tuple(session.scalars(select(Group.id).order_by(Group.id)))

    def needs_second_factor(self, actor: Actor) -> bool:
        """Administrators sign in with a second factor (等保)."""
        return self.rights(actor).is_administrator

    def is_administrators(self, actor: Actor) -> bool:
        """Whether this is an administrator's account: one deactivated, or whose grant begins later, is too.

        What the person may do now says nothing here: whoever gets hold of the account gets the grant with it.
        """
        today = business_date(self._clock.now(), GROUP_ZONE)
        held = select(Grant.id).where(
            Grant.group_id == actor.group_id,
            Grant.person_id == actor.id,
            Grant.role.in_([role.code for role in BY_CODE.values() if role.is_administrator]),
            not_over(today),
        )
        with SystemSession(self._database, writes=False) as session:
            return session.scalars(held.limit(1)).first() is not None

    def void(self, session: ScopedSession) -> None:
        """Make a new version of the group's rights with this transaction: every cache of them is void after it."""
        table = table_of(Group)
        session.flush()
        session._own_connection().execute(
            update(table)
            .where(table.c.id == session.scope.group_id)
            .values(rights_version=table.c.rights_version + 1)
        )

    def _version(self, group_id: int) -> int:
        with SystemSession(self._database, writes=False) as session:
            return session.scalar(select(Group.rights_version).where(Group.id == group_id)) or 0

    def _read(self, actor: Actor, today: date) -> Rights:
        with SystemSession(self._database, writes=False) as session:
            grants = session.scalars(
                select(Grant)
                .join(Person, Person.id == Grant.person_id)
                .where(
                    Grant.group_id == actor.group_id,
                    Grant.person_id == actor.id,
                    Person.is_active,
                    in_force(today),
                )
            ).all()
            own = {
                role.code: frozenset(role.permissions) & self._registry.permissions.keys()
                for role in session.scalars(select(OwnRole).where(OwnRole.group_id == actor.group_id))
            }
            projects = frozenset(
                session.scalars(select(Project.id).where(Project.group_id == actor.group_id))
            )
            below = _projects_below(session, actor.group_id, today)
            switched_on = _switched_on(session, actor.group_id)
        roles: list[HeldRole] = []
        for grant in grants:
            allowed = self.permissions_of(grant.role, own)
            if grant.at_project_id is not None:
                here = frozenset({grant.at_project_id}) & projects
                roles.append(HeldRole(grant.role, allowed, here, frozenset(grant.zones), False))
            elif grant.node_id is not None:
                roles.append(HeldRole(grant.role, allowed, below(grant.node_id), frozenset(), False))
            else:
                roles.append(HeldRole(grant.role, allowed, projects, frozenset(), True))
        return Rights(actor.group_id, actor.id, tuple(roles), switched_on, {})


def in_force(day: date) -> ColumnElement[bool]:
    """The condition that a Grant holds on `day`."""
    return and_(not_over(day), Grant.starts_on <= day)


def not_over(day: date) -> ColumnElement[bool]:
    """The condition that a Grant holds on `day` or will hold later."""
    return and_(Grant.revoked_at.is_(None), or_(Grant.ends_on.is_(None), Grant.ends_on >= day))


def gives(role: HeldRole, right: Permission) -> bool:
    """Whether a role in force gives a right where it is held."""
    return right.name in role.permissions and not (role.zones and right.needs_whole_project)


def _scope_of(rights: Rights, right: Permission, module: Manifest) -> Scope | None:
    held = [role for role in rights.roles if gives(role, right)]
    if right.level == "group":
        held = [role for role in held if role.is_group_wide]
    if not held:
        return None
    whole = frozenset(project for role in held if not role.zones for project in role.projects)
    narrow = [role for role in held if role.zones and not role.projects <= whole]
    narrowed = frozenset(project for role in narrow for project in role.projects) - whole
    if module.is_optional:
        has_it = rights.switched_on.get(module.name, frozenset())
        whole, narrowed = whole & has_it, narrowed & has_it
        if right.level == "project" and not whole | narrowed:
            return None
    return Scope(
        group_id=rights.group_id,
        actor_id=rights.person_id,
        projects=whole,
        narrowed=narrowed,
        zones=frozenset(zone for role in narrow if role.projects <= narrowed for zone in role.zones),
        group_wide=any(role.is_group_wide for role in held),
    )


def _switched_on(session: SystemSession, group_id: int) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = session.execute(
        select(ModuleSwitch.module, ModuleSwitch.project_id)
        .join(Project, Project.id == ModuleSwitch.project_id)
        .where(Project.group_id == group_id, ModuleSwitch.is_on)
    )
    for module, project_id in rows:
        found[module].add(project_id)
    return {module: frozenset(projects) for module, projects in found.items()}


def _projects_below(session: SystemSession, group_id: int, today: date) -> Any:
    children: dict[int | None, list[int]] = defaultdict(list)
    for node_id, parent_id in session.execute(
        select(TreeNode.id, TreeNode.parent_id).where(TreeNode.group_id == group_id)
    ):
        children[parent_id].append(node_id)
    members: dict[int, list[int]] = defaultdict(list)
    for node_id, project_id in session.execute(
        select(TreeMembership.node_id, TreeMembership.project_id)
        .join(Project, Project.id == TreeMembership.project_id)
        .where(
            Project.group_id == group_id,
            TreeMembership.starts_on <= today,
            or_(TreeMembership.ends_on.is_(None), TreeMembership.ends_on >= today),
        )
    ):
        members[node_id].append(project_id)

    def below(node_id: int) -> frozenset[int]:
        found: set[int] = set()
        waiting = [node_id]
        while waiting:
            node = waiting.pop()
            found.update(members[node])
            waiting.extend(children[node])
        return frozenset(found)

    return below
