"""The jobs that remove imports: one that was given up by hand, and what was kept long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.imports import store
from manyhold.foundation.imports.models import DISCARDED, REVERSED, UNLOADED, Import, ImportSheet
from manyhold.foundation.imports.staging import rows as staging
from manyhold.kernel import bulk
from manyhold.kernel.contents import KEPT_WITHOUT_ROW
from manyhold.kernel.context import Context
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.jobs.run import JobRun


def discard(run: JobRun) -> dict[str, Any]:
    """Remove an import that was given up, with all that was staged; its file goes with the next sweep."""
    import_id: int = run.args["import_id"]
    with run.reading() as ctx:
        upload = ctx.one(Import, Import.id == import_id, Import.state == DISCARDED)
    if upload is not None:
        _remove(run, upload)
    return {"import_id": import_id}


def sweep(run: JobRun) -> dict[str, Any]:
    """Remove the group's uploads that nobody went on with, what a reversed import still holds, and files of neither.

    Of a reversed import its row stays: it says who loaded and reversed what, and counts as settled.
    """
    now, settings = run.runtime.clock.now(), run.runtime.settings
    abandoned = now - timedelta(days=settings.imports_abandoned_days)
    reversed_before = now - timedelta(days=settings.imports_reversed_days)
    is_idle = ~select(Job.id).where(Job.id == Import.job_id, Job.state.in_((QUEUED, RUNNING))).exists()
    with run.reading() as ctx:
        given_up = ctx.session.scalars(
            select(Import).where(
                is_idle,
                or_(
                    Import.state == DISCARDED,
                    Import.state.in_(UNLOADED) & (Import.touched_at < abandoned),
                ),
            )
        ).all()
        reverted = ctx.session.scalars(
            select(Import).where(
                is_idle,
                Import.state == REVERSED,
                Import.reversed_at < reversed_before,
                Import.swept_at.is_(None),
            )
        ).all()
    removed = sum(_give_up(run, upload) for upload in given_up)
    for upload in reverted:
        _empty(run, upload)
    return {"imports": removed, "emptied": len(reverted), "files": _sweep_files(run)}


def _give_up(run: JobRun, upload: Import) -> bool:
    """Remove an upload, unless somebody went on with it meanwhile."""
    with run.step() as ctx:
        row = ctx.one(Import, Import.id == upload.id)
        if row is None or row.revision != upload.revision:
            return False
        row.state = DISCARDED
    _remove(run, upload)
    return True


def _remove(run: JobRun, upload: Import) -> None:
    staging.clear(run, upload.id, before=upload.run + 1)
    with run.step() as ctx:
        _forget_sheets(ctx, upload)
        ctx.session.delete(ctx.get(Import, upload.id))


def _empty(run: JobRun, upload: Import) -> None:
    staging.clear(run, upload.id, before=upload.run + 1)
    with run.step() as ctx:
        _forget_sheets(ctx, upload)
        ctx.get(Import, upload.id).swept_at = ctx.now


def _forget_sheets(ctx: Context, upload: Import) -> None:
    bulk.delete_where(ctx.session, ImportSheet, [ImportSheet.import_id == upload.id], is_audited=False)


def _sweep_files(run: JobRun) -> int:
    """Remove workbooks that no import of the group holds any more and that were last put a day ago or earlier."""
    group_id, before = run.scope.group_id, (run.runtime.clock.now() - KEPT_WITHOUT_ROW).timestamp()
    with run.reading() as ctx:
        held = set(ctx.session.scalars(select(Import.sha256).where(Import.swept_at.is_(None))))
    contents = run.runtime.contents
    kept = store.kept(run.runtime, group_id)
    return sum(contents.remove(one.key, put_before=before) for one in kept if one.name not in held)
