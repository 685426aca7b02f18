"""Verbs: enter a contract, edit it, end it before its time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.models import LegalEntity
from manyhold.foundation.organisation.queries import project_held
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.agreements.models import Agreement
from manyhold.modules.agreements.rules import end_order
from manyhold.modules.agreements.schemas import AgreementChange, AgreementEndIn, AgreementIn

PURPOSE = "agreements.file"
_MAY_BE_NONE = frozenset({"signed_on", "ends_on", "rate_bp"})


def enter(ctx: Context, wanted: AgreementIn) -> Agreement:
    """Enter a contract. Raises BadInput naming the field at fault."""
    project_held(ctx, wanted.project_id)
    row = Agreement(
        **wanted.model_dump(),
        end_order=end_order(wanted.ends_on),
        ended_on=None,
        end_reason="",
        warned_days=None,
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    _check(ctx, row)
    ctx.session.add(row)
    return row


def change(ctx: Context, row: Agreement, wanted: AgreementChange) -> Agreement:
    """Edit a contract; a new last day makes its warnings due again. Raises Conflict `agreement_ended`."""
    if row.ended_on is not None:
        raise Conflict("agreement_ended", ended_on=row.ended_on.isoformat())
    values = wanted.model_dump(exclude_unset=True)
    ends_on = row.ends_on
    with ctx.session.no_autoflush:
        for name, value in values.items():
            if value is None and name not in _MAY_BE_NONE:
                raise BadInput.of(name, "missing")
            setattr(row, name, value)
        if row.ends_on != ends_on:
            row.end_order, row.warned_days = end_order(row.ends_on), None
        _check(ctx, row)
    return row


def end(ctx: Context, row: Agreement, wanted: AgreementEndIn) -> Agreement:
    """End a contract before its time, with its last day and the reason; once."""
    if row.ended_on is not None:
        raise Conflict("agreement_ended", ended_on=row.ended_on.isoformat())
    if wanted.ended_on < row.starts_on:
        raise BadInput.of("ended_on", "ends_before_start")
    if row.ends_on is not None and wanted.ended_on > row.ends_on:
        raise BadInput.of("ended_on", "ends_after_term", ends_on=row.ends_on.isoformat())
    row.ended_on, row.end_reason = wanted.ended_on, wanted.reason.strip()
    return row


def _check(ctx: Context, row: Agreement) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise BadInput.of("ends_on", "ends_before_start")
    if row.rate_bp is not None and row.regime != "remuneration":
        raise BadInput.of("rate_bp", "rate_without_remuneration")
    if ctx.session.get(LegalEntity, row.legal_entity_id) is None:
        raise BadInput.of("legal_entity_id", "unknown_reference")
    _check_files(ctx, row.project_id, row.file_ids)


def _check_files(ctx: Context, project_id: int, ids: Sequence[int]) -> None:
    known = set(
        ctx.session.scalars(
            select(StoredFile.id).where(
                StoredFile.id.in_(ids), StoredFile.project_id == project_id, StoredFile.purpose == PURPOSE
            )
        )
    )
    if len(set(ids)) < len(ids) or set(ids) - known:
        raise BadInput.of("file_ids", "unknown_reference")
