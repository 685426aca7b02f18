"""Scheduled: parts that nobody waits for any more are swept away."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.files.uploads.service import LASTS
from manyhold.kernel.contents import KEPT_WITHOUT_ROW, UPLOADS
from manyhold.kernel.jobs.run import JobRun


def sweep(run: JobRun) -> dict[str, Any]:
    """Remove the group's parts that came before any upload that may still be finished was begun."""
    before = (run.runtime.clock.now() - LASTS - KEPT_WITHOUT_ROW).timestamp()
    contents = run.runtime.contents
    old = [one.key for one in contents.walk(f"{UPLOADS}/{run.scope.group_id}/") if one.put_at < before]
    return {"removed": sum(contents.remove(key, put_before=before) for key in old)}
