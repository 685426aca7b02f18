"""How a public token finds its scope: the one place that it opens, and nothing beside it.

It reads before there is any scope, therefore by SystemSession.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.closing import closings
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.workorders.places.models import PublicReport, SpaceCode


def by_place(runtime: Runtime, path: Mapping[str, Any]) -> tuple[Actor, Scope]:
    """The scope of a code in force; NotFound `code_unknown` for an unknown or revoked one."""
    held = SpaceCode.token_digest == token_digest(str(path["token"]))
    return _scope(runtime, SpaceCode, (held, SpaceCode.revoked_at.is_(None)), "code_unknown")


def by_report(runtime: Runtime, path: Mapping[str, Any]) -> tuple[Actor, Scope]:
    """The scope of a report that is being followed; it outlives the code through which it came."""
    held = PublicReport.token_digest == token_digest(str(path["token"]))
    return _scope(runtime, PublicReport, (held,), "report_unknown")


def _scope(runtime: Runtime, kind: type[Any], where: tuple[Any, ...], unknown: str) -> tuple[Actor, Scope]:
    with SystemSession(runtime.database, writes=False) as session:
        found = session.execute(
            select(Project.group_id, kind.project_id, kind.space_id)
            .join(Project, Project.id == kind.project_id)
            .where(*where)
        ).one_or_none()
        left = found is not None and any(
            one.project_id == found.project_id and one.closes_at <= runtime.clock.now()
            for one in closings(session, found.group_id)
        )
    if found is None or left:
        raise NotFound(unknown)
    scope = Scope(found.group_id, narrowed=frozenset({found.project_id}), zones=frozenset({found.space_id}))
    return Actor.public(found.group_id), scope
