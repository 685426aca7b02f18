"""Recording: each flush and each set statement leaves its entries in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState

from manyhold.foundation.audit.models import AuditEntry
from manyhold.kernel.context import Context
from manyhold.kernel.scoping.mixins import Addressed, TrailScoped
from manyhold.kernel.scoping.session import ScopedSession

SECRET_ENDINGS = frozenset(
    {"csrf", "digest", "hash", "hashed", "password", "pin", "sealed", "secret", "secrets", "token", "tokens"}
)
"""The last word of a column's name that makes it a secret: whoever adds such a column need not remember this list."""
QUIET_COLUMNS = frozenset({"revision"})


class AuditTrail:
    """The kernel's ChangeSink. Trails, inboxes and unscoped machinery are not recorded: they are records."""

    def record_flush(self, session: ScopedSession) -> None:
        for row in tuple(session.new):
            if _is_recorded(row):
                session.add(_entry(session, "insert", row, _after(row)))
        for row in tuple(session.dirty):
            if _is_recorded(row) and session.is_modified(row) and (changes := _before_and_after(row)):
                session.add(_entry(session, "update", row, changes))
        for row in tuple(session.deleted):
            if _is_recorded(row):
                session.add(_entry(session, "delete", row, _after(row)))

    def record_set(
        self, session: ScopedSession, verb: str, table: str, project_id: int | None, rows: int
    ) -> None:
        session.add(
            _blank(
                session, f"{verb}_set", table, project_id=project_id, subject_id=0, changes={}, row_count=rows
            )
        )


def note(
    ctx: Context,
    action: str,
    subject: str,
    subject_id: int = 0,
    *,
    project_id: int | None = None,
    reason: str = "",
    **changes: Any,
) -> None:
    """Record an act that is not a write: an unmasking, an export, a look into somebody's household."""
    entry = _blank(
        ctx.session,
        action,
        subject,
        project_id=project_id,
        subject_id=subject_id,
        changes=changes,
        row_count=1,
    )
    entry.reason = reason
    ctx.session.add(entry)


def note_while_reading(
    ctx: Context, action: str, subject: str, *, project_id: int | None = None, **changes: Any
) -> None:
    """`note` for a route that only reads: in a transaction of its own, done before the answer leaves.

    Nobody writes to a project that has left, its trail included: who looks into its records stands in the group's.
    """
    scope = ctx.scope
    if project_id in scope.closed:
        scope, changes, project_id = (
            replace(scope, group_wide=True),
            {**changes, "left_project_id": project_id},
            None,
        )
    with ScopedSession(ctx.runtime.database, scope, writes=True) as session:
        apart = Context(ctx.runtime, session, ctx.actor, permission=ctx.permission, request_id=ctx.request_id)
        note(apart, action, subject, project_id=project_id, **changes)
        session.commit()


def is_secret(column: str) -> bool:
    """Whether the trail tells only that a column changed, and never what is in it."""
    return column.rsplit("_", 1)[-1] in SECRET_ENDINGS


def _entry(session: ScopedSession, action: str, row: Any, changes: dict[str, Any]) -> AuditEntry:
    return _blank(
        session,
        action,
        row.__tablename__,
        project_id=getattr(row, "project_id", None),
        subject_id=getattr(row, "id", 0) or 0,
        changes=changes,
        row_count=1,
    )


def _blank(
    session: ScopedSession,
    action: str,
    subject: str,
    *,
    project_id: int | None,
    subject_id: int,
    changes: dict[str, Any],
    row_count: int,
) -> AuditEntry:
    ctx: Context = session.info["context"]
    return AuditEntry(
        group_id=session.scope.group_id,
        project_id=project_id,
        at=ctx.now,
        actor_id=ctx.actor.id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        changes=changes,
        reason=ctx.reason,
        permission=ctx.permission,
        request_id=ctx.request_id,
        row_count=row_count,
    )


def _is_recorded(row: Any) -> bool:
    return not isinstance(row, TrailScoped | Addressed)


def _after(row: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    names = [column.key for column in state.mapper.column_attrs]
    values = {name: _shown(name, getattr(row, name)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _before_and_after(row: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    changes: dict[str, Any] = {}
    for name in [column.key for column in state.mapper.column_attrs]:
        history = state.attrs[name].history
        if name not in QUIET_COLUMNS and history.has_changes():
            before = history.deleted[0] if history.deleted else None
            changes[name] = [_shown(name, before), _shown(name, getattr(row, name))]
    return changes


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, bytes) or is_secret(name):
        return "•••"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
