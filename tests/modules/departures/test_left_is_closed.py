"""Every route that writes, asked with the ids of a project that has left: not a byte of it changes.

Generated from the route table: a new route is covered the day it is written.
"""

from __future__ import annotations

from datetime import date, timedelta

from kernel.scoping.test_routes import ABOUT_ONESELF, filled, may_ask, send
from manyhold.foundation.organisation.closing import close_project
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.roles import BUILT_IN
from manyhold.kernel.scoping.session import ScopedSession
from worlds.furnished import Furnished
from worlds.routes import Operation, operations
from worlds.world import GROUP_ROLES, World

LEFT = "A1"
OF_THE_GROUP = {"webhooks_delivery"}
"""What was told before the project left waits in the line of a group's webhook, and goes on or away with it."""
ENDS_SIGN_INS = ("/me/", "/people/", "/sessions", "/staff/")
"""They change people of the group, among them those who ask here; what they do to a project is tested with them."""


def is_asked(operation: Operation) -> bool:
    """Whether it writes, and not to the sign-ins of those who ask."""
    is_apart = operation.path in ABOUT_ONESELF or any(part in operation.path for part in ENDS_SIGN_INS)
    return operation.writes and not is_apart


def asker(world: World, operation: Operation) -> str:
    """Who asks: of those who may, one whose right reaches the whole group, for such a right does not end."""
    able = [role.code for role in BUILT_IN if may_ask(world, role.code, operation)]
    return next((role for role in able if role in GROUP_ROLES), able[0] if able else "")


def test_no_route_writes_to_a_left_project(shared_world: World) -> None:
    world = shared_world
    furnished = Furnished(world)
    ctx = world.context(LEFT)
    with ctx.session as session:
        project = ctx.get(Project, world.sites[LEFT].project_id)
        moment = world.clock.now() + timedelta(minutes=1)
        close_project(ctx, project, closes_at=moment, kept_until=date(2056, 12, 31), reader_ids=[])
        session.commit()
    askers = [(operation, asker(world, operation)) for operation in operations() if is_asked(operation)]
    clients = {role: world.client(role, LEFT) for _, role in askers if role}
    world.wait(timedelta(minutes=2))
    before = furnished.checksum(LEFT)
    faults: list[str] = []
    done: list[str] = []
    for operation, role in askers:
        if not role:
            continue
        path, query, body = filled(furnished, operation, LEFT)
        answer = send(clients[role], operation, path, query, body)
        said = f"{role} {operation} {answer.status_code}"
        if answer.status_code == 500:
            faults.append(f"{said} {answer.text[:200]}")
        if answer.status_code < 300:
            done.append(said)
    world.work()
    after = furnished.checksum(LEFT)
    changed = {name for name in before if before[name] != after[name]}
    assert changed - OF_THE_GROUP == set(), done
    assert faults == []
    assert len(askers) > 100


def test_a_session_that_writes_has_no_closed_project_in_its_scope(shared_world: World) -> None:
    scope = shared_world.runtime.grants.system_scope(shared_world.sides["A"].group_id, None)
    left = shared_world.sites[LEFT].project_id
    assert left in scope.visible_projects
    assert scope.closed == {left}
    with ScopedSession(shared_world.runtime.database, scope, writes=True) as session:
        assert left not in session.scope.visible_projects
    with ScopedSession(shared_world.runtime.database, scope, writes=False) as session:
        assert left in session.scope.visible_projects
