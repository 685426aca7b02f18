"""What the closing of a project does to rights: grants in it end, and what may be read of it afterwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.organisation.models import Project, ProjectClosing
from manyhold.kernel.context import Context
from manyhold.kernel.modules import Permission
from manyhold.kernel.scoping.session import SystemSession

READ_LEFT = "organisation.read_left"
"""Records of left projects: who holds it there reads on what they could read."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A project that closes: when, until when its records are kept, and who reads on by name."""

    project_id: int
    closes_at: datetime
    kept_until: date
    reader_ids: frozenset[int]


def closings(session: SystemSession, group_id: int) -> tuple[Closing, ...]:
    """The projects of a group that have a moment at which they close."""
    rows = session.execute(
        select(
            ProjectClosing.project_id,
            ProjectClosing.closes_at,
            ProjectClosing.kept_until,
            ProjectClosing.reader_ids,
        )
        .join(Project, Project.id == ProjectClosing.project_id)
        .where(Project.group_id == group_id, ProjectClosing.closes_at.is_not(None))
    )
    return tuple(Closing(row[0], row[1], row[2], frozenset(row[3])) for row in rows)


def is_reading(right: Permission) -> bool:
    """Whether a right only looks: by its verb, which is `read` or begins with it."""
    return right.name.rpartition(".")[2].startswith("read")


def end_grants(ctx: Context, project_id: int, last_day: date, *, except_for: Collection[int]) -> int:
    """End the grants in a project, of people and of API clients, with `last_day`; returns how many.

    Named readers keep theirs. Grants on the group or a node go on elsewhere; in the closed project they end by themselves.
    """
    grants = ctx.session.scalars(
        select(Grant).where(
            Grant.at_project_id == project_id,
            Grant.revoked_at.is_(None),
            or_(Grant.ends_on.is_(None), Grant.ends_on > last_day),
        )
    ).all()
    ended = [grant for grant in grants if grant.person_id not in except_for]
    for grant in ended:
        grant.ends_on = max(last_day, grant.starts_on)
    ctx.session.flush()
    ctx.runtime.grants.void(ctx.session)
    return len(ended)
