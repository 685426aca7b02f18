"""Reactions: a copy that was approved is made, one that was not is the officer's again."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.privacy.contract import ExportDecided
from manyhold.foundation.privacy.requests import rules
from manyhold.foundation.privacy.requests.models import PersonRequest
from manyhold.foundation.privacy.requests.service import prepare
from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor


def on_export_decided(ctx: Context, payload: dict[str, Any]) -> None:
    """Make the copy as whoever submitted it, by the rights they hold then."""
    told = ExportDecided(**payload)
    row = ctx.session.get(PersonRequest, told.document_id)
    if row is None or row.state != rules.AWAITING_APPROVAL or row.approval_id != told.request_id:
        return
    if told.outcome != "approved":
        row.state = rules.VERIFIED
        return
    submitter = Actor(told.submitted_by, ctx.group_id)
    apart = Context(
        ctx.runtime, ctx.session, submitter, permission="privacy.handle", request_id=ctx.request_id
    )
    prepare(apart, row)
