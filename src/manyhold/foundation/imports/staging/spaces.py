"""Changing the spaces that a workbook states otherwise, and back: one statement, with an audit entry per space."""

from __future__ import annotations

from sqlalchemy import String, and_, literal, select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.imports.models import Import
from manyhold.foundation.imports.staging.models import FACTS, FLOOR, StagedSpace
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.clock import Instant
from manyhold.kernel.context import Context
from manyhold.kernel.database import Id


def rewrite(ctx: Context, upload: Import, action: str) -> int:
    """Give spaces the values staged under `action`, those alone that are still at the revision seen.

    Returns their number; the caller compares it with what it expects and rolls back when somebody was faster.
    """
    if not upload.counts["spaces_changed"]:
        return 0
    staged = (StagedSpace.import_id == upload.id, StagedSpace.run == upload.run, StagedSpace.action == action)
    untouched = and_(Space.id == StagedSpace.space_id, Space.revision == StagedSpace.seen_revision)
    columns = (getattr(StagedSpace, name) for name in (*FLOOR, *FACTS))
    values = select(StagedSpace.space_id.label("id"), *columns)
    changed = bulk.update_from_select(ctx.session, Space, values.join(Space, untouched).where(*staged))
    texts = {
        "action": "update",
        "subject": Space.__tablename__,
        "reason": "",
        "permission": ctx.permission,
        "request_id": ctx.request_id,
    }
    entries = select(
        StagedSpace.project_id,
        StagedSpace.space_id.label("subject_id"),
        StagedSpace.changes,
        literal(ctx.now, Instant()).label("at"),
        literal(ctx.actor.id, Id).label("actor_id"),
        literal(1).label("row_count"),
        *(literal(text, String()).label(name) for name, text in texts.items()),
    )
    first = bulk.reserve_ids(ctx.session, upload.counts["spaces_changed"])
    bulk.insert_from_select(ctx.session, AuditEntry, entries.where(*staged), first_id=first, is_audited=False)
    return changed
