"""Scheduled: what was delivered, or given up, long enough ago is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from manyhold.foundation.webhooks.models import PENDING, WebhookDelivery
from manyhold.kernel import bulk
from manyhold.kernel.jobs.run import JobRun


def forget(run: JobRun) -> dict[str, Any]:
    """Remove deliveries that ended, and are as old as the events that they told of may become."""
    with run.step() as ctx:
        before = ctx.now - timedelta(days=ctx.runtime.settings.events_kept_days)
        ended = [WebhookDelivery.created_at < before, WebhookDelivery.state != PENDING]
        return {"deliveries": bulk.delete_where(ctx.session, WebhookDelivery, ended)}
