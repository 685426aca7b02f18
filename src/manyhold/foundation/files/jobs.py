"""Scheduled: contents without a row are swept away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.storage import FileStore, contents
from manyhold.kernel.jobs.run import JobRun

KEPT_WITHOUT_ROW = timedelta(hours=24)
"""Longer than any upload takes from the content to its row."""


def sweep(run: JobRun) -> dict[str, Any]:
    """Remove the group's contents that no row names and that were last put a day ago or earlier."""
    group_id = run.scope.group_id
    before = run.runtime.clock.now() - KEPT_WITHOUT_ROW
    removed = 0
    for folder in FileStore(run.runtime.settings.data).folders(group_id):
        old = contents(folder, before=before.timestamp())
        with run.reading() as ctx:
            named = set(ctx.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(old))))
        for sha256 in old.keys() - named:
            removed += sum(_removed(path, before.timestamp()) for path in old[sha256])
    return {"removed": removed}


def _removed(path: Path, before: float) -> bool:
    """Whether it was removed: a content that has been put again meanwhile stays."""
    if path.stat().st_mtime >= before:
        return False
    path.unlink()
    return True
