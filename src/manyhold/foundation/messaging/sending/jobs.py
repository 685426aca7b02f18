"""Scheduled: what was delivered long enough ago is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from manyhold.foundation.messaging.alerts.models import RUNNING, Alert
from manyhold.foundation.messaging.deliveries.models import PENDING, MessageDelivery
from manyhold.kernel import bulk
from manyhold.kernel.jobs.run import JobRun


def forget(run: JobRun) -> dict[str, Any]:
    """Remove the log of what is older than it is kept; what is still on its way stays."""
    with run.step() as ctx:
        before = ctx.now - timedelta(days=ctx.runtime.settings.deliveries_kept_days)
        old = [MessageDelivery.created_at < before, MessageDelivery.state != PENDING]
        deliveries = bulk.delete_where(ctx.session, MessageDelivery, old)
        ended = [Alert.created_at < before, Alert.state != RUNNING]
        return {"deliveries": deliveries, "alerts": bulk.delete_where(ctx.session, Alert, ended)}
