"""Reactions: a load that was approved begins, one that was not is its submitter's again."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.imports import service
from manyhold.foundation.imports.contract import LoadDecided
from manyhold.foundation.imports.models import CHECKED, SUBMITTED, Import
from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor


def on_load_decided(ctx: Context, payload: dict[str, Any]) -> None:
    """Begin the load as whoever submitted it, by the rights they hold then."""
    told = LoadDecided(**payload)
    row = ctx.session.get(Import, told.document_id)
    if row is None or row.state != SUBMITTED or row.approval_id != told.request_id:
        return
    if told.outcome != "approved":
        row.state, row.touched_at = CHECKED, ctx.now
        return
    submitter = Actor(told.submitted_by, ctx.group_id)
    service.begin_load(
        Context(ctx.runtime, ctx.session, submitter, permission="imports.load", request_id=ctx.request_id),
        row,
    )
