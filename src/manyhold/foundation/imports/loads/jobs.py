"""The job that makes a checked import real: people written ahead unseen, then one transaction for all the rest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, literal, select

from manyhold.foundation.imports.checks.documents import staged
from manyhold.foundation.imports.contract import ImportLoaded
from manyhold.foundation.imports.kinds.port import documents_of
from manyhold.foundation.imports.models import LOADED, LOADING, Import
from manyhold.foundation.imports.notices import tell
from manyhold.foundation.imports.settled import settled
from manyhold.foundation.imports.staging import rows as staging
from manyhold.foundation.imports.staging import spaces
from manyhold.foundation.imports.staging.models import (
    CHANGE,
    CREATE,
    FACTS,
    FLOOR,
    StagedHolding,
    StagedParties,
    StagedSpace,
)
from manyhold.foundation.organisation.queries import hold_project
from manyhold.foundation.parties import unlinked
from manyhold.foundation.parties.models import Holding, Link
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.run import JobFailed, JobRun

_PLACE = ("parent_id", "phase_id", "building_id", "unit_id", "kind", "code", "name", "label")


def load(run: JobRun) -> dict[str, Any]:
    """Load a checked import, all or nothing.

    Raises JobFailed `import_not_loading`, and `import_outdated` when the project has changed since the check.
    """
    import_id: int = run.args["import_id"]
    with run.reading() as ctx:
        upload = ctx.get(Import, import_id)
        if upload.state == LOADED:  # the final step was committed by a worker that died before saying so
            return upload.counts
        if upload.state != LOADING:
            raise JobFailed("import_not_loading")
        _refuse_outdated(ctx, upload)
        parties = ctx.session.scalar(
            select(func.sum(StagedParties.row_count)).where(
                StagedParties.import_id == import_id, StagedParties.run == upload.run
            )
        )
    number, total = upload.run, int(parties or 0) + 1
    for batch_id in staging.batches_of_people(run, import_id, number, written=False):
        _write_ahead(run, batch_id, total)
    with run.step(done=total, total=total) as ctx:
        upload = ctx.get(Import, import_id)
        hold_project(ctx, upload.project_id)  # two loads at once would each find the ground unmoved
        _refuse_outdated(ctx, upload)
        documents = documents_of(run.runtime.registry, upload.kind)
        if documents is None:
            _spaces(ctx, upload)
            _holdings(ctx, upload)
        else:
            documents.load(ctx, upload.project_id, upload.id, staged(ctx, upload.id, upload.run))
        upload.state, upload.loaded_at, upload.loaded_by = LOADED, ctx.now, ctx.actor.id
        counts = upload.counts
        loaded = ImportLoaded(
            import_id=import_id,
            spaces_created=counts["spaces_created"],
            spaces_changed=counts["spaces_changed"],
            holdings_created=counts["holdings_created"],
        )
        publish(ctx, loaded, project_id=upload.project_id)
        tell(ctx, upload, "imports.loaded")
    return counts


def _write_ahead(run: JobRun, batch_id: int, total: int) -> None:
    """Write a batch of people whom no link names yet; sealing and search tokens are made before the lock is held."""
    with run.reading() as ctx:
        batch = ctx.get(StagedParties, batch_id)
        people = staging.people_of(ctx, batch)
        sealed = unlinked.seal(ctx, people)
    with run.step(done=min(run.progress[0] + len(people), total - 1), total=total) as ctx:
        unlinked.write(ctx, sealed)
        ctx.get(StagedParties, batch_id).is_written = True


def _refuse_outdated(ctx: Context, upload: Import) -> None:
    """What another import loaded or took away since the check, this one has not been compared with."""
    if settled(ctx, upload.project_id) != upload.settled_before:
        raise JobFailed("import_outdated")


def _spaces(ctx: Context, upload: Import) -> None:
    session, project_id = ctx.session, upload.project_id
    mine = (StagedSpace.import_id == upload.id, StagedSpace.run == upload.run)
    taken = (
        select(StagedSpace.id)
        .join(Space, and_(Space.project_id == StagedSpace.project_id, Space.code == StagedSpace.code))
        .where(*mine, StagedSpace.action == CREATE)
    )
    if session.scalar(taken.limit(1)) is not None:
        raise JobFailed("import_outdated")
    made = (getattr(StagedSpace, name) for name in (*_PLACE, *FLOOR, *FACTS))
    bulk.insert_from_select(
        session,
        Space,
        select(
            StagedSpace.space_id.label("id"),
            *made,
            literal(True).label("is_active"),
            literal(1).label("revision"),
        ).where(*mine, StagedSpace.action == CREATE),
        project_id=project_id,
    )
    if spaces.rewrite(ctx, upload, CHANGE) != upload.counts["spaces_changed"]:
        raise JobFailed("import_outdated")


def _holdings(ctx: Context, upload: Import) -> None:
    session, project_id = ctx.session, upload.project_id
    mine = (StagedHolding.import_id == upload.id, StagedHolding.run == upload.run)
    known = and_(Link.party_id == StagedHolding.party_id, Link.space_id == StagedHolding.space_id)
    links = (
        select(StagedHolding.link_id.label("id"), StagedHolding.space_id, StagedHolding.party_id)
        .outerjoin(Link, and_(known, Link.project_id == StagedHolding.project_id))
        .where(*mine, StagedHolding.link_id > 0, Link.id.is_(None))
    )
    bulk.insert_from_select(session, Link, links, project_id=project_id)
    columns = (StagedHolding.id, StagedHolding.space_id, StagedHolding.party_id, StagedHolding.role)
    begun = select(
        *columns,
        StagedHolding.starts_on,
        StagedHolding.is_contact,
        literal(False).label("is_payer"),
        literal(False).label("is_vote_representative"),
        literal(1).label("revision"),
    ).where(*mine)
    bulk.insert_from_select(session, Holding, begun, project_id=project_id)
