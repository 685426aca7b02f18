"""One search box over all modules: each declares in its manifest how its things are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import structlog
from pydantic import BaseModel, TypeAdapter

from manyhold.kernel.context import Context
from manyhold.kernel.modules import resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.services.calls import Call, letter
from manyhold.kernel.services.peers import ServiceAway

log = structlog.get_logger()


class Hit(BaseModel):
    """Something found: what it is, where it is, and two lines by which people recognise it."""

    kind: str
    id: int
    project_id: int | None
    title: str
    subtitle: str


HITS = TypeAdapter(list[Hit])
Find = Callable[[Context, str, int], list[Hit]]
"""What a manifest's `searches` name: at most so many hits for a text, within the context's scope."""


def search(
    runtime: Runtime,
    actor: Actor,
    text: str,
    *,
    limit: int,
    project_id: int | None = None,
    request_id: str = "",
) -> Iterator[Hit]:
    """At most `limit` hits of each kind, each sought in the scope of the permission that its module names.

    With `project_id` only in that project.
    """
    registry = runtime.registry
    for module in registry.manifests.values():
        for one in module.searches if _is_reached(runtime, module.name) else ():
            scope = runtime.grants.scope(actor, one.permission)
            if scope is None:
                continue
            scope = scope if project_id is None else scope.within(project_id)
            if module.name not in registry.running:
                yield from _elsewhere(
                    runtime,
                    module.name,
                    Call(
                        actor,
                        scope,
                        one.permission,
                        request_id,
                        {"find": one.find, "text": text, "limit": limit},
                    ),
                )
                continue
            find: Find = resolve(one.find)
            with ScopedSession(runtime.database, scope, writes=False) as session:
                yield from find(Context(runtime, session, actor, permission=one.permission), text, limit)


def _is_reached(runtime: Runtime, module: str) -> bool:
    return module in runtime.registry.running or runtime.peers.knows(module)


def _elsewhere(runtime: Runtime, module: str, call: Call) -> list[Hit]:
    """The hits of a module in another service; none while it is away, so that the rest can be found."""
    try:
        return HITS.validate_json(
            runtime.peers.post(letter(runtime, module, "searches", call), may_repeat=True)
        )
    except ServiceAway:
        log.warning("search_left_out", module=module)
        return []
