"""The end of a project with us: its last billing day, the moment from which it is closed, and who may look at it then.

All of it is dated beforehand. From `closes_at` on nobody writes to the project: no session that writes has it in its scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.organisation.models import Project, ProjectClosing
from manyhold.kernel.context import Context


def closing_of(ctx: Context, project_id: int) -> ProjectClosing | None:
    """What is set of a project's end, if anything is."""
    return ctx.one(ProjectClosing, ProjectClosing.project_id == project_id)


def last_billing_day(ctx: Context, project_id: int) -> date | None:
    """The last day for which a project is billed by us; None while none is set."""
    closing = closing_of(ctx, project_id)
    return None if closing is None else closing.last_billing_on


def left_projects(now: datetime) -> Select[Any]:
    """The ids of projects that have left, for what works without a scope."""
    return select(ProjectClosing.project_id).where(ProjectClosing.closes_at <= now)


def set_last_billing_day(ctx: Context, project: Project, day: date) -> None:
    """Bill the project up to and with `day`, and not beyond."""
    _closing(ctx, project).last_billing_on = day


def close_project(
    ctx: Context, project: Project, *, closes_at: datetime, kept_until: date, reader_ids: Iterable[int]
) -> None:
    """Close the project from a moment to come; named readers go on to read. Its stage `left` is entered beside it."""
    closing = _closing(ctx, project)
    closing.closes_at, closing.kept_until = closes_at, kept_until
    closing.reader_ids = sorted(set(reader_ids))
    ctx.session.flush()
    ctx.runtime.grants.void(ctx.session)


def forget_closing(ctx: Context, project: Project) -> None:
    """Nothing is set any more: the project stays after all. Only before it has a moment at which it closes."""
    closing = closing_of(ctx, project.id)
    if closing is not None and closing.closes_at is None:
        ctx.session.delete(closing)


def _closing(ctx: Context, project: Project) -> ProjectClosing:
    closing = closing_of(ctx, project.id)
    if closing is None:
        closing = ProjectClosing(
            project_id=project.id, last_billing_on=None, closes_at=None, kept_until=None, reader_ids=[]
        )
        ctx.session.add(closing)
    return closing
