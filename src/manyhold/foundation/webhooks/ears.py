"""What a subscription may hear now: what its client may read where it has one, else what its owner may."""

from __future__ import annotations

from manyhold.foundation.webhooks.models import PING, Subscription
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope


class Ears:
    """What subscriptions may hear now; each one's scope is asked for once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._scopes: dict[tuple[int, str], Scope | None] = {}

    def hears(self, one: Subscription, event: OutboxEvent) -> bool:
        """Whether it wants a fresh event and may hear it."""
        if (event.position or 0) <= one.position:
            return False
        if event.group_id != one.group_id or event.name not in one.events:
            return False
        if one.project_ids and event.project_id not in one.project_ids:
            return False
        return self.may_hear(one, event.name, event.project_id)

    def may_hear(self, one: Subscription, event: str, project_id: int | None) -> bool:
        """Whether its client, or its owner, may read what such an event tells of. A test tells of nothing."""
        if event == PING:
            return True
        scope = self._scope(one, event)
        if scope is None:
            return False
        return scope.group_wide if project_id is None else project_id in scope.projects

    def _scope(self, one: Subscription, event: str) -> Scope | None:
        permission = self._runtime.registry.topic_permission(event)
        if permission is None:
            return None
        key = (one.id, permission)
        if key not in self._scopes:
            actor = Actor(one.api_client_id or one.owner_id, one.group_id)
            self._scopes[key] = self._runtime.grants.scope(actor, permission)
        return self._scopes[key]
