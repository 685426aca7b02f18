"""From grants to scope: where an actor holds a permission now.

A person's grants are read once per version of the group's rights and per day; every change to grants, roles, the
tree, projects or their modules makes a new version, so a right that was taken away is gone with the next request.
A permission of an optional module is held only in projects where the module is switched on: a project that does
without it answers as if the rows were not there. A project that has left is seen by reading rights alone, of those who
hold the right to such records or are named; no right writes to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from manyhold.foundation.access.closing import READ_LEFT, Closing, closings, is_reading
from manyhold.foundation.access.models import Grant, OwnRole
from manyhold.foundation.access.rules import CLIENT, is_administrative
from manyhold.foundation.identity.clients.models import ApiClient
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
    day: date
    roles: tuple[HeldRole, ...]
    switched_on: Mapping[str, frozenset[int]]
    """Optional modules by name, and the projects that have them."""
    scopes: dict[tuple[str, frozenset[int]], Scope | None]
    """By permission and by the projects that were closed when it was asked for."""
    closings: tuple[Closing, ...] = ()

    def reach(self, now: datetime) -> Scope:
        """The projects in which anything at all is held, and none of their spaces: for lists of projects.

        Of those that have left, the ones whose records may still be read.
        """
        projects = frozenset(project for held in self.roles for project in held.projects)
        closed = self.closed(now)
        return Scope(self.group_id, self.person_id, narrowed=projects - closed | self.readable(closed))

    def closed(self, now: datetime) -> frozenset[int]:
        """The group's projects that have left by now."""
        return frozenset(one.project_id for one in self.closings if one.closes_at <= now)

    def readable(self, closed: frozenset[int]) -> frozenset[int]:
        """Of closed projects, those whose records are kept and may be read: by the right to it, or by name."""
        if not closed:
            return closed
        held = [role for role in self.roles if READ_LEFT in role.permissions and not role.zones]
        by_right = frozenset(project for role in held for project in role.projects)
        return frozenset(
            one.project_id
            for one in self.closings
            if one.project_id in closed
            and one.kept_until >= self.day
            and (one.project_id in by_right or self.person_id in one.reader_ids)
        )

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
        self._offered = frozenset(right.name for right in registry.permissions.values() if right.for_clients)

    def scope(self, actor: Actor, permission: str) -> Scope | None:
        """The rows on which `actor` holds `permission` now; None when nowhere. Unknown permissions raise."""
        right = self._registry.permission(permission)
        if actor.is_shared and is_administrative(right):
            return None
        if actor.terms is not None and permission not in actor.terms.permissions:
            return None
        rights = self.rights(actor)
        key = (permission, rights.closed(self._clock.now()))
        if key not in rights.scopes:
            rights.scopes[key] = _scope_of(rights, right, self._registry.owners[permission], key[1])
        return rights.scopes[key]

    def refusal(self, actor: Actor, permission: str) -> Problem:
        """Why `scope` is None: the right is held nowhere, or only where its module is switched off."""
        module = self._registry.owners[permission]
        if actor.is_shared and is_administrative(self._registry.permission(permission)):
            return Forbidden("shared_device")
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
        now = self._clock.now()
        with SystemSession(self._database, writes=False) as session:
            closed = frozenset(one.project_id for one in closings(session, group_id) if one.closes_at <= now)
            projects: Iterable[int] = (
                [project_id]
                if project_id is not None
                else session.scalars(select(Project.id).where(Project.group_id == group_id)).all()
            )
        whole = Scope.of(group_id, projects, group_wide=project_id is None)
        return replace(whole, closed=closed & whole.projects)

    def groups(self) -> tuple[int, ...]:
        with SystemSession(self._database, writes=False) as session:
            return tuple(session.scalars(select(Group.id).order_by(Group.id)))

    def needs_second_factor(self, actor: Actor) -> bool:
        """Administrators sign in with a second factor (等保), also when their office begins only later.

        A session that began without one would otherwise last into it.
        """
        return self.is_administrators(actor)

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
                .outerjoin(Person, Person.id == Grant.person_id)
                .outerjoin(ApiClient, ApiClient.id == Grant.person_id)
                .where(
                    Grant.group_id == actor.group_id,
                    Grant.person_id == actor.id,
                    or_(_is_here(self._clock.now()), _is_live(self._clock.now())),
                    in_force(today),
                )
            ).all()
            own = {
                role.code: frozenset(role.permissions) & self._registry.permissions.keys()
                for role in session.scalars(select(OwnRole).where(OwnRole.group_id == actor.group_id))
            }
            if any(grant.role == CLIENT for grant in grants):
                own[CLIENT] = self._offered & frozenset(session.get_one(ApiClient, actor.id).permissions)
            projects = frozenset(
                session.scalars(select(Project.id).where(Project.group_id == actor.group_id))
            )
            below = _projects_below(session, actor.group_id, today)
            switched_on = _switched_on(session, actor.group_id)
            closing = closings(session, actor.group_id)
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
        return Rights(actor.group_id, actor.id, today, tuple(roles), switched_on, {}, closing)


def _is_here(now: datetime) -> ColumnElement[bool]:
    """The condition that there is a person who may sign in: not deactivated, and not gone."""
    return and_(Person.is_active, or_(Person.ends_at.is_(None), Person.ends_at > now))


def _is_live(now: datetime) -> ColumnElement[bool]:
    """The condition that there is a client and that it has not ended."""
    lasts = or_(ApiClient.expires_at.is_(None), ApiClient.expires_at > now)
    return and_(ApiClient.id.is_not(None), ApiClient.revoked_at.is_(None), lasts)


def in_force(day: date) -> ColumnElement[bool]:
    """The condition that a Grant holds on `day`."""
    return and_(not_over(day), Grant.starts_on <= day)


def not_over(day: date) -> ColumnElement[bool]:
    """The condition that a Grant holds on `day` or will hold later."""
    return and_(Grant.revoked_at.is_(None), or_(Grant.ends_on.is_(None), Grant.ends_on >= day))


def gives(role: HeldRole, right: Permission) -> bool:
    """Whether a role in force gives a right where it is held."""
    return right.name in role.permissions and not (role.zones and right.needs_whole_project)


def _scope_of(rights: Rights, right: Permission, module: Manifest, closed: frozenset[int]) -> Scope | None:
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
    if gone := closed & (whole | narrowed):
        kept = (
            gone if right.reaches_left else rights.readable(gone) if is_reading(right) else frozenset[int]()
        )
        whole, narrowed = whole - (gone - kept), narrowed - (gone - kept)
        if right.level == "project" and not whole | narrowed and not any(role.is_group_wide for role in held):
            return None
    return Scope(
        group_id=rights.group_id,
        actor_id=rights.person_id,
        projects=whole,
        narrowed=narrowed,
        zones=frozenset(zone for role in narrow if role.projects <= narrowed for zone in role.zones),
        group_wide=any(role.is_group_wide for role in held),
        closed=closed & (whole | narrowed),
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
