"""The context of one unit of work: who acts, within which rows, at what moment."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from manyhold.kernel.errors import Forbidden, NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.mixins import space_tree
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession

Row = TypeVar("Row")


class Context:
    """Handed to every verb and query; a verb works in `session` and never commits it.

    `source` is the network address that asks, empty for the system itself.
    """

    def __init__(
        self,
        runtime: Runtime,
        session: ScopedSession,
        actor: Actor,
        *,
        permission: str = "",
        request_id: str = "",
        source: str = "",
    ) -> None:
        self.runtime = runtime
        self.session = session
        self.actor = actor
        self.permission = permission
        self.request_id = request_id
        self.source = source
        self.now: datetime = runtime.clock.now()
        self.headers: dict[str, str] = {}
        self.reason = ""
        self.origin = ""
        """Scheme and host of the address at which this was asked; empty outside a request."""
        self.body = b""
        """What was sent to a route that takes bytes as they are."""
        session.info["context"] = self

    @property
    def scope(self) -> Scope:
        return self.session.scope

    @property
    def group_id(self) -> int:
        return self.actor.group_id

    @contextmanager
    def reading(self) -> Generator[Context, None, None]:
        """A read transaction of its own, over before this one begins to write.

        For what takes long and needs to look first, such as the hash of a password.
        """
        with ScopedSession(self.runtime.database, self.scope, writes=False) as session:
            yield Context(self.runtime, session, self.actor, permission=self.permission)

    def get(self, kind: type[Row], row_id: int) -> Row:
        """The row within the scope, or NotFound: somebody else's row answers as one that is not there."""
        row = self.session.get(kind, row_id)
        if row is None:
            raise NotFound("not_found", kind=getattr(kind, "__tablename__", ""), id=row_id)
        return row

    def one(self, kind: type[Row], *where: Any) -> Row | None:
        """The single row for which all of `where` hold, or None."""
        return self.session.scalars(select(kind).where(*where)).one_or_none()

    def may(self, permission: str, project_id: int | None = None, space_id: int | None = None) -> bool:
        """Whether the actor holds `permission`: in that space of a project, on all of it, or (None) on the group.

        A right over some buildings counts in these alone: not without a space, and not in any other.
        """
        if self.actor.is_system:
            return True
        if self.actor.id == 0:
            return False
        scope = self.runtime.grants.scope(self.actor, permission)
        if scope is None:
            return False
        if project_id is None:
            return scope.group_wide
        if project_id in scope.projects or project_id not in scope.narrowed or space_id is None:
            return project_id in scope.projects
        space = self.session.get(space_tree(), space_id)
        return space is not None and space.project_id == project_id and space.lies_in(scope.zones)

    def require(self, permission: str, project_id: int | None = None, space_id: int | None = None) -> None:
        """Raise Forbidden unless the actor holds a second permission where this row is."""
        if not self.may(permission, project_id, space_id):
            raise Forbidden("permission_missing", permission=permission)
