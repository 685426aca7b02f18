"""Scheduled work: forget who reported how often, once it no longer limits anybody."""

from __future__ import annotations

from typing import Any

from manyhold.kernel import bulk
from manyhold.kernel.jobs.run import JobRun
from manyhold.modules.workorders.places.models import PublicQuota
from manyhold.modules.workorders.places.rules import QUOTA_KEPT_FOR


def forget_quotas(run: JobRun) -> dict[str, Any]:
    """Remove the counts of windows that ended long ago."""
    with run.step() as ctx:
        before = ctx.now - QUOTA_KEPT_FOR
        return {"removed": bulk.delete_where(ctx.session, PublicQuota, [PublicQuota.window_start < before])}
