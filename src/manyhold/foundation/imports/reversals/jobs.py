"""The job that takes an import back: what it made goes, what it changed is as it was."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.imports.contract import ImportReversed
from manyhold.foundation.imports.kinds.port import documents_of
from manyhold.foundation.imports.models import LOADED, REVERSED, Import
from manyhold.foundation.imports.notices import tell
from manyhold.foundation.imports.reversals.references import references
from manyhold.foundation.imports.staging import rows as staging
from manyhold.foundation.imports.staging import spaces
from manyhold.foundation.imports.staging.models import CREATE, RESTORE, StagedHolding, StagedSpace
from manyhold.foundation.organisation.queries import hold_project
from manyhold.foundation.parties.models import Holding, Link
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.run import JobFailed, JobRun


def reverse(run: JobRun) -> dict[str, Any]:
    """Reverse a loaded import in one transaction, then remove its people, who are by then seen by nobody.

    Raises JobFailed `import_not_loaded`, and `import_in_use` when something came to rest on it meanwhile.
    """
    import_id: int = run.args["import_id"]
    with run.reading() as ctx:
        upload = ctx.get(Import, import_id)
    if upload.state == LOADED:
        with run.step(done=0, total=1) as ctx:
            upload = ctx.get(Import, import_id)
            _take_back(ctx, upload)
    elif upload.state != REVERSED:
        raise JobFailed("import_not_loaded")
    for batch_id in staging.batches_of_people(run, import_id, upload.run, written=True):
        staging.take_back(run, batch_id)
    return upload.counts


def _take_back(ctx: Context, upload: Import) -> None:
    hold_project(ctx, upload.project_id)
    if references(ctx, upload):
        raise JobFailed("import_in_use")
    documents = documents_of(ctx.runtime.registry, upload.kind)
    if documents is not None:
        documents.take_back(ctx, upload.id)
    session = ctx.session
    held = (StagedHolding.import_id == upload.id, StagedHolding.run == upload.run)
    staged = (StagedSpace.import_id == upload.id, StagedSpace.run == upload.run)
    bulk.delete_where(session, Holding, [Holding.id.in_(select(StagedHolding.id).where(*held))])
    bulk.delete_where(session, Link, [Link.id.in_(select(StagedHolding.link_id).where(*held))])
    made = select(StagedSpace.space_id).where(*staged, StagedSpace.action == CREATE)
    bulk.delete_where(session, Space, [Space.id.in_(made)])
    if spaces.rewrite(ctx, upload, RESTORE) != upload.counts["spaces_changed"]:
        raise JobFailed("import_in_use")
    upload.state, upload.reversed_at = REVERSED, ctx.now
    publish(ctx, ImportReversed(import_id=upload.id), project_id=upload.project_id)
    tell(ctx, upload, "imports.reversed")
