"""Forgetting: entries older than the installation keeps them; never younger than six months (网络安全法)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.service import note
from manyhold.kernel import bulk
from manyhold.kernel.jobs.run import JobRun

ROWS_PER_STEP = 5_000


def forget(run: JobRun) -> dict[str, Any]:
    """Remove a group's entries that were kept for `audit_kept_days`, in short steps; what was removed is noted."""
    oldest = run.runtime.clock.now() - timedelta(days=run.runtime.settings.audit_kept_days)
    old = select(AuditEntry.id).where(AuditEntry.at < oldest).order_by(AuditEntry.at).limit(ROWS_PER_STEP)
    gone, removed = 0, ROWS_PER_STEP
    while removed == ROWS_PER_STEP:
        with run.step() as ctx:
            removed = bulk.delete_where(ctx.session, AuditEntry, [AuditEntry.id.in_(old)], is_audited=False)
            gone += removed
            if removed:
                note(ctx, "forget", AuditEntry.__tablename__, before=oldest.isoformat(), rows=removed)
    return {"entries": gone}
