"""One search box over all modules: each declares in its manifest how its things are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic import BaseModel

from manyhold.kernel.context import Context
from manyhold.kernel.modules import resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession


class Hit(BaseModel):
    """Something found: what it is, where it is, and two lines by which people recognise it."""

    kind: str
    id: int
    project_id: int | None
    title: str
    subtitle: str


Find = Callable[[Context, str, int], list[Hit]]
"""What a manifest's `searches` name: at most so many hits for a text, within the context's scope."""


def search(
    runtime: Runtime, actor: Actor, text: str, *, limit: int, project_id: int | None = None
) -> Iterator[Hit]:
    """At most `limit` hits of each kind, each sought in the scope of the permission that its module names.

    With `project_id` only in that project.
    """
    registry = runtime.registry
    for module in registry.manifests.values():
        for one in module.searches if module.name in registry.running else ():
            scope = runtime.grants.scope(actor, one.permission)
            if scope is not None:
                scope = scope if project_id is None else scope.within(project_id)
                find: Find = resolve(one.find)
                with ScopedSession(runtime.database, scope, writes=False) as session:
                    yield from find(Context(runtime, session, actor, permission=one.permission), text, limit)
