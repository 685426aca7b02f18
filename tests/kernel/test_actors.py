"""Nobody in particular: the system holds every permission, the public none, though both act as id 0."""

from __future__ import annotations

import pytest

from manyhold.kernel.context import Context
from manyhold.kernel.errors import Forbidden
from manyhold.kernel.jobs.run import start
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.modules.workorders.places.entry import by_place
from modules.workorders.asked import make_code
from worlds.world import World

ASKED = ("workorders.read", "workorders.assign", "identity.manage")


def test_the_public_holds_no_permission_and_starts_no_work(shared_world: World) -> None:
    world = shared_world
    group, project = world.sides["A"].group_id, world.sites["A1"].project_id
    behind_code = by_place(world.runtime, {"token": make_code(world)})
    for actor, scope in ((Actor.public(), Scope(0)), (Actor.public(group), Scope(group)), behind_code):
        with ScopedSession(world.runtime.database, scope, writes=False) as session:
            ctx = Context(world.runtime, session, actor)
            assert not any(ctx.may(permission, project) or ctx.may(permission) for permission in ASKED)
            with pytest.raises(Forbidden):
                ctx.require("workorders.read", project)
            with pytest.raises(Forbidden):
                start(ctx, "keys.reseal", {}, project_id=project)


def test_the_system_holds_them_all(shared_world: World) -> None:
    ctx = shared_world.context("A1", writes=False)
    with ctx.session:
        assert all(ctx.may(permission) for permission in ASKED)
