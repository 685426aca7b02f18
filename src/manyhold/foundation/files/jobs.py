"""Scheduled: contents without a row are swept away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.storage import FileStore
from manyhold.kernel.contents import KEPT_WITHOUT_ROW
from manyhold.kernel.jobs.run import JobRun


def sweep(run: JobRun) -> dict[str, Any]:
    """Remove the group's contents that no row names and that were last put a day ago or earlier."""
    before = (run.runtime.clock.now() - KEPT_WITHOUT_ROW).timestamp()
    contents = run.runtime.contents
    removed = 0
    for old in FileStore(contents).put_before(run.scope.group_id, before):
        with run.reading() as ctx:
            named = set(ctx.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(old))))
        for sha256 in old.keys() - named:
            removed += sum(contents.remove(one.key, put_before=before) for one in old[sha256])
    return {"removed": removed}
